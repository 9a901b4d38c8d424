"""What the versions of an export refer to: issuers, services, sources and records, made before them."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain as chained
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import Error

from announcements.models import Service
from portal.exporting import records, rows
from portal.exporting.entries import register_lines
from portal.exporting.reading import BadFile, only, read_text, read_toml
from portal.exporting.rows import Known
from portal.records.models import Issuer, Readers, Record
from portal.register import chain
from portal.sources.models import SourceDocument

BATCH = 200


def load_neighbors(root: Path) -> Known:
    known = Known()
    for name, model, there, columns in (
        ("issuers.toml", Issuer, known.issuers, records.ISSUER),
        ("services.toml", Service, known.services, records.SERVICE),
    ):
        with readable(name):
            for key, facts in read_toml(root, name).items():
                there[key] = model.objects.create(key=key, **only(facts, columns, name))
    copies = {}
    for path in sorted((root / "sources").glob("*.toml")):
        name = f"sources/{path.name}"
        with readable(name):
            facts = read_toml(root, name)
            copies[path.stem] = facts.pop("copy_of", None)
            text = read_text(root, f"sources/{path.stem}.txt")
            columns = rows.filled(SourceDocument, only(facts, records.SOURCE, name))
            source = SourceDocument(key=path.stem, text=text, **columns)
            known.sources[path.stem] = load_source(source, columns["sha256"])
    for key, original in copies.items():
        with readable(f"sources/{key}.toml"):
            if original:
                SourceDocument.objects.filter(key=key).update(copy_of=known.sources[original])
    load_records(root, known)
    return known


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Whatever a description says that no column can hold is told with its file."""
    try:
        yield
    except (KeyError, TypeError, ValueError, ValidationError, Error) as fault:
        raise BadFile(name, 1, f"what stands here cannot be turned into rows: {fault}") from fault


def load_source(source: SourceDocument, sha256: str) -> SourceDocument:
    """A public export has white space in the place of readers' comments. The digest stays that of the whole text,
    which then is kept elsewhere."""
    is_whole = chain.digest(source.text) == sha256
    if not is_whole and (source.withheld_from is None or source.shown_text != source.text):
        raise BadFile(f"sources/{source.key}.txt", 1, "these are not the bytes that the source document had.")
    source.save(force_insert=True)
    SourceDocument.objects.filter(pk=source.pk).update(sha256=sha256)
    return source


def load_records(root: Path, known: Known) -> None:
    """All of them before any version, because a text may name a record that came later."""
    found: dict[str, Record] = {}
    for path in sorted((root / "records").glob("*/record.toml")):
        name = f"records/{path.parent.name}/record.toml"
        facts = read_toml(root, name)
        readers = facts.pop("readers", Readers.EVERYBODY)
        facts = only(facts, records.RECORD, name)
        with readable(name):
            found[path.parent.name] = Record(
                key=path.parent.name, kind=facts["kind"], is_official=facts["official"], readers=readers,
                issuer=known.issuers[facts["issuer"]] if facts["issuer"] else None,
            )  # fmt: skip
    for number, _, document in register_lines(root):
        try:
            if "points" in document and (key := document["record"]["key"]) not in found:
                found[key] = record_of(document, known)
        except (KeyError, TypeError) as fault:
            raise BadFile("register.jsonl", number, f"the entry names what is not here: {fault}") from fault
    Record.objects.bulk_create(found.values(), batch_size=BATCH)
    known.records = found


def record_of(document: dict, known: Known) -> Record:
    issuer, facts = document["issuer"], document["record"]
    issuer = known.issuers[issuer["key"]] if issuer else None
    readers = document.get("readers", Readers.EVERYBODY)
    return Record(
        key=facts["key"], kind=facts["kind"], is_official=document["official"], issuer=issuer, readers=readers
    )


def refuse_changed(root: Path, neighbors: dict[str, str]) -> None:
    """Names and places are what they are called today, so the register does not prove them; the export does. Older
    ones do not name these files."""
    there = {
        path.relative_to(root).as_posix()
        for path in chained(root.glob("sources/*.toml"), root.glob("records/*/record.toml"))
    }
    for name in sorted(there | set(neighbors)):
        if chain.digest(read_text(root, name)) != neighbors.get(name):
            raise BadFile(name, 1, "this is not what the export wrote.")
