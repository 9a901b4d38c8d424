"""Finds the record of which a document is a copy or a later state."""

from dataclasses import dataclass

from portal.records.kinds import Kind
from portal.records.markdown import POINTS_HERE, plain
from portal.records.models import Edition, Point, Record
from portal.records.models.point import iso
from portal.sources.drafting.points import points
from portal.sources.likeness import Likeness, Statement, Text, alike, compare
from portal.sources.parsing import Document

KINDS = {
    "notice": Kind.SERVICE_NOTICE,
    "press_release": Kind.PRESS_RELEASE,
    "memo": Kind.MEMO,
    "qa": Kind.QUESTIONS,
}
"""The kinds of document that become a record."""
NEWEST = 5000
"""Records whose titles are looked at, the newest first."""
MOST = 12
"""Records that are read and compared."""
EDITIONS = 10
"""Of each record, its newest editions."""


@dataclass(frozen=True)
class Neighbor:
    """An edition that the document is a state of."""

    edition: Edition
    likeness: Likeness

    @property
    def record(self) -> Record:
        return self.edition.record

    @property
    def percent(self) -> int:
        return round(100 * self.likeness.coverage)


def neighbors(text: str, one: Document) -> list[Neighbor]:
    """The records of the document's kind that it is most like, each with the edition that it is most like; the
    likeliest first, and one that says the same before all others."""
    if one.kind not in KINDS:
        return []
    said = text_of(text, one)
    found = [
        max((Neighbor(row, compare(words_of(row), said)) for row in rows), key=closeness) for rows in near(one, said)
    ]
    return sorted((row for row in found if row.likeness.is_same or row.likeness.is_later), key=surety, reverse=True)


def closeness(row: Neighbor) -> tuple[bool, float, int]:
    """Which edition of a record the document is nearest to."""
    return row.likeness.is_same, row.likeness.coverage, row.edition.number


def surety(row: Neighbor) -> tuple[bool, float, int]:
    """Which record it is a state of."""
    return row.likeness.is_same, row.likeness.score, row.edition.number


def text_of(text: str, one: Document) -> Text:
    statements = [
        Statement(
            " ".join(found.value for found in (heading, said) if found),
            tuple(iso(days[name][0]) if name in days else None for name in DAYS),
        )
        for heading, said, days in points(one)
    ]
    taken = [found.span for found in one.recommendations]
    running = [
        text[start:end] for start, end in one.body if not any(start < last and first < end for first, last in taken)
    ]
    return Text(one.title.value if one.title else "", statements, "\n".join(running))


DAYS = ("posted_on", "effective_from", "effective_until")


def words_of(edition: Edition) -> Text:
    rows = edition.points.all()
    statements = [
        Statement(f"{row.heading} {plain(row.text)}", tuple(iso(getattr(row, name)) for name in DAYS), row.key)
        for row in sorted(rows, key=lambda row: (row.number, row.key))
    ]
    return Text(edition.title, statements, plain(edition.body.replace(POINTS_HERE, "")))


def near(one: Document, said: Text) -> list[list[Edition]]:
    """Editions of the records whose title is most like the document's, or that have a point with the same words."""
    editions = Edition.objects.filter(record__kind=KINDS[one.kind]).exclude(withdrawal_kind="published_in_error")
    titles: dict[int, str] = {}
    for record, title in editions.order_by("-pk").values_list("record", "title")[:NEWEST]:
        titles.setdefault(record, title)
    by_title = sorted(titles, key=lambda record: -alike(titles[record], said.title))
    starts = [words[:40] for words in (" ".join(row.words.split()) for row in said.statements[:20]) if len(words) >= 20]
    by_words: list[int] = []
    for words in starts:
        rows = Point.objects.filter(edition__in=editions, text__startswith=words)
        by_words += rows.values_list("edition__record", flat=True)[:3]
        by_words += editions.filter(points__heading__startswith=words).values_list("record", flat=True)[:3]
    chosen = list(dict.fromkeys([*by_words, *by_title]))[:MOST]
    rows = editions.filter(record__in=chosen).select_related("record").prefetch_related("points").order_by("-number")
    by_record: dict[int, list[Edition]] = {}
    for row in rows:
        by_record.setdefault(row.record_id, []).append(row)
    return [found[:EDITIONS] for found in by_record.values()]
