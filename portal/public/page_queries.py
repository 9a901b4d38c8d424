"""Fetches what the pages of one record show, in a small and fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from portal.lib.dates import get_local_date
from portal.lib.stored_querysets import StoredQuerySet
from portal.records import references
from portal.records.comparison.editions import PointChange, compare_point
from portal.records.kinds import get_point_model, get_section_kind_values
from portal.records.models import Edition, Record
from portal.records.predecessors import build_predecessor_subquery, find_predecessor, get_effect_order
from portal.records.querysets import Standing, may_read_all_editions
from portal.sources.models import SourceDocument


def select_record_editions(section: str, key: str):
    """The editions of the record with that key, of kinds of the section or, without a section, of any kind, joined with
    the tables that a page reads."""
    editions = Edition.objects.filter(record__key=key).select_related("record__issuer", "publication", "withdrawal")
    return editions.filter(record__kind__in=get_section_kind_values(section)) if section else editions


def add_page_columns(editions, on: date, known: datetime):
    """Adds what the page of an edition says about its standing."""
    return editions.with_standing(on, known).with_confirmations(on, known)


@StoredQuerySet
def select_shown_edition(section: str, *, key: str, on: date, known: datetime):
    return add_page_columns(select_record_editions(section, key).showing(on, known), on, known)


@StoredQuerySet
def select_edition_in_force(section: str, *, key: str, on: date, known: datetime):
    return add_page_columns(select_record_editions(section, key).in_force(on, known), on, known)


@StoredQuerySet
def select_numbered_editions(
    section: str, with_hidden: bool, *, key: str, number: int, other: int, on: date, at: datetime
):
    """Two versions of the record, or one if both numbers are the same."""
    editions = select_record_editions(section, key)
    visible = editions if with_hidden else editions.public(at)
    return add_page_columns(visible.filter(number__in=[number, other]), on, at)


@StoredQuerySet
def select_public_editions(*, record: int, on: date, known: datetime):
    editions = Edition.objects.filter(record=record).public(known).with_standing(on, known)
    editions = editions.annotate(before=build_predecessor_subquery(Edition, "number", known))
    light = editions.select_related("publication").defer("body", "provenance", "publication__content")
    return light.order_by("-number")


def get_shown_edition(section: str, key: str, on: date, known: datetime) -> Edition:
    """Returns the edition in force on the day, or otherwise the newest public one. Raises Http404."""
    editions = select_shown_edition(section, key=key, on=on, known=known)
    if not editions:
        raise Http404("There is no public text at this address.")
    return editions[0]


def get_edition_in_force(section: str, key: str, on: date, known: datetime) -> Edition | None:
    return next(iter(select_edition_in_force(section, key=key, on=on, known=known)), None)


def get_numbered_editions(section: str, key: str, numbers: list[int], user, at: datetime) -> dict[int, Edition]:
    """Returns the editions with these numbers, at most two. Raises Http404 if one does not exist or the user may not
    read it."""
    rows = select_numbered_editions(
        section,
        may_read_all_editions(user),
        key=key,
        number=numbers[0],
        other=numbers[-1],
        on=get_local_date(at),
        at=at,
    )
    editions = {edition.number: edition for edition in rows}
    for number in numbers:
        if number not in editions:
            raise Http404(f"There is no version {number} of this text.")
    return editions


def get_public_editions(record: Record, on: date, known: datetime) -> list[Edition]:
    """Returns all public editions, newest first, without their texts, each with the number of the version to compare it
    with as `before`."""
    editions = select_public_editions(record=record.pk, on=on, known=known)
    for edition in editions:
        edition.record = record
        if edition.is_retracted:
            edition.before = None
    return editions


def get_current_edition(versions: list[Edition]) -> Edition | None:
    """Returns the one of all public editions that readers see on the day for which their standing was asked: the one
    that governs, or otherwise the newest."""
    governing = [version for version in versions if version.standing_then in (Standing.IN_EFFECT, Standing.ENDED)]
    return next(iter(governing or versions), None)


def get_number_before(edition: Edition, versions: list[Edition], at: datetime) -> int | None:
    """Returns the number of the public version to compare the edition with. Staff, and the recipients of links to
    drafts, also read editions that are not among the public ones."""
    for version in versions:
        if version.pk == edition.pk:
            return version.before
    predecessor = None if edition.is_retracted else find_predecessor(edition, edition.published_at or at)
    return predecessor.number if predecessor and predecessor.is_public(at) else None


@dataclass(frozen=True)
class RelatedRecord:
    label: str
    edition: Edition
    """The edition of the other record that readers see."""


def get_relations_and_notices(
    edition: Edition, on: date, known: datetime, at: datetime
) -> tuple[list[RelatedRecord], dict[str, list[references.OutdatedReference]]]:
    """Returns the relations, and by point key the outdated references: texts that changed or were withdrawn since this
    edition was published."""
    relations, notices = references.find_relations_and_notices(edition, on, known, at)
    related_records = [RelatedRecord(*relation) for relation in relations.values()]
    related_records.sort(key=lambda related: (related.label, related.edition.title))
    return related_records, references.group_notices_by_point(notices, edition)


def get_linkable_citations(edition: Edition, at: datetime) -> list[dict]:
    """Returns the citations whose source document has a page. The sources of a public edition all have one. A draft may
    cite texts that only staff see, and a page for its readers must not name them."""
    citations = edition.document["citations"]
    if not citations or edition.is_public(at):
        return citations
    sources = SourceDocument.objects.filter(key__in={citation["source"] for citation in citations}).public(at)
    keys = set(sources.values_list("key", flat=True))
    return [citation for citation in citations if citation["source"] in keys]


def group_citations_by_point(citations: list[dict]) -> dict[str, list[dict]]:
    """Groups the citations by point key; those of the running text have an empty key."""
    by_point: dict[str, list[dict]] = {}
    for citation in citations:
        by_point.setdefault(citation["point"] or "", []).append(citation)
    return by_point


def get_cited_sources(citations: list[dict]) -> list[dict]:
    """Returns the cited source documents, each once, in the order of their first citation."""
    by_key = {citation["source"]: citation for citation in citations}
    return [
        {"key": key, "title": by_key[key]["source_title"], "is_official": by_key[key]["source_is_official"]}
        for key in dict.fromkeys(citation["source"] for citation in citations)
    ]


@dataclass(frozen=True)
class PointStage:
    """A point in one edition, and what changed since the previous edition with that point."""

    edition: Edition
    point: dict
    change: PointChange


def get_point_stages(record: Record, key: str, at: datetime) -> list[PointStage]:
    """Returns the point in each public edition, in the order in which they take effect, without editions published in
    error."""
    model = get_point_model(record.kind)
    rows = model.objects.filter(edition__in=record.editions.public(at).not_retracted(at), key=key)
    rows = rows.select_related("edition", *model.data_related)
    stages: list[PointStage] = []
    for row in sorted(rows, key=lambda row: get_effect_order(row.edition)):
        row.edition.record = record
        point = row.as_data()
        stages.append(PointStage(row.edition, point, compare_point(stages[-1].point if stages else None, point)))
    return stages
