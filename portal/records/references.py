"""What refers to a record: an index written when a text is published, the list for staff, the notices for readers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value

from portal.lib import markdown
from portal.lib.stored_querysets import StoredQuerySet
from portal.records import link_checks
from portal.records.models import Attachment, Edition, Record, Reference, Relation
from portal.records.models.parts import get_part_models
from portal.records.querysets import PUBLIC_STATUSES

BATCH_SIZE = 200
ReferenceTarget = tuple[str, str, int, str]
"""How, from which point, to which record, to which point."""


# The index


def index_references(edition: Edition) -> None:
    """After a step that published or withdrew the edition, in its transaction."""
    write_references([edition])


@transaction.atomic
def write_references(editions: Iterable[Edition]) -> None:
    """Rebuilds the references of these frozen editions."""
    editions = list(editions)
    found = {edition.pk: list(find_record_links(edition.document)) for edition in editions}
    keys = {place.record for links in found.values() for _, place in links}
    records = dict(Record.objects.filter(key__in=keys).values_list("key", "pk"))
    targets: dict[int, set[ReferenceTarget]] = defaultdict(set)
    for pk, links in found.items():
        targets[pk] = {("link", key, records[at.record], at.point[:80]) for key, at in links if at.record in records}
    for model in get_part_models():
        for row in model.objects.filter(edition__in=found):
            targets[row.edition_id] |= set(row.get_references())
    own = {edition.pk: edition.record_id for edition in editions}
    Reference.objects.filter(edition__in=found).delete()
    rows = {(pk, *target) for pk in found for target in targets[pk] if target[2] != own[pk]}
    rows |= find_shared_files(found)
    names = ("edition_id", "how", "from_point_key", "to_record_id", "to_point_key")
    made = [Reference(**dict(zip(names, row, strict=True))) for row in sorted(rows)]
    Reference.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)


def find_record_links(document: dict) -> Iterator[tuple[str, link_checks.LinkTarget]]:
    """The record pages that a document's Markdown links to, each with the key of the point that does."""
    edition = document["edition"]
    texts = [("", edition["body"]), ("", edition["provenance"])]
    texts += [(point["key"], point["text"]) for point in document["points"]]
    for key, text in texts:
        for link in markdown.find_links(text) if "](" in text or "<" in text or "]:" in text else ():
            if place := link_checks.resolve_record_link(link):
                yield key, place


def find_shared_files(editions: Iterable[int]) -> set[tuple]:
    """Both ways between these editions and the published ones of other records that hold a file of the same bytes."""
    digests = Attachment.objects.filter(edition__in=list(editions)).exclude(sha256="").values("sha256")
    held: dict[str, set[tuple[int, int]]] = defaultdict(set)
    rows = Attachment.objects.filter(sha256__in=digests, edition__status__in=PUBLIC_STATUSES)
    for digest, pk, record in rows.values_list("sha256", "edition", "edition__record"):
        held[digest].add((pk, record))
    return {
        (pk, "attachment", "", other, "")
        for holders in held.values()
        for pk, record in holders
        for _, other in holders
        if other != record
    }


def rebuild_references() -> int:
    """Rebuilds the index of all published editions in batches; returns their number."""
    frozen = Edition.objects.filter(status__in=PUBLIC_STATUSES).select_related("record", "publication").order_by("pk")
    last, done = 0, 0
    while batch := list(frozen.filter(pk__gt=last)[:BATCH_SIZE]):
        write_references(batch)
        last, done = batch[-1].pk, done + len(batch)
    return done


def build_missing_references(**kwargs) -> None:
    """After migrate: a database that had publications before it had an index gets one."""
    if not Reference.objects.exists() and Edition.objects.filter(status__in=PUBLIC_STATUSES).exists():
        rebuild_references()


# For staff


@dataclass(frozen=True)
class Referrer:
    """One edition that refers to the record, the newest of its record that does."""

    edition: Edition
    earlier: int
    """How many earlier versions of the same record refer to it as well."""
    places: list[str]


def get_referrers(record: Record, at: datetime) -> list[Referrer]:
    """Everything published, now or at a moment to come, that will carry a notice when the record is withdrawn or a
    newer version takes its place."""
    rows = Reference.objects.filter(to_record=record, edition__status="published")
    by_edition: dict[Edition, list[Reference]] = defaultdict(list)
    for row in rows.select_related("edition__record").defer("edition__body", "edition__provenance"):
        by_edition[row.edition].append(row)
    by_record: dict[int, list[Edition]] = defaultdict(list)
    for edition in sorted(by_edition, key=lambda edition: -edition.number):
        by_record[edition.record_id].append(edition)
    return [
        Referrer(newest, len(earlier), sorted({describe_reference(row, newest) for row in by_edition[newest]}))
        for newest, *earlier in sorted(by_record.values(), key=lambda editions: editions[0].title)
    ]


