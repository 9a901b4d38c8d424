"""What a text contradicts, of its own and of other records, as readers see it beside each point."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from portal.records.models import Edition, Point, Record
from portal.sources.models import Conflict


@dataclass(frozen=True)
class Contradiction:
    """What is beside a point that takes part in one; `label` and `address` are those of the other place."""

    label: str
    address: str
    note: str
    words: str
    other_words: str
    is_third_party: bool = False
    """Whether the other place is in a text that is not the state's, and this one is."""

    def elsewhere(self, page: str) -> "Contradiction":
        """The same for another page than the text's own, which is `page`."""
        return replace(self, address=page + self.address) if self.address.startswith("#") else self


def get_conflicts_by_point(edition: Edition, on: date, known: datetime, at: datetime) -> dict[str, list[Contradiction]]:
    """The contradictions that each point takes part in; those of the running text under an empty key. The edition's
    own are in its document; those that another record's shown edition notes are read from there. `known` is the
    moment whose knowledge the page shows; a place published in error by the present moment `at` is not named."""
    document, record = edition.document, edition.record
    numbers = {point["key"]: point["number"] for point in document["points"]}
    by_point: dict[str, list[Contradiction]] = defaultdict(list)
    names, noted_elsewhere = get_conflicting_places(edition, on, known, at)
    for conflict in document["conflicts"]:
        (one, other), (words, other_words) = conflict["points"], conflict.get("words", ["", ""])
        if "record" not in conflict:
            for here, there, said, against in ((one, other, words, other_words), (other, one, other_words, words)):
                label = f"{record.point_noun} {numbers.get(there, '')}".strip()
                by_point[here].append(Contradiction(label, f"#{there}", conflict["note"], said, against))
        elif place := names.get((conflict["record"], other or "")):
            by_point[one].append(Contradiction(*place, conflict["note"], words, other_words))
    for row in noted_elsewhere:
        place = describe_place(row.edition.record, row.edition.title, row.number, row.point_key)
        is_third_party = not row.edition.record.is_official
        by_point[row.other_key].append(Contradiction(*place, row.note, row.other_words, row.words, is_third_party))
    return by_point


def get_conflicting_places(
    edition: Edition, on: date, known: datetime, at: datetime
) -> tuple[dict[tuple[str, str], tuple[str, str]], list]:
    """In one query: label and address of the public places that the edition's contradictions name in other records,
    by record and point key; and the rows in which other records' shown editions name this record."""
    shown_now = Edition.objects.showing(on, known).not_retracted(at)
    their_points = Point.objects.filter(edition=OuterRef("edition"), key=OuterRef("point_key"))
    other_shown = shown_now.filter(record=OuterRef("other_record"))
    other_points = Point.objects.filter(
        edition__in=Edition.objects.public(known).not_retracted(at).filter(record=OuterRef(OuterRef("other_record"))),
        key=OuterRef("other_key"),
    ).order_by("-edition__number")
    rows = Conflict.objects.filter(
        Q(edition=edition) | Q(Exists(shown_now.filter(pk=OuterRef("edition"))), other_record=edition.record),
        other_record__isnull=False,
    ).select_related("edition__record", "other_record")
    names, elsewhere = {}, []
    for row in rows.annotate(
        number=Subquery(their_points.values("number")[:1]),
        other_number=Subquery(other_points.values("number")[:1]),
        other_title=Subquery(other_shown.values("title")[:1]),
    ).defer("edition__body", "edition__provenance"):
        if row.edition_id != edition.pk:
            elsewhere.append(row)
        elif row.other_title:
            place = describe_place(row.other_record, row.other_title, row.other_number, row.other_key)
            names[row.other_record.key, row.other_key] = place
    return names, elsewhere


def describe_place(record: Record, title: str, number: int | None, key: str) -> tuple[str, str]:
    place = f"{record.point_noun} {number or ''}".strip() if key else "the text"
    return f"{place} of “{title}”", f"{record.get_absolute_url()}{f'#{key}' if key else ''}"
