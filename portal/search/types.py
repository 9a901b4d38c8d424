"""Plain data that the search and the modules of both databases exchange: where to search, and what was found."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from portal.search.highlighting import HighlightedText
from portal.search.query_parser import ParsedQuery

MAX_RANKED = 40
"""Largest number of texts that are ranked: those with the words in their title, then the newest of the others. These
are two pages; readers who want more should narrow the search. Because of this limit, a word that is in every text costs
no more among a hundred thousand texts than among a thousand."""
MAX_CANDIDATES = 300
"""Number of texts with the words that PostgreSQL checks first against the rule of the search, newest first. If fewer
than `MAX_RANKED` of them match, it checks ten times as many."""
THIRD_PARTY_WEIGHT = 0.5
"""Factor for the rank of a third-party text, so that a text of the state with the same words comes first."""
MAX_COUNTED = 1_000
"""Texts with a word that are counted, to learn which words of a query are rare."""
MAX_PLACES = 4
"""Largest number of places of an edition whose words are marked: its own text and its three best points."""


@dataclass(frozen=True)
class SearchScope:
    """Which editions to search. `rule` is a key of `compiled_querysets.RULES`, applied to the day `day` as known at the
    moment `at`. `first` and `last` are ids of documents, which express moments of publication; `on` is a day of
    effect."""

    rule: str
    day: date
    at: datetime
    facets: tuple[str, ...]
    first: int
    last: int
    on: date | None = None


class TextPlace(NamedTuple):
    """A point of an edition or, with an empty key, its title and body. `HitPage.read()` marks the words in it."""

    key: str
    number: int
    heading: str
    text: str
    joined: str = ""
    """The words that compounds of the heading and the text mean."""


class ReadText(Protocol):
    """Marks the matching words in the heading or the text of a place, whose `joined` it receives too."""

    def __call__(self, text: str, /, *, joined: str) -> HighlightedText: ...


class SearchHit(NamedTuple):
    """A record that matches, with its best matching edition."""

    row: tuple
    """The columns `compiled_querysets.RESULT_COLUMNS` of that edition."""
    others: list[int]
    """Numbers of other editions of the record that match, best first."""
    places: list[TextPlace]


class HitPage(NamedTuple):
    query: ParsedQuery
    """The query that was run: that of the reader, or the one with the last word completed if that found nothing."""
    hits: list[SearchHit]
    """One page of the records, best first."""
    count: int  # type: ignore[assignment]
    """Number of records that match."""
    is_capped: bool
    """Whether more records than `count` may match: see `MAX_RANKED`."""
    read: ReadText
