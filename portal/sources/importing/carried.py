"""The text between two requests: it travels in the form, signed and packed, so that nothing is stored before drafts
are made and nobody can pass off another text as the one that was read."""

from dataclasses import dataclass

from django.core import signing

from portal.sources.parsing.decoding import Decoded
from portal.sources.parsing.links import Target

SALT = "portal.sources.importing"


@dataclass(frozen=True)
class Carried:
    name: str
    text: str
    targets: list[Target]


def pack(name: str, decoded: Decoded, user) -> str:
    """A word for a hidden field that only this user's forms can bring back."""
    targets = [[one.start, one.end, one.url] for one in decoded.targets]
    return signing.dumps([name, decoded.text, targets], salt=f"{SALT}.{user.pk}", compress=True)


def unpack(packed: str, user) -> Carried | None:
    """None where it is not what this portal gave this user."""
    try:
        name, text, targets = signing.loads(packed, salt=f"{SALT}.{user.pk}")
    except signing.BadSignature:
        return None
    return Carried(name, text, [Target(*one) for one in targets])
