"""Loads a folder of seeds completely or not at all. Leaves existing rows unchanged."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from portal.lib.grammar import format_count
from portal.records.kinds import get_kind_values
from portal.records.models import Issuer, Record
from portal.records.workflow import WorkflowError
from portal.seed_loader import catalog
from portal.seed_loader.parsed_documents import get_document
from portal.seed_loader.seed_conflicts import check_other_points
from portal.seed_loader.seed_editions import make_edition, publish_seed
from portal.seed_loader.seed_files import SeedEntry, SeedError, read_seed_file
from portal.seed_loader.seed_schema import SCHEMA
from portal.sources.models import SourceDocument


@transaction.atomic
def load_seed_folder(folder: Path, *, at: datetime, say: Callable[[str], None]) -> None:
    """Reads every *.toml file of the folder, and the texts in folder/sources; reports each step to `say`. Loads nothing
    if it raises SeedError."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise SeedError(f"{folder}: There are no *.toml files here.")
    tables = [read_seed_file(file, SCHEMA) for file in files]

    def every(name: str) -> list[SeedEntry]:
        return [entry for table in tables for entry in table.children(name)]

    say(format_count(catalog.load_issuers(every("issuer")), "new issuer"))
    say(format_count(catalog.load_services(every("service")), "new service"))
    say(format_count(catalog.load_sources(every("source"), folder / "sources", at), "new source document"))
    # Make all records first, so that an edition can refer to any of them.
    entries = [(load_record(entry), entry) for entry in every("record")]
    for record, entry in entries:
        say(f"{record.key}: {format_count(load_editions(record, entry, at), 'new edition')}")
    children = [child for _, entry in entries for child in entry.children("edition")]
    check_other_points([conflict for child in children for conflict in child.children("conflict")])


def load_record(entry: SeedEntry) -> Record:
    if entry["kind"] not in get_kind_values():
        raise entry.error(f"“{entry['kind']}” is not a kind. The kinds are: {', '.join(get_kind_values())}.", "kind")
    issuer = Issuer.objects.filter(key=entry.get("issuer", "")).first()
    if "issuer" in entry.values and issuer is None:
        raise entry.error(f"There is no issuer “{entry['issuer']}”.", "issuer")
    facts = {"kind": entry["kind"], "issuer": issuer, "is_official": entry.get("is_official", True)}
    if facts["is_official"] and issuer is None:
        raise entry.error("An official record needs an issuer.", "is_official")
    return Record.objects.get_or_create(key=entry["key"], defaults=facts)[0]


def load_editions(record: Record, entry: SeedEntry, at: datetime) -> int:
    """Makes the editions that the record lacks and returns their number. Existing editions count, whether from an
    earlier run or from staff, and do not change."""
    source = SourceDocument.objects.filter(key=entry["source"]).first()
    if source is None:
        raise entry.error(f"There is no source “{entry['source']}”.", "source")
    missing = entry.children("edition")[record.editions.count() :]
    document = get_document(entry, source) if missing else None
    for child in missing:
        try:
            publish_seed(make_edition(record, child, entry.children("point"), source, document), child, document, at)
        except WorkflowError as error:
            raise child.error(str(error)) from error
    return len(missing)
