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
    help = "Read documents (text, HTML, DOCX or PDF files, and folders of these) and make drafts that cite them."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="store nothing; print what would be read")
        parser.add_argument("--json", action="store_true", help="print a JSON list with one object for each file")
        state = parser.add_mutually_exclusive_group()
        state.add_argument(
            "--next-of", metavar="KEY", help="make the documents of its kind the next edition of this record"
        )
        state.add_argument(
            "--new", action="store_true", help="make every document a new record, even if it is similar to one"
        )

    def handle(self, *args, files, dry_run, next_of, new, **options):
        every = list(listed(files))
        record = Record.objects.filter(key=next_of).first() if next_of else None
        if next_of and record is None:
            raise CommandError(f"There is no record “{next_of}”.")
        # The JSON of a dry run depends on the files only.
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
        """Returns the JSON object of the file under "data", its documents, and sentences about the result."""
        try:
            decoded = decode_upload(content(file))
            documents = parse_documents(decoded.text, decoded.targets)
            choices = [chooser.choose(decoded.text, document) for document in documents] if chooser else []
            sentences = [choice.reason for choice in choices if choice.reason]
            if not dry_run:
                sentences = store(decoded.text, file.name, documents, choices)
        except UnreadableFileError as error:
            return {"data": {"file": str(file), "documents": [], "error": str(error)}, "documents": [], "said": []}
        data = {"file": str(file), "documents": [document.as_data() for document in documents]}
        return {"data": data, "documents": documents, "said": sentences}

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
    """Yields the files, and the files in folders and subfolders in the order of their names. Skips hidden ones."""
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
    """Decides what a document becomes: as the options require, or else as similarity proposes."""

    record: Record | None
    is_new: bool

    def choose(self, text: str, document: ParsedDocument) -> DraftChoice:
        if get_drafted_kind(document.kind) and self.is_new:
            return DraftChoice()
        kind = get_drafted_kind(document.kind)
        if self.record and kind and kind.value == self.record.kind:
            return DraftChoice(True, self.record, f"It becomes the next edition of “{self.record.key}”, as requested.")
        return propose_choice(text, document)


def store(text: str, name: str, documents: list[ParsedDocument], choices: list[DraftChoice]) -> list[str]:
    """Makes all rows of a file or none. Leaves a text that is stored already as it is."""
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
    """Returns the result as text for people."""
    lines = [result["data"]["file"]]
    if "error" in result["data"]:
        return f"{lines[0]}\n  {result['data']['error']}"
    for document in result["documents"]:
        lines += document_lines(document)
    return "\n".join([*lines, *(f"  {sentence}" for sentence in result["said"])])


def document_lines(document: ParsedDocument) -> Iterator[str]:
    title = f"“{document.title.value}”" if document.title else "without a title"
    yield f"  {document.kind.replace('_', ' ')} ({document.confidence:.0%}): {title}"
    yield f"    {'official' if document.official else 'not official'}: {document.official_reason}"
    yield f"    why this kind: {' '.join(document.reasons)}"
    if document.published_on:
        yield f"    published on {document.published_on.value} ({document.published_on.basis})"
    names = ("items", "recommendations", "questions", "quotes", "contacts", "attachments", "effective_dates")
    counts = [f"{len(getattr(document, name))} {name.replace('_', ' ')}" for name in names if getattr(document, name)]
    counts += [f"{document.comments} readers’ comments"] if document.comments else []
    if counts:
        yield f"    {', '.join(counts)}"
    for warning in document.warnings:
        yield f"    to check: {warning}"
