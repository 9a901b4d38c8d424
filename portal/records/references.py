"""References between records: the index, the list of referrers for staff, and the notices for readers."""

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
from portal.records.serializers import select_parts

BATCH_SIZE = 200
ReferenceTarget = tuple[str, str, int, str]
"""Reference.How, key of the point that refers, id of the other record, key of the point there."""


# The index


def index_references(edition: Edition) -> None:
    """Updates the index after a publication, its cancellation, or a withdrawal of the edition, in its transaction."""
    if edition.is_frozen:
        write_references([edition])
        return
    # Published texts refer to this one only by files with the same bytes, as long as it is published itself.
    Reference.objects.filter(edition=edition).delete()
    holders = Reference.objects.filter(to_record=edition.record_id, how=Reference.How.ATTACHMENT)
    write_references(Edition.objects.filter(references__in=holders).distinct().select_related("record", "publication"))


@transaction.atomic
def write_references(editions: Iterable[Edition]) -> None:
    """Rebuilds the references of these frozen editions."""
    editions = list(editions)
    links_by_edition = {edition.pk: list(find_record_links(edition.document)) for edition in editions}
    keys = {target.record for links in links_by_edition.values() for _, target in links}
    records = dict(Record.objects.filter(key__in=keys).values_list("key", "pk"))
    targets: dict[int, set[ReferenceTarget]] = defaultdict(set)
    for pk, links in links_by_edition.items():
        targets[pk] = {("link", key, records[to.record], to.point[:80]) for key, to in links if to.record in records}
    for model in get_part_models() if editions else ():
        for row in select_parts(model, editions=sorted(links_by_edition)):
            targets[row.edition_id] |= set(row.get_references())
    own = {edition.pk: edition.record_id for edition in editions}
    Reference.objects.filter(edition__in=links_by_edition).delete()
    rows = {(pk, *target) for pk in links_by_edition for target in targets[pk] if target[2] != own[pk]}
    rows |= find_shared_files(links_by_edition)
    names = ("edition_id", "how", "from_point_key", "to_record_id", "to_point_key")
    references = [Reference(**dict(zip(names, row, strict=True))) for row in sorted(rows)]
    Reference.objects.bulk_create(references, batch_size=500, ignore_conflicts=True)


def find_record_links(document: dict) -> Iterator[tuple[str, link_checks.LinkTarget]]:
    """Yields the record pages to which the Markdown of a document links, each with the key of the point, or ""."""
    edition = document["edition"]
    texts = [("", edition["body"]), ("", edition["provenance"])]
    texts += [(point["key"], point["text"]) for point in document["points"]]
    for key, text in texts:
        for link in markdown.find_links(text) if "](" in text or "<" in text or "]:" in text else ():
            if target := link_checks.resolve_record_link(link):
                yield key, target


def find_shared_files(editions: Iterable[int]) -> set[tuple]:
    """Returns references in both directions between these editions and published editions of other records that have a
    file with the same bytes."""
    digests = Attachment.objects.filter(edition__in=list(editions)).exclude(sha256="").values("sha256")
    holders_by_digest: dict[str, set[tuple[int, int]]] = defaultdict(set)
    rows = Attachment.objects.filter(sha256__in=digests, edition__status__in=PUBLIC_STATUSES)
    for digest, pk, record in rows.values_list("sha256", "edition", "edition__record"):
        holders_by_digest[digest].add((pk, record))
    return {
        (pk, "attachment", "", other, "")
        for holders in holders_by_digest.values()
        for pk, record in holders
        for _, other in holders
        if other != record
    }


def rebuild_references() -> int:
    """Rebuilds the index for all published editions in batches. Returns their number."""
    frozen = Edition.objects.filter(status__in=PUBLIC_STATUSES).select_related("record", "publication").order_by("pk")
    last, count = 0, 0
    while batch := list(frozen.filter(pk__gt=last)[:BATCH_SIZE]):
        write_references(batch)
        last, count = batch[-1].pk, count + len(batch)
    return count


