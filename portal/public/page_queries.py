"""Fetches what the pages of one record show: few queries, the same number whatever there is to show."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from portal.lib.dates import get_local_date
from portal.records import references
from portal.records.comparison.editions import PointChange, compare_point
from portal.records.kinds import get_point_model, get_section_kind_values
from portal.records.models import Edition, Record


def get_record_editions(section: str, key: str):
    """Editions of the record with that address, with what a page needs of their neighbors."""
    kinds = get_section_kind_values(section)
    return Edition.objects.filter(record__key=key, record__kind__in=kinds).select_related(
        "record__issuer", "publication", "withdrawal"
    )


def get_shown_edition(section: str, key: str, on: date, known: datetime) -> Edition:
    """The edition in force on the day, or else the newest public one. Raises Http404."""
    edition = get_record_editions(section, key).showing(on, known).with_standing(on, known).first()
    if edition is None:
        raise Http404("There is no public text at this address.")
    return edition


def get_edition_in_force(section: str, key: str, on: date, known: datetime) -> Edition | None:
    return get_record_editions(section, key).in_force(on, known).with_standing(on, known).first()


def get_numbered_editions(section: str, key: str, numbers: list[int], user, at: datetime) -> dict[int, Edition]:
    """The editions with these numbers that the user may read. Raises Http404 where one is missing."""
    today = get_local_date(at)
    rows = get_record_editions(section, key).visible_to(user, at).filter(number__in=numbers).with_standing(today, at)
    found = {edition.number: edition for edition in rows}
    for number in numbers:
        if number not in found:
            raise Http404(f"There is no version {number} of this text.")
    return found


def get_public_editions(record: Record, on: date, known: datetime) -> list[Edition]:
    """All public editions, newest first, without their texts."""
    rows = record.editions.public(known).with_standing(on, known).select_related("publication").order_by("-number")
    light = rows.defer("body", "provenance", "publication__content")
    for edition in light:
        edition.record = record
    return list(light)


@dataclass(frozen=True)
class RelatedRecord:
    label: str
    edition: Edition
    """The other record's edition that readers are shown."""


def get_relations_and_notices(
    edition: Edition, on: date, known: datetime, at: datetime
) -> tuple[list[RelatedRecord], dict[str, list[references.OutdatedReference]]]:
    """Records that this edition names and records whose shown edition names this one; and by point key what the text
    refers to that is no longer what it was when it was published."""
    found, notices = references.find_relations_and_notices(edition, on, known, at)
    related = sorted((RelatedRecord(*one) for one in found.values()), key=lambda one: (one.label, one.edition.title))
    return related, references.group_notices_by_point(notices, edition)


def group_citations_by_point(document: dict) -> dict[str, list[dict]]:
    """Citations of each point's words; those of the edition's own text under an empty key."""
    by_point: dict[str, list[dict]] = {}
    for citation in document["citations"]:
        by_point.setdefault(citation["point"] or "", []).append(citation)
    return by_point


def get_cited_sources(document: dict) -> list[dict]:
    """The source documents that the edition cites, each once, its own first."""
    found = {citation["source"]: citation for citation in document["citations"]}
    return [
        {"key": key, "title": found[key]["source_title"], "is_official": found[key]["source_is_official"]}
        for key in dict.fromkeys(citation["source"] for citation in document["citations"])
    ]


@dataclass(frozen=True)
class PointStage:
    """A point in one edition, and what had changed since the edition before that had it."""

    edition: Edition
    point: dict
    change: PointChange


def get_point_stages(record: Record, key: str, at: datetime) -> list[PointStage]:
    """The point through all public editions, oldest first; those that were published in error are passed over."""
    model = get_point_model(record.kind)
    rows = model.objects.filter(edition__in=record.editions.public(at).not_retracted(at), key=key)
    rows = rows.select_related("edition", *model.data_related)
    stages: list[PointStage] = []
    for row in rows.order_by("edition__number"):
        row.edition.record = record
        point = row.as_data()
        stages.append(PointStage(row.edition, point, compare_point(stages[-1].point if stages else None, point)))
    return stages
