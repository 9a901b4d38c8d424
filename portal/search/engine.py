"""Runs a search: turns a query into results grouped by record, and suggests a correction."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from portal.lib import dates
from portal.records.models import Edition
from portal.search.backends import get_backend
from portal.search.compiled_querysets import APPLIED, EVERY, SHOWN, load_edition
from portal.search.documents import build_document_id, encode_facet
from portal.search.query_parser import ParsedQuery, list_other_words, parse_query
from portal.search.snippets import Snippet, SnippetPiece, build_snippets
from portal.search.tokenizer import find_nearest_word
from portal.search.types import MAX_RANKED, HitPage, SearchHit, SearchScope

DAY_LIMITS = (date(1000, 1, 1), date(9999, 12, 30))
"""The first and the last day that have a first moment and a next day in every time zone."""


@dataclass(frozen=True)
class SearchQuery:
    """A search as a reader enters it. `first` and `last` are days of publication, `on` is a day of effect; all are
    optional."""

    text: str = ""
    narrowed: dict[str, str] = field(default_factory=dict)
    """Values by the name of the filter: kind, issuer, and the filters that apps register."""
    is_official: bool = False
    """Whether to leave out third-party texts."""
    first: date | None = None
    last: date | None = None
    on: date | None = None
    is_old: bool = False
    """Whether to search all versions instead of only the one that readers see."""


@dataclass(frozen=True)
class SearchResult:
    """A record with its best matching edition."""

    edition: Edition
    title: list[SnippetPiece]
    passages: list[Snippet]
    others: list[int]
    """Numbers of other versions that match, newest first."""


@dataclass(frozen=True)
class SearchResults:
    query: ParsedQuery
    results: list[SearchResult] = field(default_factory=list)
    count: int = 0
    """Number of records that match."""
    is_more: bool = False
    """Whether more records than `count` may match."""
    has_next: bool = False
    meant: str = ""
    """A similar query that finds something, if this one finds nothing."""

    @property
    def is_partial(self) -> bool:
        """Whether no text has all words, and the results have the rarest of them."""
        return bool(self.query.optional)


def search_records(question: SearchQuery, *, at: datetime, page: int = 1, size: int = 20) -> SearchResults:
    """Returns a page of results among the texts that are public at the moment. It costs at most four queries, on
    PostgreSQL usually one; if only another spelling or a part of the query finds something, three more."""
    query, scope = parse_query(question.text), build_scope(question, at)
    if not query:
        return SearchResults(query)
    find = partial(get_backend().find_hits, skip=(page - 1) * size, size=size)
    hit_page = find(query, scope)
    if not hit_page.count:
        retry = find_retry(query, hit_page.query, scope)
        if not retry.query:
            return SearchResults(hit_page.query, meant=retry.meant)
        hit_page = find(retry.query, scope)
    has_next = hit_page.count > page * size
    results = [build_result(hit, hit_page) for hit in hit_page.hits]
    return SearchResults(hit_page.query, results, hit_page.count, hit_page.is_capped, has_next)


def list_matching_record_ids(question: SearchQuery, *, at: datetime) -> list[int]:
    """Returns the ids of the records with the newest matching texts, for feeds of a search. A new text is included no
    matter where its words occur. It costs at most two queries."""
    query, scope = parse_query(question.text), build_scope(question, at)
    if not query:
        return []
    return get_backend().find_record_ids(query, scope)


def build_scope(question: SearchQuery, at: datetime) -> SearchScope:
    """Returns the scope of the search. It never includes texts published after the moment."""
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


def build_result(hit: SearchHit, hit_page: HitPage) -> SearchResult:
    edition, snippets = load_edition(hit.row), build_snippets(hit.places, hit_page.read, len(hit_page.query.marked))
    title = snippets.title or [SnippetPiece("text", edition.title)]
    return SearchResult(edition, title, snippets.passages, sorted(hit.others, reverse=True))


class Retry(NamedTuple):
    """What to do after a query that found nothing: run another, suggest another, or nothing."""

    query: ParsedQuery | None = None
    meant: str = ""


def find_retry(typed: ParsedQuery, ran: ParsedQuery, scope: SearchScope) -> Retry:
    """Returns the query with words spelled as two, a correction, or the query for texts with some of the words, in this
    order. Words that occur only in scheduled texts are ignored: they are neither suggested nor treated as known. `ran`
    is the typed query with its last word completed. It usually costs one or two queries."""
    words = list(dict.fromkeys(word for term in ran.wanted for word in term.words if word.isalpha()))
    terms = ran.wanted if ran.can_relax else ()
    if not words and not terms:
        return Retry()
    similar_words: dict[str, list[str]] = {}
    rows, counts = get_backend().examine_words(words, list_other_words(typed), terms, scope)
    for word, candidate in rows:
        similar_words.setdefault(word, []).append(candidate)
    known = {word for word, candidates in similar_words.items() if word in candidates}
    split = typed.with_splits(known)
    if split != typed and get_backend().find_record_ids(split, scope, is_complete=True):
        return Retry(split)
    nearest = {
        word: find_nearest_word(word, similar_words[word])
        for word in words
        if word in similar_words and word not in known
    }
    corrected = ran.corrected({word: near for word, near in nearest.items() if near})
    if corrected != ran and get_backend().find_record_ids(corrected, scope, is_complete=True):
        return Retry(meant=corrected.spelled())
    return Retry(ran.relaxed(counts, MAX_RANKED)) if terms else Retry()
