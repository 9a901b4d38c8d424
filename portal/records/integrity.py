"""Checks that the rows match the register, and names each published edition that differs."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from portal.records.kinds import list_point_models
from portal.records.models import Attachment, Edition, Record, Transition
from portal.records.models.parts import get_file_models, get_part_models
from portal.records.models.point import Point
from portal.records.querysets import PUBLIC_STATUSES
from portal.records.serializers import build_edition_document, build_withdrawal_document
from portal.records.workflow import get_public_at
from portal.register.models import RegisterEntry

BATCH_SIZE = 500


def find_record_problems() -> Iterator[str]:
    """A sentence for each edition that differs from its register entries, and for each entry without its edition."""
    for editions in load_batches():
        points, parts = load_rows(editions)
        for edition in editions:
            yield from find_edition_differences(edition, points[edition.pk], parts[edition.pk])
    yield from find_orphan_entries()
    yield from find_unregistered_confirmations()
    yield from find_file_problems()


def find_file_problems() -> Iterator[str]:
    """The bytes of published attachments; many editions may share a file."""
    rows = [model.objects.filter(edition__status__in=PUBLIC_STATUSES).exclude(sha256="") for model in get_file_models()]
    first, *others = [held.order_by().values_list("file", "sha256") for held in rows]
    for name, sha256 in first.union(*others).order_by("file").iterator():
        try:
            with Attachment(file=name).file.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            yield f"The file of the attachment {sha256} is missing."
            continue
        if found != sha256:
            yield f"The file of the attachment {sha256} has other bytes than were published."


def find_orphan_entries() -> Iterator[str]:
    """Asked by way of the records, so that an edition whose record is gone counts as gone too."""
    entries = RegisterEntry.objects.order_by("number").defer("content")
    published = Exists(Record.objects.filter(editions__publication=OuterRef("pk")))
    for entry in entries.filter(~published, action__in=["published", "corrected"]):
        yield f"The edition of register entry {entry.number} is missing ({entry.title})."
    withdrawn = Exists(Record.objects.filter(editions__withdrawal=OuterRef("pk")))
    for entry in entries.filter(~withdrawn, action="withdrawn"):
        yield f"The edition that register entry {entry.number} withdrew is not withdrawn ({entry.title})."


def find_unregistered_confirmations() -> Iterator[str]:
    """No edition names these entries, so that the last ones of the chain could go unmissed."""
    registered = set(RegisterEntry.objects.filter(action="confirmed").values_list("title", "public_at"))
    steps = Transition.objects.filter(action="confirm").select_related("edition__record").order_by("pk")
    for step in steps.iterator(chunk_size=BATCH_SIZE):
        if (str(step.edition), get_public_at(step.edition, step.at)) not in registered:
            yield f"The confirmation of {step.edition} is in no register entry."


def load_batches() -> Iterator[list[Edition]]:
    """All frozen editions with their entries, in pieces so that memory stays level."""
    rows = Edition.objects.filter(status__in=PUBLIC_STATUSES).select_related(
        "record__issuer", "publication", "withdrawal"
    )
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH_SIZE]):
        yield batch
        last = batch[-1].pk


def load_rows(editions: list[Edition]) -> tuple[dict, dict]:
    """Points and parts of many editions: {edition id: [point]}, {edition id: {part name: [part]}}."""
    ids = [edition.pk for edition in editions]
    points: dict[int, list[Point]] = defaultdict(list)
    extended = {}
    for model in list_point_models():
        if model is Point:
            continue
        for point in model.objects.filter(edition__in=ids).select_related(*model.data_related):
            extended[point.pk] = point
    for point in Point.objects.filter(edition__in=ids).order_by("number", "key"):
        points[point.edition_id].append(extended.get(point.pk, point))
    parts: dict[int, dict[str, list]] = defaultdict(lambda: {model.part_name: [] for model in get_part_models()})
    for model in get_part_models():
        for part in model.objects.filter(edition__in=ids).select_related(*model.data_related):
            parts[part.edition_id][model.part_name].append(part)
    return points, parts


def find_edition_differences(edition: Edition, points: list, parts: dict) -> Iterator[str]:
    for name in ("publication", "withdrawal"):
        number = getattr(edition, f"{name}_id")
        if number and getattr(edition, name) is None:
            yield f"{edition} (edition row {edition.pk}) names entry {number}, which is missing."
    if edition.publication is None:
        return
    kept, now = json.loads(edition.publication.content), build_edition_document(edition, points=points, parts=parts)
    if strip_names(kept) != strip_names(now):
        names = ", ".join(sorted(find_differing_paths(strip_names(kept), strip_names(now))))
        yield f"{edition} (edition row {edition.pk}) is not what entry {edition.publication_id} recorded: {names}."
    if edition.withdrawal and json.loads(edition.withdrawal.content) != build_withdrawal_document(edition):
        yield f"The withdrawal of {edition} (row {edition.pk}) is not what entry {edition.withdrawal_id} recorded."


def strip_names(value):
    """The document without the names of what it refers to by key: a body, a service or a
    source may be renamed, and the register keeps the name it had."""
    if isinstance(value, list):
        return [strip_names(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() in ({"key", "name"}, {"key", "name", "place"}):
        return {"key": value["key"]}
    return {key: strip_names(one) for key, one in value.items() if key != "source_title"}


def find_differing_paths(kept, now, path: str = "") -> set[str]:
    """Where two documents differ, as paths such as points[2].text."""
    if isinstance(kept, dict) and isinstance(now, dict):
        pairs = [(f"{path}.{key}".lstrip("."), kept.get(key), now.get(key)) for key in kept.keys() | now.keys()]
    elif isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now):
        pairs = [(f"{path}[{index}]", one, other) for index, (one, other) in enumerate(zip(kept, now, strict=True), 1)]
    else:
        return {path}
    return {name for place, one, other in pairs if one != other for name in find_differing_paths(one, other, place)}
