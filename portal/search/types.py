"""Where to look, and what was found: the plain data that the search and both databases' modules exchange."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from portal.search.highlighting import HighlightedText
from portal.search.query_parser import ParsedQuery

MAX_RANKED = 40
"""Texts that are ranked: of what the question is about those with the words in their title, and then the newest of the
others. Two pages; who wants to see more had better narrow the search. So a word that is in every text costs no
more among a hundred thousand than among a thousand."""
MAX_CANDIDATES = 300
"""Texts with the words that PostgreSQL looks at first, the newest, and whether the question is about them. As long as
fewer than are ranked come of that, it looks at ten times as many."""
THIRD_PARTY_WEIGHT = 0.5
"""What the rank of a third-party text counts for, so that the state's own text comes before one that says the same."""
MAX_PLACES = 4
"""Places of an edition whose words are marked at most, the best of them: its own text and three points."""


@dataclass(frozen=True)
class SearchScope:
    """`rule` is one of portal.search.rules.ABOUT and holds for the day `day`, as far as was known at the moment `at`.
    `first` and `last` are ids of documents, which stand for moments of publication; `on` is a day of effect."""

    rule: str
    day: date
    at: datetime
    facets: tuple[str, ...]
    first: int
    last: int
    on: date | None = None


class TextPlace(NamedTuple):
    """A point of an edition, or with an empty key its title and body, as Answer.read() reads them."""

    key: str
    number: int
    heading: str
    text: str


class SearchHit(NamedTuple):
    """A record that answers, by its edition that answers best."""

    row: tuple
    """The columns portal.search.rules.ROW of that edition."""
    others: list[int]
    """Numbers of other editions of the record that answer too, the best first."""
    places: list[TextPlace]


class HitPage(NamedTuple):
    query: ParsedQuery
    """What was looked for: the question, with the last word going on where it is none of the index."""
    hits: list[SearchHit]
    """A page of them, best first."""
    count: int  # type: ignore[assignment]
    """Records that answer."""
    is_capped: bool
    """Whether there may be more of them than were counted: see RANKED."""
    read: Callable[[str], HighlightedText]
    """Marks in a text of a place what was found there."""
