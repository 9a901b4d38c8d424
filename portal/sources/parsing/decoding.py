"""The bytes of a file as text: plain text, saved web pages, Word documents and PDFs. Anything else is a sentence."""

import codecs
from dataclasses import dataclass, field

from portal.sources.parsing.docx_text import DOCX_HEAD, docx_text
from portal.sources.parsing.html_text import html_text, looks_like_html
from portal.sources.parsing.links import Target
from portal.sources.parsing.pdf_text import PDF_HEAD, pdf_text
from portal.sources.parsing.unreadable import Unreadable

MOST_BYTES = 10_000_000
MOST_LINES = 100_000
BYTE_ORDERS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
OTHER_FILES = {
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
class Decoded:
    """`text` has U+000A at the end of each line and no byte order mark; `targets` are the links of a page, in order."""

    text: str
    encoding: str
    targets: list[Target] = field(default_factory=list)


def decode(content: bytes) -> Decoded:
    """Raises Unreadable, with a sentence, for what is too large or no text. The kind of file shows in its bytes."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"The file has {len(content):,} bytes; at most {MOST_BYTES:,} are read.")
    if content.startswith(PDF_HEAD):
        return limited(Decoded(normalized(pdf_text(content)), "PDF"))
    if content.startswith(DOCX_HEAD) and b"word/" in content:
        return limited(Decoded(normalized(docx_text(content)), "DOCX"))
    for head, name in OTHER_FILES.items():
        if content.startswith(head):
            raise Unreadable(f"The file is {name}; only text, HTML, DOCX and PDF files are read.")
    text, encoding = plain(content)
    if looks_like_html(text):
        text, targets = html_text(text)
        return limited(Decoded(text, f"HTML, {encoding}", targets))
    return limited(Decoded(text, encoding))


def plain(content: bytes) -> tuple[str, str]:
    """UTF-8 unless a byte order mark says otherwise; Windows-1252 where it is not UTF-8."""
    for mark, encoding in BYTE_ORDERS:
        if content.startswith(mark):
            try:
                return normalized(content[len(mark) :].decode(encoding)), encoding
            except UnicodeDecodeError as error:
                raise Unreadable(f"The file begins like {encoding.upper()} and is not: byte {error.start}.") from error
    if b"\x00" in content:
        raise Unreadable("The file holds zero bytes, as no text does.")
    try:
        return normalized(content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The file is neither UTF-8 nor Windows-1252 text: byte {error.start}.") from error
    if sum(one < " " and one not in "\t\n\r\f" for one in text[:100_000]) > len(text[:100_000]) // 100:
        raise Unreadable("The file holds control characters, as no text does.")
    return normalized(text), "windows-1252"


def normalized(text: str) -> str:
    """Spans count characters of this text: lines end with U+000A, zero characters are gone."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removeprefix("\ufeff")


def limited(decoded: Decoded) -> Decoded:
    lines = decoded.text.count("\n") + (not decoded.text.endswith("\n"))
    if lines > MOST_LINES:
        raise Unreadable(f"The file has {lines:,} lines; at most {MOST_LINES:,} are read.")
    if not decoded.text.strip():
        raise Unreadable("The file holds no text; pictures of text are not read.")
    return decoded
