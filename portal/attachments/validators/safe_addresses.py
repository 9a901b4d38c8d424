"""Addresses in documents: those that a click may open."""

import re

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*+):")
SAFE_SCHEMES = {"http", "https", "mailto", "tel", "ftp"}
IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]+")
"""Programs leave these out of an address."""


def is_safe_address(address: str) -> bool:
    """Whether it leads to a web page, a mailbox, a telephone or a place in the document: not to a script, a program
    or another machine's files."""
    address = IGNORED.sub("", address).lower()
    if address.startswith(("\\", "//", "/\\")):
        return False
    match = SCHEME.match(address)
    return not match or match[1] in SAFE_SCHEMES


def is_inside(address: str) -> bool:
    """Whether a picture needs nothing from elsewhere for this address."""
    return IGNORED.sub("", address).lower().startswith(("#", "data:image/png", "data:image/jpeg", "data:image/gif"))
