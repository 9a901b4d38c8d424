"""Finds the record that a document is a copy or a later state of."""

from dataclasses import dataclass

from portal.importer.drafts.draft_points import list_points
from portal.importer.drafts.readers import get_drafted_kind
from portal.importer.parser import ParsedDocument
from portal.lib.markdown import POINTS_PLACEHOLDER, strip_markdown
from portal.records.models import Edition, Point, Record
from portal.records.models.point import format_iso_date
from portal.sources.similarity import ComparedStatement, ComparedText, Similarity, compare_texts, get_similarity

NEWEST = 5000
"""Number of records whose titles are compared, newest first."""
MOST = 12
"""Number of records whose texts are compared."""
EDITIONS = 10
"""Number of newest editions of each record that are compared."""


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


def find_matching_records(text: str, document: ParsedDocument) -> list[MatchingRecord]:
    """Returns the most similar records of the document's kind, each with its most similar edition. Identical texts come
    first, then the best matches."""
    if get_drafted_kind(document.kind) is None:
        return []
    compared = get_text(text, document)
    matches = [
        max((MatchingRecord(row, compare_texts(get_words(row), compared)) for row in rows), key=get_closeness)
        for rows in find_near_editions(document, compared)
    ]
    return sorted(
        (row for row in matches if row.likeness.is_same or row.likeness.is_later), key=get_certainty, reverse=True
    )


def get_closeness(row: MatchingRecord) -> tuple[bool, float, int]:
    """Sort key for the editions of one record: the nearest has the highest value."""
    return row.likeness.is_same, row.likeness.coverage, row.edition.number


def get_certainty(row: MatchingRecord) -> tuple[bool, float, int]:
    """Sort key for records: the one that the document most certainly belongs to has the highest value."""
    return row.likeness.is_same, row.likeness.score, row.edition.number


def get_text(text: str, document: ParsedDocument) -> ComparedText:
    statements = [
        ComparedStatement(
            " ".join(value.value for value in (heading, body) if value),
            tuple(format_iso_date(days[name][0]) if name in days else None for name in DAYS),
        )
        for heading, body, days in list_points(document)
    ]
    taken = [recommendation.span for recommendation in document.recommendations]
    running = [
        text[start:end]
        for start, end in document.body
        if not any(start < last and first < end for first, last in taken)
    ]
    return ComparedText(document.title.value if document.title else "", statements, "\n".join(running))


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


def find_near_editions(document: ParsedDocument, compared: ComparedText) -> list[list[Edition]]:
    """Returns editions of the records with the most similar titles, or with a point that begins with the same words."""
    kind = get_drafted_kind(document.kind)
    editions = Edition.objects.filter(record__kind=kind.value).not_retracted()
    titles: dict[int, str] = {}
    for record, title in editions.order_by("-pk").values_list("record", "title")[:NEWEST]:
        titles.setdefault(record, title)
    by_title = sorted(titles, key=lambda record: -get_similarity(titles[record], compared.title))
    starts = [
        words[:40] for words in (" ".join(row.words.split()) for row in compared.statements[:20]) if len(words) >= 20
    ]
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
    return [rows_of_record[:EDITIONS] for rows_of_record in by_record.values()]