def describe_reference(row: Reference, edition: Edition) -> str:
    """Where the reference stands and what it names, such as: Link in the text, item guard-cards, to lobby."""
    words = row.get_how_display()
    if row.from_point_key:
        words += f", {edition.record.point_noun} {row.from_point_key}"
    return f"{words}, to {row.to_point_key}" if row.to_point_key else words


# For readers


@dataclass(frozen=True)
class OutdatedReference:
    """A record to which a text refers is no longer what it was then. `edition` is the one shown of it now; a text
    published in error is not named. `withdrawn_on` is None where a newer version has merely been published."""

    edition: Edition
    withdrawn_on: datetime | None
    is_whole: bool
    """Whether nothing of the record applies now; otherwise one version of it was withdrawn."""
    point_keys: set[str] = field(default_factory=set)


def find_relations_and_notices(
    edition: Edition, on: date, known: datetime, at: datetime
) -> tuple[dict[int, tuple[str, Edition]], list[OutdatedReference]]:
    """In two queries: for each related record a label and its shown edition, and what the text refers to that was
    withdrawn or has a newer version since the text was published. `known` is the moment whose knowledge the page
    shows; what was published in error by the present moment `at` is not named on any page."""
    labels: dict[int, str] = {}
    points: dict[int, set[str]] = defaultdict(set)
    for how, target, source, record, key in select_reference_rows(
        edition=edition.pk, record=edition.record_id, on=on, known=known
    ):
        outgoing = source == edition.pk
        if outgoing:
            points[target].add(key)
        if how in Relation.Kind.values:
            name = Relation.Kind(how).label if outgoing else Relation.REVERSED[how]
            labels.setdefault(target if outgoing else record, name)
    shown = get_shown_editions({*labels, *points}, on, known, edition.published_at or known)
    notices = [
        notice
        for pk in points
        if pk in shown and (notice := find_outdated_reference(edition, shown[pk], points[pk], at))
    ]
    related = {pk: (labels[pk], shown[pk]) for pk in labels if pk in shown and not shown[pk].is_retracted_at(at)}
    return related, notices


def get_shown_editions(records: set[int], on: date, known: datetime, since: datetime) -> dict[int, Edition]:
    """The edition shown of each record, by the record's id. The number of records is rounded up to a power of two, so
    that few queries are stored."""
    if not records:
        return {}
    numbers = [*records]
    size = 1 << (len(numbers) - 1).bit_length()
    numbers += numbers[:1] * (size - len(numbers))
    values = {f"record_{index}": number for index, number in enumerate(numbers)}
    others = select_shown_editions(on=on, known=known, since=since, **values)
    return {other.record_id: other for other in others}


@StoredQuerySet
def select_shown_editions(*, on: date, known: datetime, since: datetime, **records: int):
    """The editions shown of the records, each with the moment of the record's last withdrawal after `since`."""
    withdrawn = Edition.objects.filter(record=OuterRef("record"), withdrawn_at__lte=known, withdrawn_at__gt=since)
    return (
        Edition.objects.showing(on, known)
        .filter(record__in=records.values())
        .with_standing(on, known)
        .annotate(withdrawn_since=Subquery(withdrawn.order_by("-withdrawn_at").values("withdrawn_at")[:1]))
        .select_related("record")
        .defer("body", "provenance")
    )


@StoredQuerySet
def select_reference_rows(*, edition: int, record: int, on: date, known: datetime):
    """Relations from and to the edition, and what else its text refers to: how, to which record, from which edition,
    of which record, from which point."""
    # EXISTS asks for the few editions with a relation; IN would first find those that are shown of all records.
    is_shown = Exists(Edition.objects.showing(on, known).filter(pk=OuterRef("edition")))
    relations = Relation.objects.filter(Q(edition=edition) | Q(is_shown, to_record=record)).order_by()
    references = Reference.objects.filter(edition=edition).exclude(how="relation").order_by()
    whole = Value("", output_field=CharField())
    return relations.values_list("kind", "to_record", "edition", "edition__record", whole).union(
        references.values_list("how", "to_record", "edition", "edition__record", "from_point_key"), all=True
    )


def find_outdated_reference(edition: Edition, other: Edition, keys: set[str], at: datetime) -> OutdatedReference | None:
    if edition.published_at is None or other.record_id == edition.record_id:
        return None
    is_whole = other.standing_then == "withdrawn" or other.is_retracted_at(at)
    if is_whole or other.withdrawn_since:
        return OutdatedReference(other, other.withdrawn_at if is_whole else other.withdrawn_since, is_whole, keys)
    if other.number > 1 and other.published_at > edition.published_at:
        return OutdatedReference(other, None, False, keys)
    return None


def group_notices_by_point(notices: list[OutdatedReference], edition: Edition) -> dict[str, list[OutdatedReference]]:
    """The notices under the keys of the points that refer; under an empty key those of the whole text."""
    found: dict[str, list[OutdatedReference]] = defaultdict(list)
    for notice in notices:
        for key in notice.point_keys:
            found[key].append(notice)
    return found
