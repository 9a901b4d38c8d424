"""Documents of editions that tests compare."""

from hashlib import sha256


def point(key: str, number: int, text: str, **facts) -> dict:
    heading = facts.pop("heading", "")
    digest = sha256(f"{heading}\x1f{text}".encode()).hexdigest()
    return {"key": key, "number": number, "heading": heading, "text": text, "text_hash": digest, **facts}


def document(*points: dict, body: str = "", parts: dict | None = None, **facts) -> dict:
    edition = {"number": 1, "title": "Modified hours", "subtitle": "", "language": "en", "body": body}
    edition |= {"provenance": "", "is_reconstructed": False, "signed_on": None, "effective_from": "2020-06-05"}
    edition |= {"effective_until": None, "published_at": "2020-06-05T12:00:00Z", "change_kind": "", "change_note": ""}
    return {
        "schema": 1,
        "record": {"key": "hours", "kind": "service_notice"},
        "official": True,
        "issuer": {"key": "despp", "name": "DESPP"},
        "edition": edition | facts,
        "points": list(points),
        "contacts": [],
        "signers": [],
        "attachments": [],
        "relations": [],
        "citations": [],
        **(parts or {}),
    }
