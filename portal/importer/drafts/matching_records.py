"""Finds the record of which a document is a copy or a later state."""

from dataclasses import dataclass

from portal.importer.drafts.draft_points import list_points
from portal.importer.drafts.readers import get_drafted_kind
from portal.importer.parser import ParsedDocument
from portal.lib.markdown import POINTS_PLACEHOLDER, strip_markdown
from portal.records.models import Edition, Point, Record
from portal.records.models.point import format_iso_date
from portal.sources.similarity import ComparedStatement, ComparedText, Similarity, compare_texts, get_similarity

NEWEST = 5000
"""Number of records whose titles are compared, the newest first."""
MOST = 12
"""Records that are read and compared."""
EDITIONS = 10
"""Of each record, its newest editions."""


@dataclass(frozen=True)
class MatchingRecord:
    """An edition that the document is a state of."""

    edition: Edition
    likeness: Similarity

    @property
    def record(self) -> Record:
        return self.edition.record

    @property
    def percent(self) -> int:
        return round(100 * self.likeness.coverage)


def find_matching_records(text: str, one: ParsedDocument) -> list[MatchingRecord]:
    """Records of the document's kind that are most similar, each with its most similar edition; the best first,
    identical texts before all others."""
    if get_drafted_kind(one.kind) is None:
        return []
    said = get_text(text, one)
    found = [
        max((MatchingRecord(row, compare_texts(get_words(row), said)) for row in rows), key=get_closeness)
        for rows in find_near_editions(one, said)
    ]
    return sorted(
        (row for row in found if row.likeness.is_same or row.likeness.is_later), key=get_certainty, reverse=True
    )


def get_closeness(row: MatchingRecord) -> tuple[bool, float, int]:
    """Which edition of a record the document is nearest to."""
    return row.likeness.is_same, row.likeness.coverage, row.edition.number


def get_certainty(row: MatchingRecord) -> tuple[bool, float, int]:
    """Which record it is a state of."""
    return row.likeness.is_same, row.likeness.score, row.edition.number


def get_text(text: str, one: ParsedDocument) -> ComparedText:
    statements = [
        ComparedStatement(
            " ".join(found.value for found in (heading, said) if found),
            tuple(format_iso_date(days[name][0]) if name in days else None for name in DAYS),
        )
        for heading, said, days in list_points(one)
    ]
    taken = [found.span for found in one.recommendations]
    running = [
        text[start:end] for start, end in one.body if not any(start < last and first < end for first, last in taken)
    ]
    return ComparedText(one.title.value if one.title else "", statements, "\n".join(running))


DAYS = ("posted_on", "effective_from", "effective_until")


def get_words(edition: Edition) -> ComparedText:
    rows = edition.points.all()
    statements = [
        ComparedStatement(
            f"{row.heading} {strip_markdown(row.text)}",
            tuple(format_iso_date(getattr(row, name)) for name in DAYS),
            row.key,
        )
        for row in sorted(rows, key=lambda row: (row.number, row.key))
    ]
    return ComparedText(edition.title, statements, strip_markdown(edition.body.replace(POINTS_PLACEHOLDER, "")))


def find_near_editions(one: ParsedDocument, said: ComparedText) -> list[list[Edition]]:
    """Editions of the records whose title is most like the document's, or that have a point with the same words."""
    kind = get_drafted_kind(one.kind)
    editions = Edition.objects.filter(record__kind=kind.value).not_retracted()
    titles: dict[int, str] = {}
    for record, title in editions.order_by("-pk").values_list("record", "title")[:NEWEST]:
        titles.setdefault(record, title)
    by_title = sorted(titles, key=lambda record: -get_similarity(titles[record], said.title))
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
