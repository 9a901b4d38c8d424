"""Validates CSV (RFC 4180): text in UTF-8 with columns, and no cell that a spreadsheet would run as a formula.

The program that opens the file chooses the character between columns, so every character that spreadsheets use is
tried."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from portal.attachments.validators.file_kinds import InvalidFile
from portal.lib.text import find_match_end, replace_separators

DIVIDERS = ",;\t|"
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NUMERIC_CELL = re.compile(r"[+-]?[\s$€£]*+[\d.,]++\s*+%?")
NAMED_DIVIDER = re.compile(r"[\s\"]*+sep=([^\r\n\"])", re.IGNORECASE)
"""Excel reads the character between columns from such a first line."""
IGNORED = re.compile(r"[\s\"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*+")
"""Quotes, white space and characters without a width, which programs drop from the beginning of a cell."""
BEGINS = "=+-@＝＋－＠﹦﹢﹣﹫"
MAY_BEGIN = re.compile(f"[{BEGINS}]")
UNSUPPORTED_MESSAGE = "This kind of file is not accepted. Upload a PDF, DOCX, XLSX, CSV (in UTF-8), PNG or JPEG file."


def check_table(content: bytes) -> None:
    """Raises InvalidFile. Content that is no text is refused as an unsupported kind of file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidFile(UNSUPPORTED_MESSAGE) from error
    if (
        CONTROL_CHARACTERS.search(text)
        or text.lstrip().startswith(("<", "%!", "#!", "{", "%PDF"))
        or "<script" in text.lower()
    ):
        raise InvalidFile(UNSUPPORTED_MESSAGE)
    text = replace_separators(text)
    named_divider = NAMED_DIVIDER.match(text)
    dividers = dict.fromkeys([*([named_divider[1]] if named_divider else []), *DIVIDERS])
    has_columns = [check_cells(text, divider) for divider in dividers if divider in text]
    if not any(has_columns):
        raise InvalidFile(UNSUPPORTED_MESSAGE)


def check_cells(text: str, divider: str) -> bool:
    """Whether the text has columns with this divider. Refuses formulas."""
    has_columns = False
    for number, row in enumerate(read_rows(text, divider), 1):
        has_columns = has_columns or len(row) > 1
        if not MAY_BEGIN.search("".join(row)):
            continue
        for cell in row:
            if is_formula(cell):
                raise InvalidFile(
                    f"Row {number} of the CSV has a cell that a spreadsheet would run: “{cell.strip()[:30]}”. "
                    "Put an apostrophe before it."
                )
    return has_columns


def read_rows(text: str, divider: str) -> Iterator[list[str]]:
    """Yields the rows. If the quotes are inconsistent, it cuts the lines at every divider, or raises InvalidFile for a
    table with commas."""
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=divider, strict=True)
    except csv.Error as error:
        if divider == ",":
            raise InvalidFile(f"The CSV cannot be read: {error}.") from error
        yield from (line.split(divider) for line in re.split("[\r\n]", text))


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run the cell: it begins like a formula and is no number."""
    cell = cell[find_match_end(IGNORED, cell) :].rstrip()
    return cell[:1] in tuple(BEGINS) and len(cell) > 1 and not NUMERIC_CELL.fullmatch(cell)
