"""Puts exported records back into an empty database: the register entry for entry, the rows from its documents.

The chain holds the clock of the database that first recorded it, which no other database would let anybody set. So the
guards step aside for one transaction, as they do when a backup is restored. Before it ends they stand again and the
whole register is verified; one word that differs, and nothing was imported."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain as chained
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import Error, connection, transaction

from announcements.models import Service
from portal.corpus.load import create_points
from portal.exporting import officials, records, rows
from portal.exporting.entries import Line, register_lines
from portal.exporting.folder import MARK, Refused, digest
from portal.exporting.neighbors import load_neighbors, refuse_changed
from portal.exporting.reading import BadFile, read_text, read_toml
from portal.exporting.rows import Known
from portal.records import referring
from portal.records import verify as rows_verified
from portal.records.files.storage import address
from portal.records.models import Attachment, Edition, Issuer, Record, SealedAttachment, Transition
from portal.records.models.parts import file_classes, part_classes
from portal.register import chain, guards
from portal.register import verify as links_verified
from portal.register.models import NEVER, RegisterEntry
from portal.search import index as search_index
from portal.sources.models import SourceDocument

BATCH = 200
NOTE = "Imported from an export of the register."


@transaction.atomic
def load(root: Path, *, say: Callable[[int], None] = lambda done: None) -> int:
    """Imports the folder and returns the number of register entries. Raises Refused or BadFile and changes nothing
    in the database then."""
    facts = readable_facts(root)
    head = facts.get("head", "")
    refuse_filled()
    guards.remove()
    known = load_neighbors(root)
    entries = (load_batch(root, batch, known) for batch in batches(register_lines(root)))
    done = 0
    for count in entries:
        done += count
        say(done)
    if neighbors := facts.get("neighbors"):
        refuse_changed(root, neighbors)
    load_attachments(root)
    if digests := facts.get("officials"):
        officials.load(root, digests)
    # PostgreSQL puts no trigger on a table that still has a check to make.
    connection.check_constraints()
    guards.install()
    referring.rebuild()
    search_index.rebuild()
    if (found := RegisterEntry.objects.head()) and found.hash != head or not found and head:
        raise Refused("The register in this folder does not end where export.toml says.")
    if problem := next(chained(links_verified.problems(), rows_verified.problems()), None):
        raise Refused(f"What came out of this folder does not verify: {problem}")
    return done


def readable_facts(root: Path) -> dict[str, Any]:
    """What the folder says of itself. Raises Refused for a folder that cannot be imported."""
    mark = root / MARK
    if not mark.is_file() or mark.read_text(encoding="utf-8").strip() not in (records.PUBLIC, records.PRIVATE):
        raise Refused(f"{root} is not a folder that export_records made.")
    facts = read_toml(root, "export.toml")
    if facts.get("format") != records.FORMAT:
        raise BadFile("export.toml", 1, "this format is not one that this release can read.")
    if not isinstance(facts.get("neighbors") or {}, dict):
        raise BadFile("export.toml", 1, "neighbors names files with their SHA-256.")
    if left_out := facts.get("left_out"):
        raise Refused(
            f"This folder lacks {records.listed(left_out)}, and without them the register cannot be restored."
            " Import a folder that export_records --private made."
        )
    return facts


def refuse_filled() -> None:
    for model in (Record, RegisterEntry, SourceDocument, Issuer, Service, *officials.TABLES):
        if model.objects.exists():
            raise Refused(f"The database is not empty: it has {model._meta.verbose_name_plural}.")


def batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


def load_batch(root: Path, batch: list[Line], known: Known) -> int:
    RegisterEntry.objects.bulk_create(
        RegisterEntry(**facts, content=chain.canonical_json(document)) for _, facts, document in batch
    )
    published = [(line, facts, document) for line, facts, document in batch if "points" in document]
    number, points, parts, editions = batch[0][0], [], [], []
    try:
        for number, facts, document in published:  # noqa: B007, the refusal names it
            edition = rows.edition_of(document, known)
            edition.status, edition.publication_id = Edition.Status.PUBLISHED, facts["number"]
            editions.append(edition)
            points += rows.points_of(document, edition, known)
            parts += [*rows.parts_of(document, edition, known), *sealed_parts(root, document, edition)]
        Edition.objects.bulk_create(editions)
        create_points(points)
        for model in part_classes():
            model.objects.bulk_create(part for part in parts if type(part) is model)
        Transition.objects.bulk_create(step(one, "publish", "in_review", one.published_at) for one in editions)
        for number, facts, document in batch:  # noqa: B007
            if "points" not in document:
                follow(facts, document, known)
    except (KeyError, TypeError, ValueError, Edition.DoesNotExist, Error) as fault:
        reason = f"what stands here or above cannot be turned into rows: {fault}"
        raise BadFile("register.jsonl", number, reason) from fault
    return len(batch)


def sealed_parts(root: Path, document: dict, edition: Edition) -> list[SealedAttachment]:
    """The attachments for officials alone, of which the document has but the seals."""
    if "sealed" not in document:
        return []
    name = records.sealed_name(f"records/{document['record']['key']}/{document['edition']['number']}.md")
    data = json.loads(read_text(root, name))
    return [rows.sealed(row, edition, position) for position, row in enumerate(data, 1)]


def follow(facts: dict, document: dict, known: Known) -> None:
    """What a withdrawal or a confirmation changed about a version."""
    record = known.records[document["record"]["key"]]
    edition = Edition.objects.get(record=record, number=document["edition"]["number"])
    if facts["action"] == RegisterEntry.Action.CONFIRMED:
        is_public = facts["public_at"] != NEVER
        step(edition, "confirm", "published", facts["public_at" if is_public else "recorded_at"]).save()
        return
    columns = {
        "status": Edition.Status.WITHDRAWN,
        "withdrawn_at": datetime.fromisoformat(document["withdrawn_at"]),
        "withdrawn_from": rows.as_day(document["withdrawn_from"]),
        "withdrawal_kind": document["kind"],
        "withdrawal_reason": document["reason"],
        "withdrawal": facts["number"],
    }
    Edition.objects.filter(pk=edition.pk).update(**columns)
    step(edition, "withdraw", "published", columns["withdrawn_at"], "withdrawn").save()


def step(edition: Edition, action: str, before: str, at: datetime, after: str = "published") -> Transition:
    """The desk's own log of who took it stays where it was kept."""
    return Transition(edition=edition, action=action, from_status=before, to_status=after, at=at, note=NOTE)


def load_attachments(root: Path) -> None:
    """The bytes of every file that a version has. What was put away stays there when the import fails after it; the
    sweep of attachments finds it."""
    first, *others = [
        model.objects.exclude(sha256="").order_by().values_list("sha256", flat=True) for model in file_classes()
    ]
    for sha256 in first.union(*others).order_by("sha256").iterator():
        path = root / "attachments" / sha256
        if not path.is_file():
            raise Refused(f"attachments/{sha256} is missing.")
        if digest(path) != sha256:
            raise BadFile(f"attachments/{sha256}", 1, "these are not the bytes that were published.")
        with path.open("rb") as file:
            default_storage.save(address(Attachment(sha256=sha256), ""), File(file))
