"""The search itself: from a question to results grouped by record, and what the reader may have meant."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.lib import dates
from portal.records.models import Edition
from portal.search.backends import get_backend
from portal.search.compiled_querysets import APPLIED, EVERY, SHOWN, load_edition
from portal.search.documents import build_document_id, encode_facet
from portal.search.query_parser import ParsedQuery, parse_query
from portal.search.snippets import Snippet, SnippetPiece, build_snippets
from portal.search.tokenizer import find_nearest_word
from portal.search.types import HitPage, SearchHit, SearchScope

DAY_LIMITS = (date(1000, 1, 1), date(9999, 12, 30))
"""Days that have a first moment and a next day in every time zone."""


@dataclass(frozen=True)
class SearchQuery:
    """`first` and `last` are days of publication, `on` a day of effect; all may be left open."""

    text: str = ""
    narrowed: dict[str, str] = field(default_factory=dict)
    """By the filters that apps register, kind and issuer."""
    is_official: bool = False
    """Leave out third-party texts."""
    first: date | None = None
    last: date | None = None
    on: date | None = None
    is_old: bool = False
    """Every version, not only the one that readers are shown."""


@dataclass(frozen=True)
class SearchResult:
    """A record, by the edition that answers best."""

    edition: Edition
    title: list[SnippetPiece]
    passages: list[Snippet]
    others: list[int]
    """Numbers of other versions that answer too, newest first."""


@dataclass(frozen=True)
class SearchResults:
    query: ParsedQuery
    results: list[SearchResult] = field(default_factory=list)
    count: int = 0
    """Records that answer."""
    is_more: bool = False
    """Whether there may be more of them than were counted."""
    has_next: bool = False
    meant: str = ""
    """A question near this one that has an answer, where this one has none."""


def search_records(question: SearchQuery, *, at: datetime, page: int = 1, size: int = 20) -> SearchResults:
    """A page of results, among what is public at that moment. Four queries at most, on PostgreSQL most often one."""
    asked, scope = parse_query(question.text), build_scope(question, at)
    if not asked:
        return SearchResults(asked)
    answer = get_backend().find_hits(asked, scope, (page - 1) * size, size)
    if not answer.count:
        return SearchResults(asked, meant=suggest_correction(answer.query, scope))
    has_next = answer.count > page * size
    results = [build_result(hit, answer) for hit in answer.hits]
    return SearchResults(answer.query, results, answer.count, answer.is_capped, has_next)


def list_matching_record_ids(question: SearchQuery, *, at: datetime) -> list[int]:
    """Ids of the records with the newest texts that answer, for who follows a question: a new text must be among them,
    wherever its words stand. Two queries at most."""
    asked = parse_query(question.text)
    if not asked:
        return []
    return get_backend().find_record_ids(asked, build_scope(question, at))


def build_scope(question: SearchQuery, at: datetime) -> SearchScope:
    """Nothing from after the moment is looked at, whatever the days asked for."""
    facets = [encode_facet(name, value) for name, value in question.narrowed.items() if value]
    facets += [encode_facet("official", "1")] if question.is_official else []
    first = (
        build_document_id(dates.get_start_of_day(max(question.first, DAY_LIMITS[0])), 0) if question.first else -(2**62)
    )
    last = build_document_id(at + timedelta(seconds=1), 0) - 1
    if question.last and question.last < DAY_LIMITS[1]:
        last = min(last, build_document_id(dates.get_start_of_day(question.last + timedelta(1)), 0) - 1)
    rule = APPLIED if question.on else EVERY if question.is_old else SHOWN
    return SearchScope(rule, question.on or dates.get_local_date(at), at, tuple(facets), first, last, question.on)


def build_result(hit: SearchHit, answer: HitPage) -> SearchResult:
    edition, quoted = load_edition(hit.row), build_snippets(hit.places, answer.read, len(answer.query.wanted))
    title = quoted.title or [SnippetPiece("text", edition.title)]
    return SearchResult(edition, title, quoted.passages, sorted(hit.others, reverse=True))


def suggest_correction(query: ParsedQuery, scope: SearchScope) -> str:
    """The question with words of the index in place of unknown ones that look like them, if that finds something
    that this reader may see. A word that only texts to come have counts for nothing: it is not suggested, nor does it
    keep another from being so. `query` is what was looked for. Two queries at most."""
    asked = list(dict.fromkeys(word for term in query.wanted for word in term.words if word.isalpha()))
    if not asked:
        return ""
    like: dict[str, list[str]] = {}
    for word, candidate in get_backend().find_similar_words(asked, scope.at):
        like.setdefault(word, []).append(candidate)
    corrections = {word: find_nearest_word(word, found) for word, found in like.items() if word not in found}
    corrected = query.corrected({word: better for word, better in corrections.items() if better})
    if corrected == query or not get_backend().find_record_ids(corrected, scope, is_complete=True):
        return ""
    return corrected.spelled()
