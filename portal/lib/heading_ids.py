"""The ids of the headings in a text, so that links can lead to them."""

import re
from collections import Counter
from collections.abc import Iterable

from django.utils.text import slugify

from portal.lib.markdown import find_headings

BODY_SCOPE, PROVENANCE_SCOPE = "text", "about"
MAX_LENGTH = 60
_ID_PATTERN = re.compile(r"[\w-]+\.[\w-]+")


def is_heading_id(fragment: str) -> bool:
    """Whether the part of an address after # can be the id of a heading. The key of a point contains no period, and
    neither does any id that the pages set themselves."""
    return bool(_ID_PATTERN.fullmatch(fragment))


class HeadingIds:
    """Gives each heading an id that stays the same as long as its words do. The scope, which is the key of the point or
    one of the constants, keeps the headings of two texts on a page apart."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        self.used: set[str] = set()
        self.counts: Counter[str] = Counter()

    def add(self, words: str) -> str:
        """Returns the id of the next heading. A heading with the same words as one above has a number at the end."""
        slug = slugify(words, allow_unicode=True)
        if len(slug) > MAX_LENGTH:
            slug = slug[:MAX_LENGTH].rpartition("-")[0] or slug[:MAX_LENGTH]
        base = unique = f"{self.scope}.{slug or 'heading'}"
        while unique in self.used:
            self.counts[base] += 1
            unique = f"{base}-{self.counts[base] + 1}"
        self.used.add(unique)
        return unique


def find_heading_ids(parts: Iterable[str], scope: str) -> set[str]:
    """Returns the ids of all headings in the parts of one text."""
    heading_ids = HeadingIds(scope)
    return {heading_ids.add(words) for part in parts for _, words in find_headings(part)}
