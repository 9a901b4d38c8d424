"""Verification that the rows match the register. It names each published edition that differs."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Subquery

from portal.records.kinds import list_point_models
from portal.records.models import Confirmation, Edition, Record, Transition
from portal.records.models.parts import get_file_models, get_part_models
from portal.records.models.point import Point
from portal.records.querysets import PUBLIC_STATUSES, select_data_related
from portal.records.register_writes import build_confirmation_document, get_public_at
from portal.records.serializers import build_edition_document, build_withdrawal_document
from portal.register.models import RegisterEntry

BATCH_SIZE = 500


def find_record_problems() -> Iterator[str]:
    """Yields a sentence for each edition that differs from its entries, and for each entry without an edition."""
    for editions in load_batches():
        points, parts = load_rows(editions)
        for edition in editions:
            yield from find_edition_differences(edition, points[edition.pk], parts[edition.pk])
    yield from find_orphan_entries()
    yield from find_cancellation_problems()
    yield from find_confirmation_problems()
    yield from find_file_problems()


def find_file_problems() -> Iterator[str]:
    """Yields a sentence for each published file whose bytes differ or are missing. Many editions may share a file."""
    rows = [model.objects.filter(edition__status__in=PUBLIC_STATUSES).exclude(sha256="") for model in get_file_models()]
    first, *others = [files.order_by().values_list("file", "sha256") for files in rows]
    for name, sha256 in first.union(*others).order_by("file").iterator():
        if problem := find_file_problem(name, sha256):
            yield f"The file of the attachment {sha256} {problem}."


def find_file_problem(name: str, sha256: str) -> str:
    """Returns what is wrong with a stored file, as the end of a sentence, or an empty text."""
    try:
        with default_storage.open(name) as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "is missing"
    return "" if actual == sha256 else "has other bytes than were stored"


def find_orphan_entries() -> Iterator[str]:
    """Yields a sentence for each entry without its edition. The queries go through the records, so that an edition
    without its record counts as missing too."""
    entries = RegisterEntry.objects.order_by("number").defer("content")
    published = Exists(Record.objects.filter(editions__publication=OuterRef("pk")))
    for entry in entries.filter(~published, action__in=["published", "corrected"], cancellation=None):
        yield f"The edition of register entry {entry.number} is missing ({entry.title})."
    withdrawn = Exists(Record.objects.filter(editions__withdrawal=OuterRef("pk")))
    for entry in entries.filter(~withdrawn, action="withdrawn"):
        yield f"The edition that register entry {entry.number} withdrew is not withdrawn ({entry.title})."
    confirmed = Exists(Record.objects.filter(editions__confirmations__entry=OuterRef("pk")))
    for entry in entries.filter(~confirmed, action="confirmed"):
        yield f"The confirmation that register entry {entry.number} recorded is missing ({entry.title})."


def find_cancellation_problems() -> Iterator[str]:
    """Yields a sentence for each cancellation that names another entry, that came too late, or whose edition is
    published all the same. Nothing else keeps an entry from the public after its day."""
    entries = RegisterEntry.objects.filter(action="canceled").select_related("cancels").order_by("number")
    for entry in entries.iterator(chunk_size=BATCH_SIZE):
        canceled = entry.cancels
        if json.loads(entry.content).get("cancels") != {"number": canceled.number, "hash": canceled.hash}:
            yield f"Register entry {entry.number} does not cancel the entry that it names."
        if entry.recorded_at >= canceled.public_at:
            yield f"Register entry {entry.number} cancels entry {canceled.number}, which readers could read already."
    for edition in Edition.objects.filter(publication__cancellation__isnull=False).order_by("pk"):
        yield f"{edition} (edition row {edition.pk}) is published by entry {edition.publication_id}, which is canceled."


def find_confirmation_problems() -> Iterator[str]:
    """Yields a sentence for each step that confirmed a text and is not what its entry recorded, or has no entry. No
    edition names the entries of confirmations, so the removal of the last ones from the chain would not be noticed
    otherwise."""
    rows = Confirmation.objects.select_related("edition__record", "edition__publication", "point")
    entries = RegisterEntry.objects.filter(number=OuterRef("entry_id"), action="confirmed")
    facts = {name: Subquery(entries.values(name)) for name in ("public_at", "address", "content")}
    ordered = rows.annotate(**facts).order_by("entry_id", "point__number", "pk").iterator(chunk_size=BATCH_SIZE)
    for number, group in groupby(ordered, key=lambda row: row.entry_id):
        confirmations = list(group)
        first, edition = confirmations[0], confirmations[0].edition
        if first.content is None:
            yield f"The confirmation of {edition} is in no register entry."
        elif edition.publication and not is_as_recorded(confirmations):
            yield f"The confirmation of {edition} is not what entry {number} recorded."
    logged = Exists(Confirmation.objects.filter(edition=OuterRef("edition"), at=OuterRef("at")))
    for step in Transition.objects.filter(~logged, action="confirm").select_related("edition").order_by("pk"):
        yield f"The confirmation of {step.edition} is in no register entry."


def is_as_recorded(confirmations: list[Confirmation]) -> bool:
    """Whether the confirmations of one step are what their register entry recorded. They have its columns."""
    first, edition = confirmations[0], confirmations[0].edition
    points = [row.point for row in confirmations if row.point]
    return (
        len(points) in (0, len(confirmations))
        and all(row.edition_id == edition.pk and row.at == first.at for row in confirmations)
        and all(row.next_review_on == first.next_review_on for row in confirmations)
        and all(point.edition_id == edition.pk for point in points)
        and (first.public_at, first.address) == (get_public_at(edition, first.at), edition.url())
        and json.loads(first.content) == build_confirmation_document(edition, first.at, points, first.next_review_on)
    )


def load_batches() -> Iterator[list[Edition]]:
    """Yields all frozen editions with their entries, in batches to limit memory."""
    rows = Edition.objects.filter(status__in=PUBLIC_STATUSES).select_related(
        "record__issuer", "publication", "withdrawal"
    )
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH_SIZE]):
        yield batch
        last = batch[-1].pk


def load_rows(editions: list[Edition]) -> tuple[dict, dict]:
    """Returns points and parts of many editions: {edition id: [point]}, {edition id: {part name: [part]}}."""
    ids = [edition.pk for edition in editions]
    points: dict[int, list[Point]] = defaultdict(list)
    subclass_points = {}
    for model in list_point_models():
        if model is Point:
            continue
        for point in select_data_related(model.objects.filter(edition__in=ids)):
            subclass_points[point.pk] = point
    for point in Point.objects.filter(edition__in=ids).order_by("number", "key"):
        points[point.edition_id].append(subclass_points.get(point.pk, point))
    parts: dict[int, dict[str, list]] = defaultdict(lambda: {model.part_name: [] for model in get_part_models()})
    for part_model in get_part_models():
        for part in select_data_related(part_model.objects.filter(edition__in=ids)):
            parts[part.edition_id][part_model.part_name].append(part)
    return points, parts


def find_edition_differences(edition: Edition, points: list, parts: dict) -> Iterator[str]:
    for name in ("publication", "withdrawal"):
        number = getattr(edition, f"{name}_id")
        if number and getattr(edition, name) is None:
            yield f"{edition} (edition row {edition.pk}) names entry {number}, which is missing."
    if edition.publication is None:
        return
    recorded = strip_names(json.loads(edition.publication.content))
    current = strip_names(build_edition_document(edition, points=points, parts=parts))
    if recorded != current:
        names = ", ".join(sorted(find_differing_paths(recorded, current)))
        yield f"{edition} (edition row {edition.pk}) is not what entry {edition.publication_id} recorded: {names}."
    if edition.withdrawal and json.loads(edition.withdrawal.content) != build_withdrawal_document(edition):
        yield f"The withdrawal of {edition} (row {edition.pk}) is not what entry {edition.withdrawal_id} recorded."


def strip_names(value):
    """Returns the document without the names of issuers, services and sources, to which it refers by key. They may be
    renamed, while the register keeps the old names."""
    if isinstance(value, list):
        return [strip_names(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() in ({"key", "name"}, {"key", "name", "place"}):
        return {"key": value["key"]}
    return {key: strip_names(item) for key, item in value.items() if key != "source_title"}


def find_differing_paths(old, new, path: str = "") -> set[str]:
    """Returns where two documents differ, as paths such as points[2].text."""
    if isinstance(old, dict) and isinstance(new, dict):
        pairs = [(f"{path}.{key}".lstrip("."), old.get(key), new.get(key)) for key in old.keys() | new.keys()]
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        items = enumerate(zip(old, new, strict=True), 1)
        pairs = [(f"{path}[{index}]", before, after) for index, (before, after) in items]
    else:
        return {path}
    differing = [(inner, before, after) for inner, before, after in pairs if before != after]
    return {name for inner, before, after in differing for name in find_differing_paths(before, after, inner)}
