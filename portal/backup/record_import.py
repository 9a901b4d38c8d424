"""Imports exported records into an empty database: the register entry by entry, and the rows from its documents.

Entries have the time of the database that first recorded them; the triggers of another database would refuse it. So
the import removes the triggers for one transaction, as when a backup is restored. Before the transaction ends, it
installs them again and verifies the whole register; if anything differs, it imports nothing."""

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
from portal.attachments.storage import get_upload_path
from portal.backup import deserializers, official_tables, record_export
from portal.backup.deserializers import KnownObjects
from portal.backup.file_reader import ExportFileError, read_text, read_toml
from portal.backup.reference_data import load_reference_data, verify_reference_files
from portal.backup.register_reader import RegisterLine, iter_register_lines, read_canceled_numbers
from portal.lib.export_dir import MARKER_FILE, ExportError, hash_file
from portal.records import integrity as rows_verified
from portal.records import references
from portal.records.bulk_create import create_points
from portal.records.models import Attachment, Edition, Issuer, Record, SealedAttachment, Transition
from portal.records.models.parts import get_file_models, get_part_models
from portal.register import hash_chain, triggers
from portal.register import integrity as links_verified
from portal.register.models import RegisterEntry
from portal.search import index as search_index
from portal.sources.models import SourceDocument

BATCH_SIZE = 200
IMPORT_NOTE = "Imported from an export of the register."


@transaction.atomic
def import_records(root: Path, *, say: Callable[[int], None] = lambda done: None) -> int:
    """Imports the folder and returns the number of register entries. After an ExportError
    or ExportFileError the database is unchanged."""
    facts = read_export_facts(root)
    head = facts.get("head", "")
    require_empty_database()
    triggers.drop_all_triggers()
    known = load_reference_data(root)
    known.canceled = read_canceled_numbers(root)
    entries = (load_batch(root, batch, known) for batch in iter_batches(iter_register_lines(root)))
    done = 0
    for count in entries:
        done += count
        say(done)
    if neighbors := facts.get("neighbors"):
        verify_reference_files(root, neighbors)
    load_attachments(root)
    if digests := facts.get("officials"):
        official_tables.load_tables(root, digests)
    # PostgreSQL installs no trigger on a table with pending constraint checks.
    connection.check_constraints()
    triggers.install_all_triggers()
    references.rebuild_references()
    search_index.rebuild_index()
    if (last_entry := RegisterEntry.objects.head()) and last_entry.hash != head or not last_entry and head:
        raise ExportError("The register in this folder does not end with the entry that export.toml names.")
    if problem := next(chained(links_verified.find_register_problems(), rows_verified.find_record_problems()), None):
        raise ExportError(f"The imported records do not verify: {problem}")
    return done


def read_export_facts(root: Path) -> dict[str, Any]:
    """Reads export.toml. Raises ExportError or ExportFileError for a folder that cannot be imported."""
    mark = root / MARKER_FILE
    if not mark.is_file() or mark.read_text(encoding="utf-8").strip() not in (
        record_export.PUBLIC_EXPORT,
        record_export.PRIVATE_EXPORT,
    ):
        raise ExportError(f"{root} is not a folder that export_records made.")
    facts = read_toml(root, "export.toml")
    if facts.get("format") != record_export.FORMAT_VERSION:
        raise ExportFileError("export.toml", 1, "this release cannot read this format.")
    if not isinstance(facts.get("neighbors") or {}, dict):
        raise ExportFileError("export.toml", 1, "neighbors must be a table of file names with their SHA-256.")
    if left_out := facts.get("left_out"):
        raise ExportError(
            f"This folder lacks {record_export.format_left_out(left_out)}, and the register cannot be restored without"
            " them. Import a folder that export_records --private made."
        )
    return facts


def require_empty_database() -> None:
    for model in (Record, RegisterEntry, SourceDocument, Issuer, Service, *official_tables.TABLES):
        if model.objects.exists():
            raise ExportError(f"The database is not empty: it has {model._meta.verbose_name_plural}.")


def iter_batches(lines: Iterator[RegisterLine]) -> Iterator[list[RegisterLine]]:
    while batch := list(islice(lines, BATCH_SIZE)):
        yield batch


