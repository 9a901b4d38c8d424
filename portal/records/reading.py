"""Fetches what the pages of one record show: few queries, the same number whatever there is to show."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404

from portal.records import referring
from portal.records.days import day_of
from portal.records.diffs import PointChange, point_change
from portal.records.kinds import of_section
from portal.records.models import Edition, Point, Record
from portal.records.models.parts import part_classes
from portal.records.models.point import point_class


def editions(section: str, key: str):
    """Editions of the record with that address, with what a page needs of their neighbors."""
    kinds = of_section(section)
    return Edition.objects.filter(record__key=key, record__kind__in=kinds).select_related(
        "record__issuer", "publication", "withdrawal"
    )


def shown(section: str, key: str, on: date, known: datetime) -> Edition:
    """The edition in force on the day, or else the newest public one. Raises Http404."""
    edition = editions(section, key).showing(on, known).with_standing(on, known).first()
    if edition is None:
        raise Http404("There is no public text at this address.")
    return edition


def in_force(section: str, key: str, on: date, known: datetime) -> Edition | None:
    return editions(section, key).in_force(on, known).with_standing(on, known).first()


def numbered(section: str, key: str, numbers: list[int], user, at: datetime) -> dict[int, Edition]:
    """The editions with these numbers that the user may read. Raises Http404 where one is missing."""
    today = day_of(at)
    rows = editions(section, key).visible_to(user, at).filter(number__in=numbers).with_standing(today, at)
    found = {edition.number: edition for edition in rows}
    for number in numbers:
        if number not in found:
            raise Http404(f"There is no version {number} of this text.")
    return found


def versions(record: Record, on: date, known: datetime) -> list[Edition]:
    """All public editions, newest first, without their texts."""
    rows = record.editions.public(known).with_standing(on, known).select_related("publication").order_by("-number")
    light = rows.defer("body", "provenance", "publication__content")
    for edition in light:
        edition.record = record
    return list(light)


@dataclass(frozen=True)
class Related:
    label: str
    edition: Edition
    """The other record's edition that readers are shown."""


def relations(edition: Edition, on: date, known: datetime) -> list[Related]:
    """Records that this edition names, and records whose shown edition names this one."""
    return neighbors(edition, on, known)[0]


def neighbors(edition: Edition, on: date, known: datetime) -> tuple[list[Related], dict[str, list[referring.Outdated]]]:
    """The relations; and by point key what the text refers to that is no longer what it was when it was published."""
    found, notices = referring.neighbors(edition, on, known)
    related = sorted((Related(*one) for one in found.values()), key=lambda one: (one.label, one.edition.title))
    return related, referring.by_point(notices, edition)


def citations_by_point(document: dict) -> dict[str, list[dict]]:
    """Citations of each point's words; those of the edition's own text under an empty key."""
    by_point: dict[str, list[dict]] = {}
    for citation in document["citations"]:
        by_point.setdefault(citation["point"] or "", []).append(citation)
    return by_point


def sources_of(document: dict) -> list[dict]:
    """The source documents that the edition cites, each once, its own first."""
    found = {citation["source"]: citation for citation in document["citations"]}
    return [
        {"key": key, "title": found[key]["source_title"], "is_official": found[key]["source_is_official"]}
        for key in dict.fromkeys(citation["source"] for citation in document["citations"])
    ]


@dataclass(frozen=True)
class Contradiction:
    """What stands beside a point that takes part in one; `label` and `address` are those of the other place."""

    label: str
    address: str
    note: str
    words: str
    other_words: str
    is_third_party: bool = False
    """Whether the other place is in a text that is not the state's, and this one is."""


def conflicts_by_point(edition: Edition, on: date, known: datetime) -> dict[str, list[Contradiction]]:
    """The contradictions that each point takes part in; those of the running text under an empty key. The edition's
    own stand in its document; those that another record's shown edition notes are read from there."""
    document, record = edition.document, edition.record
    numbers = {point["key"]: point["number"] for point in document["points"]}
    by_point: dict[str, list[Contradiction]] = defaultdict(list)
    names, noted_elsewhere = other_places(edition, on, known)
    for conflict in document["conflicts"]:
        (one, other), (words, other_words) = conflict["points"], conflict.get("words", ["", ""])
        if "record" not in conflict:
            for here, there, said, against in ((one, other, words, other_words), (other, one, other_words, words)):
                label = f"{record.point_noun} {numbers.get(there, '')}".strip()
                by_point[here].append(Contradiction(label, f"#{there}", conflict["note"], said, against))
        elif place := names.get((conflict["record"], other or "")):
            by_point[one].append(Contradiction(*place, conflict["note"], words, other_words))
    for row in noted_elsewhere:
        place = named(row.edition.record, row.edition.title, row.number, row.point_key)
        is_third_party = not row.edition.record.is_official
        by_point[row.other_key].append(Contradiction(*place, row.note, row.other_words, row.words, is_third_party))
    return by_point


def other_places(edition: Edition, on: date, known: datetime) -> tuple[dict[tuple[str, str], tuple[str, str]], list]:
    """In one query: label and address of the public places that the edition's contradictions name in other records,
    by record and point key; and the rows in which other records' shown editions name this record."""
    conflict = next(model for model in part_classes() if model.part_name == "conflicts")
    shown_now = Edition.objects.showing(on, known).exclude(withdrawal_kind="published_in_error")
    their_points = Point.objects.filter(edition=OuterRef("edition"), key=OuterRef("point_key"))
    other_shown = shown_now.filter(record=OuterRef("other_record"))
    other_points = Point.objects.filter(
        edition__record=OuterRef("other_record"), key=OuterRef("other_key"), edition__published_at__lte=known
    ).order_by("-edition__number")
    rows = conflict.objects.filter(
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
            place = named(row.other_record, row.other_title, row.other_number, row.other_key)
            names[row.other_record.key, row.other_key] = place
    return names, elsewhere


def named(record: Record, title: str, number: int | None, key: str) -> tuple[str, str]:
    place = f"{record.point_noun} {number or ''}".strip() if key else "the text"
    return f"{place} of “{title}”", f"{record.get_absolute_url()}{f'#{key}' if key else ''}"


@dataclass(frozen=True)
class Stage:
    """A point in one edition, and what had changed since the edition before that had it."""

    edition: Edition
    point: dict
    change: PointChange


def point_stages(record: Record, key: str, at: datetime) -> list[Stage]:
    """The point through all public editions, oldest first; those that were published in error are passed over."""
    model = point_class(record.kind)
    rows = model.objects.filter(edition__in=record.editions.public(at), key=key)
    rows = rows.exclude(edition__withdrawal_kind="published_in_error").select_related("edition", *model.data_related)
    stages: list[Stage] = []
    for row in rows.order_by("edition__number"):
        row.edition.record = record
        point = row.as_data()
        stages.append(Stage(row.edition, point, point_change(stages[-1].point if stages else None, point)))
    return stages
