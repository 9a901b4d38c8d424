"""Rewrites the values of a PDF with qpdf: names without escapes, strings and spaces in one form, no comments."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import cast

import pikepdf

from portal.attachments.validators.file_kinds import InvalidFile
from portal.attachments.validators.pdf_layout import DAMAGED, END, WS, RawObject

HARMLESS = ("xref entry for the xref stream itself is missing", "Resources is missing")
"""Warnings of qpdf about files that all readers read alike."""
NUMBER = rb"([+-]?\d++)[" + WS + rb"]++"
REFERENCE = re.compile(rb"(?<![^" + WS + rb"()<>\[\]{}/%])" + NUMBER + NUMBER + rb"R" + END)
WRITTEN_REFERENCE = re.compile(rb"(?<![^ \[])(\d++) 0 R(?![^ \]])")


def parse_values(raw_objects: list[RawObject]) -> Iterator[tuple[bytes, pikepdf.Dictionary | None]]:
    """Yields each value as qpdf writes it, and the dictionary of a stream, which is valid until the next value. Raises
    InvalidFile or PdfError if qpdf finds a fault."""
    content, references = write_file([b"[\n%s\n]" % item.body for item in raw_objects])
    with pikepdf.open(BytesIO(content), suppress_warnings=True, attempt_recovery=False) as pdf:
        for number, item in enumerate(raw_objects, len(references) + 1):
            array = pdf.get_object(number, 0)
            text = array.unparse(resolved=True)[2:-2]
            if len(array) != 1 or item.stream is not None and not text.startswith(b"<<"):
                raise InvalidFile(DAMAGED)
            yield (
                restore_references(text, references),
                None if item.stream is None else cast(pikepdf.Dictionary, array[0]),
            )
        refuse_warnings(pdf)


def restore_references(text: bytes, references: list[tuple[bytes, bytes]]) -> bytes:
    """Returns the text with the object numbers of the original file. Text in a string that resembles a reference
    stays."""

    def restore(match: re.Match) -> bytes:
        at = int(match[1]) - 1
        return b"%s %s R" % references[at] if 0 <= at < len(references) else match[0]

    return WRITTEN_REFERENCE.sub(restore, text)


def write_file(bodies: list[bytes]) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Returns a document with these values, and the references in them. The referenced objects come first, numbered
    from 1, because qpdf drops references to missing objects; the values follow."""
    numbers: dict[tuple[bytes, bytes], int] = {}

    def renumber(match: re.Match) -> bytes:
        return b"%d 0 R" % numbers.setdefault(match.groups(), len(numbers) + 1)

    bodies = [REFERENCE.sub(renumber, body) for body in bodies]
    root = len(numbers) + len(bodies) + 1
    catalog = [b"<</Type /Catalog /Pages %d 0 R>>" % (root + 1), b"<</Type /Pages /Kids [] /Count 0>>"]
    parts, table, at = [b"%PDF-1.7\n"], [b"xref\n0 %d\n0000000000 65535 f \n" % (root + 2)], 9
    for number, body in enumerate([*[b"()"] * len(numbers), *bodies, *catalog], 1):
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        table.append(b"%010d 00000 n \n" % at)
        at += len(parts[-1])
    end = b"trailer\n<</Root %d 0 R /Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (root, root + 2, at)
    return b"".join([*parts, *table, end]), list(numbers)


def refuse_warnings(pdf: pikepdf.Pdf) -> None:
    """Makes qpdf read all objects and refuses the file for any warning that is not harmless."""
    list(pdf.objects)
    warnings = [str(warning) for warning in pdf.get_warnings()]
    if not all(any(words in warning for words in HARMLESS) for warning in warnings):
        raise InvalidFile(DAMAGED)
