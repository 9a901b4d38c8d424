"""Imports what the editions of an export refer to (issuers, services, sources and records) before the editions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain as chained
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import Error

from announcements.models import Service
from portal.backup import deserializers, record_export
from portal.backup.deserializers import KnownObjects
from portal.backup.file_reader import ExportFileError, read_text, read_toml, require_keys
from portal.backup.register_reader import iter_register_lines
from portal.records.models import Issuer, Readers, Record
from portal.register import hash_chain
from portal.sources.models import SourceDocument, SourceStep

BATCH_SIZE = 200


def load_reference_data(root: Path) -> KnownObjects:
    known = KnownObjects()
    for name, model, objects, columns in (
        ("issuers.toml", Issuer, known.issuers, record_export.ISSUER_COLUMNS),
        ("services.toml", Service, known.services, record_export.SERVICE_COLUMNS),
    ):
        with convert_row_errors(name):
            for key, facts in read_toml(root, name).items():
                objects[key] = model.objects.create(key=key, **require_keys(facts, columns, name))
    copies = {}
    for path in sorted((root / "sources").glob("*.toml")):
        name = f"sources/{path.name}"
        with convert_row_errors(name):
            facts = read_toml(root, name)
            copies[path.stem] = facts.pop("copy_of", None)
            decision = [facts.pop(name, "") for name in record_export.DECISION_KEYS]
            text = read_text(root, f"sources/{path.stem}.txt")
            columns = deserializers.convert_days(
                SourceDocument, require_keys(facts, record_export.SOURCE_COLUMNS, name)
            )
            source = SourceDocument(key=path.stem, text=text, **columns)
            known.sources[path.stem] = load_source(source, columns["sha256"])
            restore_decision(source, *decision)
    for key, original in copies.items():
        with convert_row_errors(f"sources/{key}.toml"):
            if original:
                SourceDocument.objects.filter(key=key).update(copy_of=known.sources[original])
    load_records(root, known)
    return known


@contextmanager
def convert_row_errors(name: str) -> Iterator[None]:
    """Turns errors in a file into an ExportFileError with its name."""
    try:
        yield
    except (KeyError, TypeError, ValueError, ValidationError, Error) as fault:
        raise ExportFileError(name, 1, f"this file cannot be turned into rows: {fault}") from fault


def load_source(source: SourceDocument, sha256: str) -> SourceDocument:
    """Saves a source document with the digest of its whole text. In a public export, white space replaces readers'
    comments."""
    is_whole = hash_chain.hash_text(source.text) == sha256
    if not is_whole and (source.withheld_from is None or source.shown_text != source.text):
        raise ExportFileError(f"sources/{source.key}.txt", 1, "these are not the bytes that the source document had.")
    source.save(force_insert=True)
    SourceDocument.objects.filter(pk=source.pk).update(sha256=sha256)
    return source


def restore_decision(source: SourceDocument, action: str, at: str, note: str) -> None:
    """Saves the last publication or withdrawal of a source document. The export has no names of people."""
    if action:
        if action not in SourceStep.DECISIONS:
            raise ValueError(f"“{action}” is neither publish nor withdraw.")
        source.steps.create(action=action, by=None, at=datetime.fromisoformat(at), note=note)


def load_records(root: Path, known: KnownObjects) -> None:
    """Creates all records before any version, because a text may refer to a later record."""
    records: dict[str, Record] = {}
    for path in sorted((root / "records").glob("*/record.toml")):
        name = f"records/{path.parent.name}/record.toml"
        facts = read_toml(root, name)
        readers = facts.pop("readers", Readers.EVERYBODY)
        facts = require_keys(facts, record_export.RECORD_COLUMNS, name)
        with convert_row_errors(name):
            records[path.parent.name] = Record(
                key=path.parent.name,
                kind=facts["kind"],
                is_official=facts["official"],
                readers=readers,
                issuer=known.issuers[facts["issuer"]] if facts["issuer"] else None,
            )
    for number, _, document in iter_register_lines(root):
        try:
            if "points" in document and (key := document["record"]["key"]) not in records:
                records[key] = build_record(document, known)
        except (KeyError, TypeError) as fault:
            raise ExportFileError(
                "register.jsonl", number, f"the entry names something that is missing: {fault}"
            ) from fault
    Record.objects.bulk_create(records.values(), batch_size=BATCH_SIZE)
    known.records = records


def build_record(document: dict, known: KnownObjects) -> Record:
    issuer, facts = document["issuer"], document["record"]
    issuer = known.issuers[issuer["key"]] if issuer else None
    readers = document.get("readers", Readers.EVERYBODY)
    return Record(
        key=facts["key"], kind=facts["kind"], is_official=document["official"], issuer=issuer, readers=readers
    )


def verify_reference_files(root: Path, neighbors: dict[str, str]) -> None:
    """Verifies the files that the register does not cover, because names can change, against the digests in the export.
    Older exports list no such files."""
    paths = {
        path.relative_to(root).as_posix()
        for path in chained(root.glob("sources/*.toml"), root.glob("records/*/record.toml"))
    }
    for name in sorted(paths | set(neighbors)):
        if hash_chain.hash_text(read_text(root, name)) != neighbors.get(name):
            raise ExportFileError(name, 1, "this is not what the export wrote.")
