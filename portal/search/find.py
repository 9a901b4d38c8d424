"""The search itself: from a question to results grouped by record, and what the reader may have meant."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.records import days
from portal.records.models import Edition
from portal.search.backends import backend
from portal.search.passages import Passage, Piece, quotation
from portal.search.query import Query, parse
from portal.search.rules import APPLIED, EVERY, SHOWN, edition_of
from portal.search.scope import Answer, Hit, Scope
from portal.search.texts import document_id, facet
from portal.search.words import nearest

DAYS = (date(1000, 1, 1), date(9999, 12, 30))
"""Days that have a first moment and a next day in every time zone."""


@dataclass(frozen=True)
class Question:
    """`first` and `last` are days of publication, `on` a day of effect; all may be left open."""

    text: str = ""
    narrowed: dict[str, str] = field(default_factory=dict)
    """By kind, audience, issuer, service."""
    is_official: bool = False
    """Leave out third-party texts."""
    first: date | None = None
    last: date | None = None
    on: date | None = None
    is_old: bool = False
    """Every version, not only the one that readers are shown."""


@dataclass(frozen=True)
class Result:
    """A record, by the edition that answers best."""

    edition: Edition
    title: list[Piece]
    passages: list[Passage]
    others: list[int]
    """Numbers of other versions that answer too, newest first."""


@dataclass(frozen=True)
class Found:
    query: Query
    results: list[Result] = field(default_factory=list)
    count: int = 0
    """Records that answer."""
    is_more: bool = False
    """Whether there may be more of them than were counted."""
    has_next: bool = False
    meant: str = ""
    """A question near this one that has an answer, where this one has none."""


def search(question: Question, *, at: datetime, page: int = 1, size: int = 20) -> Found:
    """A page of results, among what is public at that moment. Four queries at most, on PostgreSQL most often one."""
    asked, scope = parse(question.text), scope_of(question, at)
    if not asked:
        return Found(asked)
    answer = backend().find(asked, scope, (page - 1) * size, size)
    if not answer.count:
        return Found(asked, meant=meant(answer.query, scope))
    has_next = answer.count > page * size
    results = [result(hit, answer) for hit in answer.hits]
    return Found(answer.query, results, answer.count, answer.is_capped, has_next)


def answering(question: Question, *, at: datetime) -> list[int]:
    """Ids of the records with the newest texts that answer, for who follows a question: a new text must be among them,
    wherever its words stand. Two queries at most."""
    asked = parse(question.text)
    if not asked:
        return []
    return backend().records(asked, scope_of(question, at))


def scope_of(question: Question, at: datetime) -> Scope:
    """Nothing from after the moment is looked at, whatever the days asked for."""
    facets = [facet(name, value) for name, value in question.narrowed.items() if value]
    facets += [facet("official", "1")] if question.is_official else []
    first = document_id(days.start_of(max(question.first, DAYS[0])), 0) if question.first else -(2**62)
    last = document_id(at + timedelta(seconds=1), 0) - 1
    if question.last and question.last < DAYS[1]:
        last = min(last, document_id(days.start_of(question.last + timedelta(1)), 0) - 1)
    rule = APPLIED if question.on else EVERY if question.is_old else SHOWN
    return Scope(rule, question.on or days.day_of(at), at, tuple(facets), first, last, question.on)


def result(hit: Hit, answer: Answer) -> Result:
    edition, quoted = edition_of(hit.row), quotation(hit.places, answer.read, len(answer.query.wanted))
    title = quoted.title or [Piece("text", edition.title)]
    return Result(edition, title, quoted.passages, sorted(hit.others, reverse=True))


def meant(query: Query, scope: Scope) -> str:
    """The question with words of the index in place of unknown ones that look like them, if that finds something
    that this reader may see. A word that only texts to come have counts for nothing: it is not suggested, nor does it
    keep another from being so. `query` is what was looked for. Two queries at most."""
    asked = list(dict.fromkeys(word for term in query.wanted for word in term.words if word.isalpha()))
    if not asked:
        return ""
    like: dict[str, list[str]] = {}
    for word, candidate in backend().similar(asked, scope.at):
        like.setdefault(word, []).append(candidate)
    corrections = {word: nearest(word, found) for word, found in like.items() if word not in found}
    corrected = query.corrected({word: better for word, better in corrections.items() if better})
    if corrected == query or not backend().records(corrected, scope, is_complete=True):
        return ""
    return corrected.spelled()
