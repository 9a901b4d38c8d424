"""Contradictions within a text and with other records, as readers see them beside each point."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from portal.lib.stored_querysets import StoredQuerySet
from portal.records.models import Edition, Point, Record
from portal.sources.models import Conflict


@dataclass(frozen=True)
class Contradiction:
    """A contradiction, seen from one of its two points. `label` and `address` are those of the other place."""

    label: str
    address: str
    note: str
    words: str
    other_words: str
    is_third_party: bool = False
    """Whether the other place is in a third-party text, while this one is in a text of the state."""

    def elsewhere(self, page: str) -> "Contradiction":
        """Returns the same for use on another page. `page` is the URL of the text's own page."""
        return replace(self, address=page + self.address) if self.address.startswith("#") else self


def get_conflicts_by_point(edition: Edition, on: date, known: datetime, at: datetime) -> dict[str, list[Contradiction]]:
    """Returns the contradictions of each point by its key; those of the running text have an empty key. The edition's
    document contains its own; those that another record notes are read from the edition shown of that record. `known`
    is the moment whose knowledge the page shows; places published in error by the present moment `at` are left out."""
    document, record = edition.document, edition.record
    numbers = {point["key"]: point["number"] for point in document["points"]}
    by_point: dict[str, list[Contradiction]] = defaultdict(list)
    names, noted_elsewhere = get_conflicting_places(edition, on, known, at)
    for conflict in document["conflicts"]:
        (key, other_key), (words, other_words) = conflict["points"], conflict.get("words", ["", ""])
        if "record" not in conflict:
            sides = (key, other_key, words, other_words), (other_key, key, other_words, words)
            for here, there, words_here, words_there in sides:
                label = f"{record.point_noun} {numbers.get(there, '')}".strip()
                by_point[here].append(Contradiction(label, f"#{there}", conflict["note"], words_here, words_there))
        elif place := names.get((conflict["record"], other_key or "")):
            by_point[key].append(Contradiction(*place, conflict["note"], words, other_words))
    for row in noted_elsewhere:
        place = describe_place(row.edition.record, row.edition.title, row.number, row.point_key)
        is_third_party = not row.edition.record.is_official
        by_point[row.other_key].append(Contradiction(*place, row.note, row.other_words, row.words, is_third_party))
    return by_point


def get_conflicting_places(
    edition: Edition, on: date, known: datetime, at: datetime
) -> tuple[dict[tuple[str, str], tuple[str, str]], list]:
    """Returns, from one query, label and address of the public places in other records that the edition's
    contradictions name, by record and point key; and the contradictions that other records' shown editions note with
    this record."""
    rows = select_conflicts(edition=edition.pk, record=edition.record_id, on=on, known=known, at=at)
    names, elsewhere = {}, []
    for row in rows:
        if row.edition_id != edition.pk:
            elsewhere.append(row)
        elif row.other_title:
            place = describe_place(row.other_record, row.other_title, row.other_number, row.other_key)
            names[row.other_record.key, row.other_key] = place
    return names, elsewhere


@StoredQuerySet
def select_conflicts(*, edition: int, record: int, on: date, known: datetime, at: datetime):
    """The contradictions that the edition notes, and those that other records' shown editions note with the record."""
    shown_now = Edition.objects.showing(on, known).not_retracted(at)
    their_points = Point.objects.filter(edition=OuterRef("edition"), key=OuterRef("point_key"))
    other_shown = shown_now.filter(record=OuterRef("other_record"))
    other_points = Point.objects.filter(
        edition__in=Edition.objects.public(known).not_retracted(at).filter(record=OuterRef(OuterRef("other_record"))),
        key=OuterRef("other_key"),
    ).order_by("-edition__number")
    rows = Conflict.objects.filter(
        Q(edition=edition) | Q(Exists(shown_now.filter(pk=OuterRef("edition"))), other_record=record),
        other_record__isnull=False,
    ).select_related("edition__record", "other_record")
    return rows.annotate(
        number=Subquery(their_points.values("number")[:1]),
        other_number=Subquery(other_points.values("number")[:1]),
        other_title=Subquery(other_shown.values("title")[:1]),
    ).defer("edition__body", "edition__provenance")


def describe_place(record: Record, title: str, number: int | None, key: str) -> tuple[str, str]:
    place = f"{record.point_noun} {number or ''}".strip() if key else "the text"
    return f"{place} of “{title}”", f"{record.get_absolute_url()}{f'#{key}' if key else ''}"
