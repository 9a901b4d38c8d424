"""Reads files, prints what they contain, and creates source documents and drafts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from portal.importer.drafts.draft_editions import DraftChoice, create_drafts, find_source_document, propose_choice
from portal.importer.drafts.readers import get_drafted_kind
from portal.importer.parser import ParsedDocument, parse_documents
from portal.importer.parser.errors import UnreadableFileError
from portal.importer.parser.file_decoder import MAX_BYTES
from portal.importer.upload_decoder import decode_upload
from portal.records.models import Record

WIDTH = 40


class Command(BaseCommand):
    help = "Read documents as found (text, HTML, DOCX, PDF; folders too), and make drafts that cite them."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="store nothing; print what would be read")
        parser.add_argument("--json", action="store_true", help="a JSON list with one object for each file")
        state = parser.add_mutually_exclusive_group()
        state.add_argument(
            "--next-of", metavar="KEY", help="the documents of its kind are the next edition of this record"
        )
        state.add_argument("--new", action="store_true", help="every document is a new record, whatever it looks like")

    def handle(self, *args, files, dry_run, next_of, new, **options):
        every = list(listed(files))
        record = Record.objects.filter(key=next_of).first() if next_of else None
        if next_of and record is None:
            raise CommandError(f"There is no record “{next_of}”.")
        # What a dry run says as JSON is read from the files only.
        is_pure = dry_run and options["json"]
        results = []
        for number, file in enumerate(every, 1):
            results.append(self.read(file, dry_run, None if is_pure else Chooser(record, new)))
            if not options["json"]:
                self.stdout.write(summary(results[-1]))
            if len(every) > 1:
                self.show(number, len(every), file)
        if options["json"]:
            self.stdout.write(as_json([result["data"] for result in results]))
        failed = sum("error" in result["data"] for result in results)
        if failed or not every:
            raise CommandError(f"{failed} of {len(every)} files could not be read." if every else "There are no files.")

    def read(self, file: Path, dry_run: bool, chooser: "Chooser | None") -> dict:
        """The file's object for JSON under "data", its documents, and sentences about what was made or would be."""
        try:
            decoded = decode_upload(content(file))
            documents = parse_documents(decoded.text, decoded.targets)
            choices = [chooser.choose(decoded.text, one) for one in documents] if chooser else []
            said = [choice.reason for choice in choices if choice.reason]
            if not dry_run:
                said = store(decoded.text, file.name, documents, choices)
        except UnreadableFileError as error:
            return {"data": {"file": str(file), "documents": [], "error": str(error)}, "documents": [], "said": []}
        data = {"file": str(file), "documents": [one.as_data() for one in documents]}
        return {"data": data, "documents": documents, "said": said}

    def show(self, done: int, total: int, file: Path) -> None:
        """Prints a progress bar; without a terminal, a line for every file."""
        if self.stderr.isatty():
            bar = "█" * (WIDTH * done // total)
            self.stderr.write(
                f"\r{bar:·<{WIDTH}} {done} of {total}", style_func=str, ending="" if done < total else "\n"
            )
            self.stderr.flush()
        else:
            self.stderr.write(f"{done} of {total}: {file}", style_func=str)


def listed(files: list[Path]) -> Iterator[Path]:
    """The files, and those in the folders and below, in the order of their names; hidden ones are left out."""
    for file in files:
        if not file.is_dir():
            yield file
            continue
        for below in sorted(file.rglob("*")):
            if below.is_file() and not any(part.startswith(".") for part in below.relative_to(file).parts):
                yield below


def content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise UnreadableFileError(f"The file has {file.stat().st_size:,} bytes; at most {MAX_BYTES:,} are read.")
        return file.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"The file cannot be read: {error.strerror}.") from error


@dataclass(frozen=True)
class Chooser:
    """Decides what becomes of a document: as the options say, or else as likeness proposes."""

    record: Record | None
    is_new: bool

    def choose(self, text: str, one: ParsedDocument) -> DraftChoice:
        if get_drafted_kind(one.kind) and self.is_new:
            return DraftChoice()
        kind = get_drafted_kind(one.kind)
        if self.record and kind and kind.value == self.record.kind:
            return DraftChoice(True, self.record, f"It becomes the next edition of “{self.record.key}”, as asked.")
        return propose_choice(text, one)


def store(text: str, name: str, documents: list[ParsedDocument], choices: list[DraftChoice]) -> list[str]:
    """Makes all of a file's rows or none. A text that is there already is left as it is."""
    if existing := find_source_document(text):
        return [f"It is already stored as source document “{existing.key}”; nothing was created."]
    try:
        with transaction.atomic():
            return create_drafts(text, name, documents, choices=choices).said
    except DatabaseError as error:
        raise UnreadableFileError(f"The database refused the values, and nothing was stored: {error}") from error


def as_json(data: list[dict]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def summary(result: dict) -> str:
    """Prints the result for people."""
    lines = [result["data"]["file"]]
    if "error" in result["data"]:
        return f"{lines[0]}\n  {result['data']['error']}"
    for one in result["documents"]:
        lines += document_lines(one)
    return "\n".join([*lines, *(f"  {sentence}" for sentence in result["said"])])


def document_lines(one: ParsedDocument) -> Iterator[str]:
    title = f"“{one.title.value}”" if one.title else "without a title"
    yield f"  {one.kind.replace('_', ' ')} ({one.confidence:.0%}): {title}"
    yield f"    {'official' if one.official else 'not official'}: {one.official_reason}"
    yield f"    why this kind: {' '.join(one.reasons)}"
    if one.published_on:
        yield f"    published on {one.published_on.value} ({one.published_on.basis})"
    names = ("items", "recommendations", "questions", "quotes", "contacts", "attachments", "effective_dates")
    counts = [f"{len(getattr(one, name))} {name.replace('_', ' ')}" for name in names if getattr(one, name)]
    counts += [f"{one.comments} readers’ comments"] if one.comments else []
    if counts:
        yield f"    {', '.join(counts)}"
    for warning in one.warnings:
        yield f"    to check: {warning}"
