"""The kinds of file that may be attached, and the refusal of all others."""

from dataclasses import dataclass


class InvalidFile(Exception):
    """The file is refused; the message is for the person who uploaded it."""


@dataclass(frozen=True)
class FileKind:
    name: str
    media_type: str
    extension: str


PDF = FileKind("PDF", "application/pdf", "pdf")
DOCX = FileKind("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
XLSX = FileKind("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
CSV = FileKind("CSV", "text/csv", "csv")
PNG = FileKind("PNG", "image/png", "png")
JPEG = FileKind("JPEG", "image/jpeg", "jpg")
EXTENSIONS = {kind.media_type: kind.extension for kind in (PDF, DOCX, XLSX, CSV, PNG, JPEG)}
