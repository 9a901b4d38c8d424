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
        return office.check(content), content
    tables.check(content)
    return CSV, content


def refuse_second_nature(content: bytes, kind: FileKind) -> None:
    """Refuses what another program would read as a file of another kind (a polyglot)."""
    beginning = content[:BEGINNING].lower()
    if kind is not PDF and b"%pdf-" in beginning:
        raise Unfit(f"The file is a {kind.name} and a PDF at once.")
    if any(page in beginning for page in PAGES):
        raise Unfit(f"The file is a {kind.name} and a web page at once.")
    if END_OF_ARCHIVE in content[-70_000:]:
        raise Unfit(f"The file is a {kind.name} with an archive inside.")
