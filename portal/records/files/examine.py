"""Which files are fit to be given to readers. Judged by their bytes alone: a name or a claimed type proves nothing."""

from collections.abc import Callable
from typing import BinaryIO

from portal.records.files import images, office, pdf, tables
from portal.records.files.kinds import CSV, DOCX, JPEG, PDF, PNG, XLSX, FileKind, Unfit

LARGEST = 25 * 2**20
"""Bytes."""
BEGINNING = 1024
"""PDF readers accept their mark this far into a file; browsers that guess look at about as much."""
END_OF_ARCHIVE = b"PK\x05\x06"
RUNS = (b"<!doctype html", b"<html", b"<script", b"<?php", b"<iframe")
"""Refused anywhere in a file, for a browser or server that is told to take it for a page looks at all of it."""
PAGES = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?php", b"<?xml", b"<iframe", b"<body")
ALLOWED = "PDF, DOCX, XLSX, CSV, PNG and JPEG"

BINARY: list[tuple[bytes, FileKind, Callable[[bytes], None]]] = [
    (b"%PDF-", PDF, pdf.check),
    (b"\x89PNG\r\n\x1a\n", PNG, images.check_png),
    (b"\xff\xd8\xff", JPEG, images.check_jpeg),
]
OFFICE = [(b"word/document.xml", DOCX), (b"xl/workbook.xml", XLSX)]


def examine(file: BinaryIO) -> tuple[FileKind, bytes]:
    """What kind of file it is, and its bytes. Raises Unfit with a sentence for the person who chose the file."""
    file.seek(0)
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unfit(f"The file is larger than {LARGEST // 2**20} MB.")
    if not content:
        raise Unfit("The file is empty.")
    for mark, kind, check in BINARY:
        if content.startswith(mark):
            refuse_second_nature(content, kind)
            check(content)
            return kind, content
    if content.startswith(b"PK\x03\x04"):
        kind = office.check(content)
        refuse_pdf_or_page(content, kind)
        return kind, content
    tables.check(content)
    refuse_second_nature(content, CSV)
    return CSV, content


def refuse_second_nature(content: bytes, kind: FileKind) -> None:
    """Refuses what another program would read as a file of another kind (a polyglot)."""
    refuse_pdf_or_page(content, kind)
    beginning = content[:BEGINNING].lower()
    if any(page in beginning for page in PAGES):
        raise Unfit(f"The file is a {kind.name} and a web page at once.")
    if END_OF_ARCHIVE in content[-70_000:]:
        raise Unfit(f"The file is a {kind.name} with an archive inside.")


def refuse_pdf_or_page(content: bytes, kind: FileKind) -> None:
    """What is packed is not seen here; whoever packs a file looks into it."""
    text = content.lower()
    if kind is not PDF and b"%pdf-" in text[:BEGINNING]:
        raise Unfit(f"The file is a {kind.name} and a PDF at once.")
    if any(mark in text for mark in RUNS):
        raise Unfit(f"The file is a {kind.name} and a web page at once.")
