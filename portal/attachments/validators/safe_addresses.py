"""Checks addresses in documents: which ones a click may open."""

import re

SCHEME = re.compile(r"([a-z][a-z0-9+.-]*+):")
SAFE_SCHEMES = {"http", "https", "mailto", "tel", "ftp"}
IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]+")
"""Characters that programs ignore in an address."""


def is_safe_address(address: str) -> bool:
    """Whether the address leads to a web page, a mailbox, a telephone number or a place in the document, and not to a
    script, a program or files of another machine."""
    address = IGNORED.sub("", address).lower()
    if address.startswith(("\\", "//", "/\\")):
        return False
    match = SCHEME.match(address)
    return not match or match[1] in SAFE_SCHEMES


def is_inside(address: str) -> bool:
    """Whether a picture with this address loads nothing from elsewhere."""
    return IGNORED.sub("", address).lower().startswith(("#", "data:image/png", "data:image/jpeg", "data:image/gif"))