def build_missing_references(**kwargs) -> None:
    """Builds the index after migrate, if the database has publications from before the index existed."""
    if not Reference.objects.exists() and Edition.objects.filter(status__in=PUBLIC_STATUSES).exists():
        rebuild_references()


# For staff


@dataclass(frozen=True)
class Referrer:
    """The newest edition of another record that refers to the record."""

    edition: Edition
    earlier: int
    """Number of earlier versions of the same record that also refer to it."""
    places: list[str]


def get_referrers(record: Record, at: datetime) -> list[Referrer]:
    """Returns all published and scheduled texts that will have a notice when the record is withdrawn or gets a newer
    version."""
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
    """Returns the place and the target of the reference, such as: Link in the text, item guard-cards, to lobby."""
    words = row.get_how_display()
    if row.from_point_key:
        words += f", {edition.record.point_noun} {row.from_point_key}"
    return f"{words}, to {row.to_point_key}" if row.to_point_key else words


# For readers


@dataclass(frozen=True)
class OutdatedReference:
    """A reference to a record that has changed since the text was published. `edition` is the edition of the record
    that is shown now; pages do not name a text published in error. `withdrawn_on` is None if there is only a newer
    version."""

    edition: Edition
    withdrawn_on: datetime | None
    is_whole: bool
    """Whether the whole record is withdrawn, and not only one of its versions."""
    point_keys: set[str] = field(default_factory=set)


def find_relations_and_notices(
    edition: Edition, on: date, known: datetime, at: datetime
) -> tuple[dict[int, tuple[str, Edition]], list[OutdatedReference]]:
    """Returns, in two queries, a label and the shown edition for each related record, and the outdated references: to
    records that were withdrawn or got a newer version after the text was published. `known` is the moment whose
    knowledge the page shows; texts published in error by the present moment `at` are never named."""
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
    """Returns the shown edition of each record by the record's id."""
    if not records:
        return {}
    others = select_shown_editions(records=sorted(records), on=on, known=known, since=since)
    return {other.record_id: other for other in others}


@StoredQuerySet
def select_shown_editions(*, records: list[int], on: date, known: datetime, since: datetime):
    """Returns the shown editions of the records, each with the moment of the record's last withdrawal after `since`."""
    withdrawn = Edition.objects.filter(record=OuterRef("record"), withdrawn_at__lte=known, withdrawn_at__gt=since)
    return (
        Edition.objects.showing(on, known)
        .filter(record__in=records)
        .with_standing(on, known)
        .annotate(withdrawn_since=Subquery(withdrawn.order_by("-withdrawn_at").values("withdrawn_at")[:1]))
        .select_related("record")
        .defer("body", "provenance")
    )


@StoredQuerySet
def select_reference_rows(*, edition: int, record: int, on: date, known: datetime):
    """Returns relations from and to the edition, and its other references, as rows: how, id of the target record, id of
    the referring edition, id of its record, key of its point."""
    # EXISTS checks the few editions with a relation; IN would first find the shown editions of all records.
    is_shown = Exists(Edition.objects.showing(on, known).filter(pk=OuterRef("edition")))
    relations = Relation.objects.filter(Q(edition=edition) | Q(is_shown, to_record=record)).order_by()
    references = Reference.objects.filter(edition=edition).exclude(how="relation").order_by()
    whole = Value("", output_field=CharField())
    rows = relations.values_list("kind", "to_record", "edition", "edition__record", whole).union(
        references.values_list("how", "to_record", "edition", "edition__record", "from_point_key"), all=True
    )
    return rows.order_by()  # a union would take the default order of its first model, by a column that it lacks


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
    """Returns the notices by the key of the point that refers; the empty key has those of the whole text."""
    notices_by_point: dict[str, list[OutdatedReference]] = defaultdict(list)
    for notice in notices:
        for key in notice.point_keys:
            notices_by_point[key].append(notice)
    return notices_by_point
