"""CSV (RFC 4180): text in UTF-8 with columns, and no cell that a spreadsheet would run as a formula."""

import csv
import re
from io import StringIO

from portal.records.files.kinds import Unfit

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NUMBER = re.compile(r"[+-]?[\s$€£]*[\d.,]+\s*%?")
OTHER = "This kind of file is not taken. PDF, DOCX, XLSX, CSV (in UTF-8), PNG and JPEG are, judged by what is inside."


def check(content: bytes) -> None:
    """Raises Unfit. Whatever is no text at all is refused as a file of a kind that is not taken."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unfit(OTHER) from fault
    if CONTROL.search(text) or text.lstrip().startswith(("<", "%!", "#!", "{", "%PDF")) or "<script" in text.lower():
        raise Unfit(OTHER)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as fault:
        raise Unfit(f"The CSV cannot be read: {fault}.") from fault
    if not any(len(row) > 1 for row in rows):
        raise Unfit(OTHER)
    for number, row in enumerate(rows, 1):
        for cell in row:
            if is_formula(cell):
                raise Unfit(f"Row {number} of the CSV has a cell that a spreadsheet would run: “{cell[:30]}”.")


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run the cell's text: it begins as a formula does and is no number."""
    cell = cell.lstrip(" \t\r\n")
    return cell[:1] in ("=", "+", "-", "@") and len(cell) > 1 and not NUMBER.fullmatch(cell)
