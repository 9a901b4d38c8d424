"""English number, article and lists, for nouns that are spelled regularly."""

import re
from collections.abc import Sequence

_ADDS_ES = re.compile(r"(s|x|z|ch|sh)$")
_ENDS_IN_Y = re.compile(r"[^aeiou]y$")


def pluralize_noun(noun: str) -> str:
    """ "items" from "item", "inquiries" from "inquiry"."""
    if _ENDS_IN_Y.search(noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if _ADDS_ES.search(noun) else f"{noun}s"


def format_noun(count: int, noun: str) -> str:
    """The noun in the number that the count asks for."""
    return noun if count == 1 else pluralize_noun(noun)


def format_count(count: int, noun: str) -> str:
    """ "1 item", "2,000 items"."""
    return f"{count:,} {format_noun(count, noun)}"


def add_article(noun: str) -> str:
    """ "an item", "a question"; by the first letter, so not for "hour" or "union"."""
    return f"{'an' if noun[:1].lower() in tuple('aeiou') else 'a'} {noun}"


def join_phrases(phrases: Sequence[str]) -> str:
    """ "one", "one and two", "one, two and three"."""
    *others, last = phrases
    return f"{', '.join(others)} and {last}" if others else last
