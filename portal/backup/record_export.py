"""Writes every published record as Markdown, with the register, so that git can store the history.

    export.toml        format of the folder, head of the register
    register.jsonl     one entry to a line, in order, with the file name of an edition in place of its text
    records/KEY/N.md   edition N of a record; with --private, N.sealed.json has its attachments for officials only
    issuers.toml, services.toml, sources/, attachments/   what the editions refer to
    officials/           in a private export: agencies, posts, holdings, and what officials did

Drafts, and the log of who did what on the desk, are not exported."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.storage import default_storage

from announcements.models import Service
from portal.attachments.storage import get_upload_path
from portal.backup import markdown_format, official_tables
from portal.lib import toml_writer
from portal.lib.export_dir import ExportDir, ExportError, iter_chunks
from portal.lib.text import format_json_line
from portal.records.models import Attachment, Issuer, Record, SealedAttachment
from portal.records.register_queries import annotate_subjects
from portal.register import hash_chain
from portal.register.models import RegisterEntry
from portal.sources.models import SourceDocument

FORMAT_VERSION = 1
MAX_NAMED = 5
PUBLIC_EXPORT, PRIVATE_EXPORT = "records", "records, private"
ENTRY_COLUMNS = (
    "number",
    "action",
    "public_at",
    "recorded_at",
    "address",
    "title",
    "content_digest",
    "previous",
    "hash",
)
FOLDERS = ("records", "sources", "attachments", "officials")
RECORD_COLUMNS, ISSUER_COLUMNS, SERVICE_COLUMNS = (
    ("kind", "official", "issuer"),
    ("name", "short_name"),
    ("name", "place"),
)
SOURCE_COLUMNS = (
    "kind",
    "title",
    "publisher",
    "byline",
    "url",
    "dated_on",
    "is_official",
    "note",
    "file_name",
    "sha256",
    "comment_count",
    "withheld_from",
    "withheld_until",
    "copied_from",
    "copied_until",
    "original_from",
    "original_until",
)
DECISION_KEYS = ("decision", "decided_at", "decision_note")
"""What readers see of a source document by itself: the last publication or withdrawal. Only some documents have one."""


@dataclass
class RecordExport:
    """One export. With `is_private`, it includes scheduled texts and texts published in error."""

    folder: ExportDir
    at: datetime
    is_private: bool
    entries: int = 0
    head: str = ""
    left_out: list[str] = field(default_factory=list)
    """Names what is left out because it is not public, although an import needs it."""
    withheld: int = 0
    """Number of source documents without their readers' comments."""
    written: int = 0
    names: set[str] = field(default_factory=set)
    issuers: set[str] = field(default_factory=set)
    services: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    cited: set[str] = field(default_factory=set)
    neighbors: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file that no digest of the register covers, by file name."""

    def describe(self, name: str, facts: dict) -> None:
        """Writes the facts of an object that editions refer to and that can be renamed after them."""
        text = toml_writer.format_toml(facts)
        self.neighbors[name] = hash_chain.hash_text(text)
        self.write(name, text)

    def write(self, name: str, text: str) -> None:
        self.names.add(name)
        self.written += self.folder.write(name, text.encode())


def export_records(
    folder: ExportDir, *, at: datetime, is_private: bool, say: Callable[[int], None] = lambda done: None
) -> RecordExport:
    """Updates the folder and returns what was done. Raises ExportError if a file of the portal is missing; the folder
    is then unchanged or partly updated."""
    folder.begin()
    run = RecordExport(folder, at, is_private)
    # Git must not convert line ends, because digests cover every byte.
    run.write(".gitattributes", "* -text\n")
    run.names.add("register.jsonl")
    # Writing the lines of the register also writes and counts the editions.
    _, is_new = folder.write_pieces("register.jsonl", iter_entry_lines(run, say))
    run.written += is_new
    write_sources(run)
    write_reference_data(run)
    facts = {"format": FORMAT_VERSION, "entries": run.entries, "head": run.head, "left_out": run.left_out}
    if is_private:
        facts["officials"] = write_officials(run)
    facts["neighbors"] = dict(sorted(run.neighbors.items()))
    run.write("export.toml", toml_writer.format_toml(facts))
    for under in FOLDERS:
        for name in set(folder.files(under)) - run.names:
            folder.remove(name)
    return run


def iter_entry_lines(run: RecordExport, say: Callable[[int], None]) -> Iterator[bytes]:
    entries = annotate_subjects(RegisterEntry.objects.order_by("number"), run.at)
    for entry in entries.iterator(chunk_size=200):
        data = build_entry_data(run, entry)
        run.entries, run.head = entry.number, entry.hash
        say(run.entries)
        yield format_json_line(data).encode()


def build_entry_data(run: RecordExport, entry: RegisterEntry) -> dict:
    """Returns the line of an entry. One that is not public yet has only its links in the chain, as on the page of the
    register."""
    if entry.is_sealed_at(run.at) and not run.is_private:
        run.left_out.append(f"register entry {entry.number}, which is not public")
        return {"number": entry.number, "previous": entry.previous, "hash": entry.hash, "is_sealed": True}
    data = {name: getattr(entry, name) for name in ENTRY_COLUMNS}
    data |= {name: hash_chain.format_timestamp(data[name]) for name in ("public_at", "recorded_at")}
    if entry.is_retracted and not run.is_private:
        run.left_out.append(f"the text of register entry {entry.number}, which was published in error")
        return {**data, "is_retracted": True}
    content = json.loads(entry.content)
    # The text of a canceled publication is no edition. It stays in its line, because the digest covers it.
    if entry.action not in ("published", "corrected") or entry.canceled_by:
        return {**data, "content": content}
    return {**data, "file": write_edition(run, entry, content)}


def write_edition(run: RecordExport, entry: RegisterEntry, document: dict) -> str:
    name = f"records/{document['record']['key']}/{document['edition']['number']}.md"
    text = markdown_format.format_document(document)
    # Documents may get new keys: an export must not contain one that does not read back exactly.
    if hash_chain.dump_canonical_json(markdown_format.parse_document(text)) != entry.content:
        raise ExportError(
            f"The text of register entry {entry.number} cannot be written in a form that reads back the same."
        )
    run.write(name, text)
    run.records.add(document["record"]["key"])
    run.issuers |= {document["issuer"]["key"]} if document["issuer"] else set()
    run.services |= {point["service"]["key"] for point in document["points"] if point.get("service")}
    run.named |= {row["record"] for part in ("relations", "conflicts") for row in document[part] if row.get("record")}
    run.cited |= {row["source"] for row in document["citations"]}
    for sha256 in {row["sha256"] for row in document["attachments"]} - {None}:
        write_attachment(run, sha256)
    if "sealed" in document:
        write_sealed_attachments(run, entry, get_sealed_name(name))
    return name


def get_sealed_name(name: str) -> str:
    """Returns the name of the file, beside that of the edition, with its attachments for officials only."""
    return f"{name.removesuffix('.md')}.sealed.json"


def write_sealed_attachments(run: RecordExport, entry: RegisterEntry, name: str) -> None:
    """Writes attachments for officials only. The document has only their seals, so a public export lacks them."""
    rows = SealedAttachment.objects.filter(edition__publication=entry.number)
    if not run.is_private:
        if rows:
            run.left_out.append(f"attachments of register entry {entry.number}, which are for officials only")
        return
    data = [row.sealed_data() for row in rows]
    run.write(name, json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    for sha256 in {row["sha256"] for row in data} - {None}:
        write_attachment(run, sha256)


def write_attachment(run: RecordExport, sha256: str) -> None:
    name = f"attachments/{sha256}"
    if name in run.names:
        return
    run.names.add(name)
    try:
        with default_storage.open(get_upload_path(Attachment(sha256=sha256), "")) as file:
            digest, is_new = run.folder.write_pieces(name, iter_chunks(file))
    except FileNotFoundError as missing:
        raise ExportError(f"The file of the attachment {sha256} is missing.") from missing
    if digest != sha256:
        raise ExportError(f"The file of the attachment {sha256} differs from the published one.")
    run.written += is_new


def write_sources(run: RecordExport) -> None:
    """Writes the source documents: in a public export those that readers see, with white space in place of readers'
    comments; otherwise all but those that only drafts use."""
    known = SourceDocument.objects.order_by("key")
    sources = known.used_in_records() if run.is_private else known.public(run.at)
    keys = set(sources.values_list("key", flat=True))
    for source in sources.select_related("copy_of").iterator(chunk_size=20):
        facts = {name: getattr(source, name) for name in SOURCE_COLUMNS}
        facts["dated_on"] = source.dated_on.isoformat() if source.dated_on else None
        facts["copy_of"] = source.copy_of.key if source.copy_of and source.copy_of.key in keys else None
        run.describe(f"sources/{source.key}.toml", facts | describe_decision(source))
        run.write(f"sources/{source.key}.txt", source.text if run.is_private else source.shown_text)
        run.withheld += not run.is_private and source.shown_text != source.text
    missing = sorted(run.cited - keys)
    run.left_out += [f"the source document {key}, which was withdrawn and which a text cites" for key in missing]


def describe_decision(source: SourceDocument) -> dict:
    """Returns the last publication or withdrawal of the text by itself; nothing if there is none."""
    step = source.steps.decisions().first()
    if step is None:
        return {}
    return dict(zip(DECISION_KEYS, (step.action, hash_chain.format_timestamp(step.at), step.note), strict=True))


def write_officials(run: RecordExport) -> dict[str, str]:
    """Writes the tables about officials. Returns the SHA-256 of each file by its name."""
    digests = {}
    for name, sha256, is_new in official_tables.write_tables(run.folder):
        run.names.add(name)
        run.written += is_new
        digests[name] = sha256
    return digests


def format_left_out(things: list[str] | int) -> str:
    """Lists the first things. Older exports have only their number."""
    if isinstance(things, int):
        return f"{things} things that were not public"
    more = f" and {len(things) - MAX_NAMED:,} more" if len(things) > MAX_NAMED else ""
    return "; ".join(things[:MAX_NAMED]) + more


def write_reference_data(run: RecordExport) -> None:
    """Writes the issuers and services that editions refer to, with their current names. Adds records that editions
    refer to and that have no edition in the export; a public export lists these as left out."""
    unknown = sorted(run.named - run.records)
    if run.is_private:
        for record in Record.objects.filter(key__in=unknown).select_related("issuer"):
            issuer = record.issuer.key if record.issuer else None
            run.issuers |= {issuer} - {None}
            facts = {"kind": record.kind, "official": record.is_official, "issuer": issuer}
            facts |= {} if record.is_for_everybody else {"readers": record.readers}
            run.describe(f"records/{record.key}/record.toml", facts)
    else:
        run.left_out += [f"the record {key}, which a text refers to and which has no public version" for key in unknown]
    for name, model, keys, columns in (
        ("issuers.toml", Issuer, run.issuers, ISSUER_COLUMNS),
        ("services.toml", Service, run.services, SERVICE_COLUMNS),
    ):
        rows = model.objects.filter(key__in=keys).order_by("key")
        run.describe(name, {row.key: {column: getattr(row, column) for column in columns} for row in rows})
