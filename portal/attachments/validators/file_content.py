"""Detects the kind of a file from its bytes. It imports no models, so that a child process can run it."""

from collections.abc import Callable

from portal.attachments.validators import csv_file, image_file, office_file, pdf_file
from portal.attachments.validators.file_kinds import CSV, JPEG, PDF, PNG, FileKind, InvalidFile

BEGINNING = 1024
"""PDF readers accept their mark up to this offset. Browsers that guess the type read about as much."""
END_OF_ARCHIVE = b"PK\x05\x06"
RUNS = (b"<!doctype html", b"<html", b"<script", b"<?php", b"<iframe")
"""Refused anywhere in a file, because browsers and servers that treat the file as a page search all of it."""
PAGES = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?php", b"<?xml", b"<iframe", b"<body")

BINARY: list[tuple[bytes, FileKind, Callable[[bytes], None]]] = [
    (b"%PDF-", PDF, pdf_file.check_pdf),
    (b"\x89PNG\r\n\x1a\n", PNG, image_file.validate_png),
    (b"\xff\xd8\xff", JPEG, image_file.validate_jpeg),
]


def check_content(content: bytes, is_named_csv: bool = False) -> FileKind:
    """Returns the kind of file. The name only distinguishes a table of one column from other text. Raises
    InvalidFile with a message for the person who chose the file."""
    for mark, kind, check in BINARY:
        if content.startswith(mark):
            refuse_second_nature(content, kind)
            check(content)
            return kind
    if content.startswith(b"PK\x03\x04"):
        kind = office_file.check_office(content)
        refuse_pdf_or_page(content, kind)
        return kind
    csv_file.check_table(content, is_named_csv=is_named_csv)
    refuse_second_nature(content, CSV)
    return CSV


def refuse_second_nature(content: bytes, kind: FileKind) -> None:
    """Refuses a file that another program would read as a file of another kind (a polyglot)."""
    refuse_pdf_or_page(content, kind)
    beginning = content[:BEGINNING].lower()
    if any(page in beginning for page in PAGES):
        raise InvalidFile(f"The file is both a {kind.name} and a web page.")
    if END_OF_ARCHIVE in content[-70_000:]:
        raise InvalidFile(f"The file is a {kind.name} that contains an archive.")


def refuse_pdf_or_page(content: bytes, kind: FileKind) -> None:
    """Compressed content is not checked here; the validator of the archive checks it."""
    text = content.lower()
    if kind is not PDF and b"%pdf-" in text[:BEGINNING]:
        raise InvalidFile(f"The file is both a {kind.name} and a PDF.")
    if any(mark in text for mark in RUNS):
        raise InvalidFile(f"The file is both a {kind.name} and a web page.")