def load_batch(root: Path, batch: list[RegisterLine], known: KnownObjects) -> int:
    RegisterEntry.objects.bulk_create(
        RegisterEntry(
            **facts,
            content=hash_chain.dump_canonical_json(document),
            cancels_id=document["cancels"]["number"] if "cancels" in document else None,
        )
        for _, facts, document in batch
    )
    published = [
        (line, facts, document)
        for line, facts, document in batch
        if "points" in document and facts["number"] not in known.canceled
    ]
    number, points, parts, editions = batch[0][0], [], [], []
    try:
        for number, facts, document in published:  # noqa: B007, the error message names it
            edition = deserializers.build_edition(document, known)
            edition.status, edition.publication_id = Edition.Status.PUBLISHED, facts["number"]
            editions.append(edition)
            points += deserializers.build_points(document, edition, known)
            parts += [
                *deserializers.build_parts(document, edition, known),
                *read_sealed_attachments(root, document, edition),
            ]
        Edition.objects.bulk_create(editions)
        create_points(points)
        for model in get_part_models():
            model.objects.bulk_create(part for part in parts if type(part) is model)
        Transition.objects.bulk_create(
            build_transition(edition, "publish", "in_review", edition.published_at) for edition in editions
        )
        for number, facts, document in batch:  # noqa: B007
            if "points" not in document and "cancels" not in document:
                apply_later_entry(facts, document, known)
    except (KeyError, TypeError, ValueError, Edition.DoesNotExist, Error) as fault:
        reason = f"this line or an earlier one cannot be turned into rows: {fault}"
        raise ExportFileError("register.jsonl", number, reason) from fault
    return len(batch)


def read_sealed_attachments(root: Path, document: dict, edition: Edition) -> list[SealedAttachment]:
    """Reads attachments for officials only, of which the document has only the seals."""
    if "sealed" not in document:
        return []
    name = record_export.get_sealed_name(f"records/{document['record']['key']}/{document['edition']['number']}.md")
    data = json.loads(read_text(root, name))
    return [deserializers.build_sealed_attachment(row, edition, position) for position, row in enumerate(data, 1)]


def apply_later_entry(facts: dict, document: dict, known: KnownObjects) -> None:
    """Applies a withdrawal or a confirmation to its edition."""
    record = known.records[document["record"]["key"]]
    edition = Edition.objects.get(record=record, number=document["edition"]["number"])
    if facts["action"] == RegisterEntry.Action.CONFIRMED:
        for row in (confirmations := deserializers.build_confirmations(facts, document, edition)):
            row.save()
        build_transition(edition, "confirm", "published", confirmations[0].at).save()
        return
    columns = {
        "status": Edition.Status.WITHDRAWN,
        "withdrawn_at": datetime.fromisoformat(document["withdrawn_at"]),
        "withdrawn_from": deserializers.parse_day(document["withdrawn_from"]),
        "withdrawal_kind": document["kind"],
        "withdrawal_reason": document["reason"],
        "withdrawal": facts["number"],
    }
    Edition.objects.filter(pk=edition.pk).update(**columns)
    build_transition(edition, "withdraw", "published", columns["withdrawn_at"], "withdrawn").save()


def build_transition(edition: Edition, action: str, before: str, at: datetime, after: str = "published") -> Transition:
    """Makes a transition without a person, because an export does not contain who did what on the desk."""
    return Transition(edition=edition, action=action, from_status=before, to_status=after, at=at, note=IMPORT_NOTE)


def load_attachments(root: Path) -> None:
    """Stores every file that an edition has. If the import fails later, these files stay in the storage until
    sweep_attachments finds them."""
    first, *others = [
        model.objects.exclude(sha256="").order_by().values_list("sha256", flat=True) for model in get_file_models()
    ]
    for sha256 in first.union(*others).order_by("sha256").iterator():
        path = root / "attachments" / sha256
        if not path.is_file():
            raise ExportError(f"attachments/{sha256} is missing.")
        if hash_file(path) != sha256:
            raise ExportFileError(f"attachments/{sha256}", 1, "these are not the bytes that were published.")
        with path.open("rb") as file:
            default_storage.save(get_upload_path(Attachment(sha256=sha256), ""), File(file))
