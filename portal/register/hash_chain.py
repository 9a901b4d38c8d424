"""The calculations of the register: canonical JSON, digests, and the link from one entry to the next."""

import hashlib
import json
from datetime import UTC, datetime

GENESIS_HASH = "0" * 64
"""The value of `previous` in the first entry."""


def dump_canonical_json(document: dict) -> str:
    """Returns the only JSON for a document: sorted keys, no spaces, UTF-8, no floats (RFC 8785 for such values)."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def hash_text(text: str) -> str:
    """Returns the SHA-256 of the text's UTF-8 bytes, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def format_timestamp(moment: datetime) -> str:
    """Returns RFC 3339 in UTC with microseconds, so that a moment has the same text in every time zone."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def hash_entry(
    *,
    number: int,
    action: str,
    public_at: datetime,
    recorded_at: datetime,
    address: str,
    title: str,
    content_digest: str,
    previous: str,
) -> str:
    """Returns the hash of an entry, computed from its own facts, the digest of its content and the previous hash."""
    return hash_text(
        dump_canonical_json(
            {
                "number": number,
                "action": action,
                "public_at": format_timestamp(public_at),
                "recorded_at": format_timestamp(recorded_at),
                "address": address,
                "title": title,
                "content_digest": content_digest,
                "previous": previous,
            }
        )
    )
