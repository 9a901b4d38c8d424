"""Extracts the text of a Word document (Office Open XML, ISO/IEC 29500): paragraphs, lists by level, tables by row."""

import io
import zipfile
from xml.parsers import expat

from portal.importer.parser.errors import UnreadableFileError
from portal.lib.text import parse_number

DOCX_SIGNATURE = b"PK\x03\x04"
DOCUMENT_PART = "word/document.xml"
MAX_UNPACKED_BYTES = 30_000_000
"""Most bytes of the main part; a small archive can unpack to very much."""
BROKEN_DOCX = "The file looks like a Word document, but cannot be opened as one."


def extract_docx_text(content: bytes) -> str:
    """Raises UnreadableFileError. Does not read text boxes, footnotes, headers and pictures; list marks become “•”."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo(DOCUMENT_PART).file_size > MAX_UNPACKED_BYTES:
                raise UnreadableFileError(f"The Word document unpacks to more than {MAX_UNPACKED_BYTES:,} bytes.")
            with archive.open(DOCUMENT_PART) as part:
                xml = part.read(MAX_UNPACKED_BYTES + 1)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise error if isinstance(error, UnreadableFileError) else UnreadableFileError(BROKEN_DOCX) from error
    if len(xml) > MAX_UNPACKED_BYTES:
        raise UnreadableFileError(f"The Word document unpacks to more than {MAX_UNPACKED_BYTES:,} bytes.")
    return parse_document_xml(xml)


def parse_document_xml(xml: bytes) -> str:
    reader = DocxTextParser()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = reader.characters, reject_doctype
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise UnreadableFileError(BROKEN_DOCX) from error
    return "".join(reader.parts)


def reject_doctype(*_) -> None:
    """Refuses a document type declaration, which can define entities that grow without bound; Word writes none."""
    raise UnreadableFileError(BROKEN_DOCX)


class DocxTextParser:
    def __init__(self):
        self.parts: list[str] = []
        self.in_text = False
        self.level: int | None = None
        self.started = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "t":
            self.begin()
            self.in_text = True
        elif tag in ("tab", "br", "cr"):
            self.parts.append("\t" if tag == "tab" else "\n")
        elif tag == "ilvl":
            value = next((value for key, value in attributes.items() if key.endswith("val")), "0")
            self.level = parse_number(value) or 0
        elif tag == "p":
            self.level, self.started = None, False

    def begin(self) -> None:
        if not self.started and self.level is not None:
            self.parts.append("  " * min(self.level, 9) + "• ")
        self.started = True

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "t":
            self.in_text = False
        elif tag == "p":
            self.parts.append("\n" if self.level is not None else "\n\n")

    def characters(self, words: str) -> None:
        if self.in_text:
            self.parts.append(words)
