"""Where to look, and what was found: the plain data that the search and both databases' modules exchange."""

from dataclasses import dataclass
from datetime import date

CANDIDATES = 100
"""Editions that are ranked at most of those with the words in the title, and of those with them anywhere; the newest
are taken. So a word that stands in every text costs no more among a hundred thousand than among a thousand."""
THIRD_PARTY = 0.5
"""What the rank of a third-party text counts for, so that the state's own text comes before one that says the same."""
START, STOP = "\x02", "\x03"
"""Around a word that was found; no text of the index has these characters (see texts.clean)."""


@dataclass(frozen=True)
class Scope:
    """`first` and `last` are ids of documents, which stand for moments of publication; `on` is a day of effect."""

    facets: tuple[str, ...]
    first: int
    last: int
    on: date | None = None


@dataclass(frozen=True)
class Hit:
    edition_id: int
    record_id: int


@dataclass(frozen=True)
class Place:
    """A point of an edition, or with an empty key its title and body, with START and STOP around what was found."""

    edition_id: int
    key: str
    number: int
    heading: str
    text: str
