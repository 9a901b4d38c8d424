"""Decodes files as text: plain text, saved web pages, Word documents and PDFs. Refuses other files with a sentence."""

import codecs
from dataclasses import dataclass, field

from portal.importer.parser.docx_text import DOCX_SIGNATURE, extract_docx_text
from portal.importer.parser.errors import UnreadableFileError
from portal.importer.parser.html_text import extract_html_text, is_html
from portal.importer.parser.links import HtmlLink
from portal.importer.parser.pdf_text import PDF_SIGNATURE, extract_pdf_text

MAX_BYTES = 10_000_000
MAX_LINES = 100_000
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
UNSUPPORTED_FILES = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\xd0\xcf\x11\xe0": "an old Office document; save it as DOCX or as text",
    b"{\\rtf": "a rich text document; save it as DOCX or as text",
    b"PK\x03\x04": "a ZIP archive or an Office document other than DOCX",
    b"\x1f\x8b": "a compressed archive",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}


@dataclass(frozen=True)
class DecodedFile:
    """`text` has U+000A at the end of each line and no byte order mark; `targets` has the links of a page, in order."""

    text: str
    encoding: str
    targets: list[HtmlLink] = field(default_factory=list)


def decode_file(content: bytes) -> DecodedFile:
    """Decodes a file; its bytes show its type. Raises UnreadableFileError for a file that is too large or is not a
    text."""
    if len(content) > MAX_BYTES:
        raise UnreadableFileError(f"The file has {len(content):,} bytes; at most {MAX_BYTES:,} are read.")
    if content.startswith(PDF_SIGNATURE):
        return check_size_limits(DecodedFile(normalize_text(extract_pdf_text(content)), "PDF"))
    if content.startswith(DOCX_SIGNATURE) and b"word/" in content:
        return check_size_limits(DecodedFile(normalize_text(extract_docx_text(content)), "DOCX"))
    for head, name in UNSUPPORTED_FILES.items():
        if content.startswith(head):
            raise UnreadableFileError(f"The file is {name}; only text, HTML, DOCX and PDF files are read.")
    text, encoding = decode_text(content)
    if is_html(text):
        text, targets = extract_html_text(text)
        return check_size_limits(DecodedFile(text, f"HTML, {encoding}", targets))
    return check_size_limits(DecodedFile(text, encoding))


def is_plain_text(content: bytes) -> bool:
    """Returns whether the content needs no parser: it is no PDF, no archive and apparently no markup."""
    return not content.startswith((PDF_SIGNATURE, DOCX_SIGNATURE)) and b"</" not in content


def decode_text(content: bytes) -> tuple[str, str]:
    """Decodes UTF-8 unless a byte order mark says otherwise; Windows-1252 if it is not UTF-8."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return normalize_text(content[len(mark) :].decode(encoding)), encoding
            except UnicodeDecodeError as error:
                raise UnreadableFileError(
                    f"The file begins like {encoding.upper()}, but byte {error.start} is invalid."
                ) from error
    if b"\x00" in content:
        raise UnreadableFileError("The file contains zero bytes, which no text has.")
    try:
        return normalize_text(content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"The file is neither UTF-8 nor Windows-1252 text: byte {error.start}.") from error
    if (
        sum(character < " " and character not in "\t\n\r\f" for character in text[:100_000])
        > len(text[:100_000]) // 100
    ):
        raise UnreadableFileError("The file contains control characters, which no text has.")
    return normalize_text(text), "windows-1252"


def normalize_text(text: str) -> str:
    """Returns the text whose characters spans count: lines end with U+000A, and zero characters are removed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removeprefix("\ufeff")


def check_size_limits(decoded: DecodedFile) -> DecodedFile:
    lines = decoded.text.count("\n") + (not decoded.text.endswith("\n"))
    if lines > MAX_LINES:
        raise UnreadableFileError(f"The file has {lines:,} lines; at most {MAX_LINES:,} are read.")
    if not decoded.text.strip():
        raise UnreadableFileError("The file contains no text; text in pictures is not read.")
    return decoded
