"""English plurals, articles and lists, for nouns with regular spelling."""

import re
from collections.abc import Sequence

MAX_NAMED_NUMBERS = 6
_ADDS_ES = re.compile(r"(s|x|z|ch|sh)$")
_ENDS_IN_Y = re.compile(r"[^aeiou]y$")


def pluralize_noun(noun: str) -> str:
    """Returns the plural: "items" for "item", "inquiries" for "inquiry"."""
    if _ENDS_IN_Y.search(noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if _ADDS_ES.search(noun) else f"{noun}s"


def format_noun(count: int, noun: str) -> str:
    """Returns the noun in the singular for a count of 1, otherwise in the plural."""
    return noun if count == 1 else pluralize_noun(noun)


def format_count(count: int, noun: str) -> str:
    """Returns the count and the noun: "1 item", "2,000 items"."""
    return f"{count:,} {format_noun(count, noun)}"


def format_numbers(numbers: Sequence[int], noun: str) -> str:
    """Returns the noun with its numbers, "items 2 and 5", or with the count if there are many: "12 items"."""
    if len(numbers) > MAX_NAMED_NUMBERS:
        return format_count(len(numbers), noun)
    return f"{format_noun(len(numbers), noun)} {join_phrases([str(number) for number in numbers])}"


def add_article(noun: str) -> str:
    """Returns the noun with its article: "an item", "a question". The first letter decides, so "hour" and "union" are
    not supported."""
    return f"{'an' if noun[:1].lower() in tuple('aeiou') else 'a'} {noun}"


def join_phrases(phrases: Sequence[str]) -> str:
    """Joins phrases: "one", "one and two", "one, two and three"."""
    *others, last = phrases
    return f"{', '.join(others)} and {last}" if others else last
