"""The search itself: from a question to results grouped by record, and what the reader may have meant."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.records import days
from portal.records.models import Edition
from portal.search.backends import backend
from portal.search.passages import Passage, Piece, quotations
from portal.search.query import Query, parse
from portal.search.scope import Hit, Scope
from portal.search.texts import document_id, facet
from portal.search.words import nearest

BEGINNINGS = 20
"""Words that the last one may be the beginning of."""
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


def readable(editions, question: Question, at: datetime):
    """Of these editions those that the question is about: what readers are shown today, what applied on its day,
    or every version. What was published in error is none of them."""
    if question.on:
        chosen = editions.applying(question.on, at)
    elif question.is_old:
        chosen = editions.public(at)
    else:
        chosen = editions.showing(days.day_of(at), at)
    return chosen.exclude(withdrawal_kind=Edition.WithdrawalKind.PUBLISHED_IN_ERROR, withdrawn_at__lte=at)


def search(question: Question, editions, *, at: datetime, page: int = 1, size: int = 20) -> Found:
    """A page of results among these editions, which are those that the reader may see. Four queries at most."""
    asked, scope, among = parse(question.text), scope_of(question, at), readable(editions, question, at)
    if not asked:
        return Found(asked)
    query, hits, is_capped = find(asked, scope, among)
    if not hits:
        return Found(asked, meant=meant(asked, scope, among))
    grouped = by_record(hits)
    part = grouped[(page - 1) * size : page * size]
    on = question.on or days.day_of(at)
    return Found(asked, results(query, part, on, at), len(grouped), is_capped, len(grouped) > page * size)


def find(asked: Query, scope: Scope, among) -> tuple[Query, list[Hit], bool]:
    """What was looked for, the hits, and whether there may be more of them. Two queries at most."""
    query = asked
    if query.unfinished:
        words = backend().beginnings(query.unfinished, BEGINNINGS)
        query = query if query.unfinished in words else query.going_on(words)
    return query, *backend().find(query, scope, among)


def answering(question: Question, editions, *, at: datetime) -> list[int]:
    """Ids of the records that search() would find on all its pages, the best first. Two queries at most."""
    asked = parse(question.text)
    if not asked:
        return []
    _, hits, _ = find(asked, scope_of(question, at), readable(editions, question, at))
    return list(dict.fromkeys(hit.record_id for hit in hits))


def scope_of(question: Question, at: datetime) -> Scope:
    """Nothing from after the moment is looked at, whatever the days asked for."""
    facets = [facet(name, value) for name, value in question.narrowed.items() if value]
    facets += [facet("official", "1")] if question.is_official else []
    first = document_id(days.start_of(max(question.first, DAYS[0])), 0) if question.first else -(2**62)
    last = document_id(at + timedelta(seconds=1), 0) - 1
    if question.last and question.last < DAYS[1]:
        last = min(last, document_id(days.start_of(question.last + timedelta(1)), 0) - 1)
    return Scope(tuple(facets), first, last, question.on)


def by_record(hits: list[Hit]) -> list[list[int]]:
    """The ids of each record's editions that answer, the best first, in the order of the best."""
    grouped: dict[int, list[int]] = {}
    for hit in hits:
        grouped.setdefault(hit.record_id, []).append(hit.edition_id)
    return list(grouped.values())


def results(query: Query, grouped: list[list[int]], on: date, at: datetime) -> list[Result]:
    """Two queries: the editions with their standing on the day, and the places where the words stand."""
    best = [ids[0] for ids in grouped]
    rows = Edition.objects.filter(pk__in=sum(grouped, [])).with_standing(on, at).select_related("record__issuer")
    editions = {one.pk: one for one in rows.defer("body", "provenance")}
    quoted = quotations(backend().places(query, best))
    found = []
    for ids in grouped:
        edition, quotation = editions[ids[0]], quoted.get(ids[0])
        title = quotation.title if quotation and quotation.title else [Piece("text", edition.title)]
        others = sorted((editions[pk].number for pk in ids[1:]), reverse=True)
        found.append(Result(edition, title, quotation.passages if quotation else [], others))
    return found


def meant(query: Query, scope: Scope, editions) -> str:
    """The question with words of the index in place of unknown ones that look like them, if that finds something
    that this reader may see; so no word of a hidden text is ever suggested."""
    asked = list(dict.fromkeys(word for term in query.wanted for word in term.words if word.isalpha()))
    if not asked:
        return ""
    like: dict[str, list[str]] = {}
    for word, candidate in backend().similar(asked):
        like.setdefault(word, []).append(candidate)
    corrections = {word: nearest(word, found) for word, found in like.items() if word not in found}
    corrected = query.corrected({word: better for word, better in corrections.items() if better})
    if corrected == query or not backend().find(corrected, scope, editions)[0]:
        return ""
    return corrected.spelled()
