"""Carries the text between two requests in the form, signed and packed, so that nothing is stored before drafts are
made and nobody can submit a text other than the one that was read."""

from dataclasses import dataclass

from django.core import signing

from portal.importer.parser.file_decoder import DecodedFile
from portal.importer.parser.links import HtmlLink

SALT = "portal.importer"


@dataclass(frozen=True)
class SignedPayload:
    name: str
    text: str
    targets: list[HtmlLink]


def pack_payload(name: str, decoded: DecodedFile, user) -> str:
    """Returns a signed value for a hidden field of this user's forms."""
    targets = [[target.start, target.end, target.url] for target in decoded.targets]
    return signing.dumps([name, decoded.text, targets], salt=f"{SALT}.{user.pk}", compress=True)


def unpack_payload(packed: str, user) -> SignedPayload | None:
    """Returns None if this portal did not give the value to this user."""
    try:
        name, text, targets = signing.loads(packed, salt=f"{SALT}.{user.pk}")
    except signing.BadSignature:
        return None
    return SignedPayload(name, text, [HtmlLink(*target) for target in targets])
