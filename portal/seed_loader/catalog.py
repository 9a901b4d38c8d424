"""Makes issuers, services and source documents from their tables, unless their key already exists."""

from datetime import datetime
from pathlib import Path

from announcements.models import Service
from portal.importer.drafts.draft_editions import read_facts
from portal.records.models import Issuer
from portal.seed_loader.parsed_documents import parse_source
from portal.seed_loader.seed_files import SeedEntry
from portal.seed_loader.source_passages import locate_passage
from portal.sources.models import SourceDocument
from portal.sources.source_steps import publish_source


def load_issuers(entries: list[SeedEntry]) -> int:
    return sum(Issuer.objects.get_or_create(key=entry["key"], defaults=remove_key(entry))[1] for entry in entries)


def load_services(entries: list[SeedEntry]) -> int:
    return sum(Service.objects.get_or_create(key=entry["key"], defaults=remove_key(entry))[1] for entry in entries)


def remove_key(entry: SeedEntry) -> dict:
    return {name: value for name, value in entry.values.items() if name != "key"}


def load_sources(entries: list[SeedEntry], folder: Path, at: datetime) -> int:
    """Makes source documents in the order of the files. The original of a copy must come before the copy."""
    return sum(load_source(entry, folder, at) for entry in entries)


def load_source(entry: SeedEntry, folder: Path, at: datetime) -> bool:
    """Makes the document, publishes it, and returns whether it is new. An existing one must have the same text, because
    a source document never changes."""
    text = read_text(entry, folder / entry["file"])
    if existing := SourceDocument.objects.filter(key=entry["key"]).first():
        if existing.text != text:
            raise entry.error(
                f"{entry['file']} differs from the text stored under “{existing.key}”; give it a new key.", "file"
            )
        return False
    names = ("key", "title", "publisher", "url", "note")
    facts = {name: entry[name] for name in names if name in entry.values}
    read = read_facts(parse_source(text))
    source = SourceDocument.objects.create(
        **facts, **read, **find_copied_spans(entry, text), file_name=entry["file"], text=text
    )
    publish_source(source, at=at)
    return True


def read_text(entry: SeedEntry, file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise entry.error(f"{file} cannot be read: {error.strerror}.", "file") from error
    except UnicodeDecodeError as error:
        raise entry.error(f"{file} is not UTF-8 text.", "file") from error


def find_copied_spans(entry: SeedEntry, text: str) -> dict:
    """Returns, for a copy, the spans of the copied text in it and in the original."""
    facts = {}
    if "copy_of" in entry.values:
        original = SourceDocument.objects.filter(key=entry["copy_of"]).first()
        if original is None:
            raise entry.error(f"There is no source “{entry['copy_of']}” before this one.", "copy_of")
        facts["copy_of"] = original
        facts["copied_from"], facts["copied_until"] = locate_passage(entry, text, entry["copied"], "copied")
        facts["original_from"], facts["original_until"] = locate_passage(
            entry, original.text, entry["original"], "original"
        )
    return facts
