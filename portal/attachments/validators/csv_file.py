"""Validates CSV (RFC 4180): text with columns, and no cell that a spreadsheet would run as a formula.

The program that opens the file chooses the character between columns, so every character that spreadsheets use is
tried."""

import codecs
import csv
import re
from io import StringIO

from portal.attachments.validators.file_kinds import InvalidFile
from portal.lib.hidden_characters import describe_character
from portal.lib.text import find_match_end, replace_separators

DIVIDERS = ",;\t|"
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NUMERIC_CELL = re.compile(r"[+-]?[\s$€£]*+[\d.,]++\s*+[%$€£]?")
NUMBER_BEFORE_DIVIDER = re.compile(r"[+-]?[\s$€£]*+\d[\d.]*+\s*+[%$€£]?\s*+[,;\t][^(!|=#\\]*+")
"""A line that begins with a number, as one cell for a program that divides lines elsewhere. Without the characters that
are left out, it calls nothing."""
NAMED_DIVIDER = re.compile(r"[\s\"]*+sep=([^\r\n\"])", re.IGNORECASE)
"""Excel reads the character between columns from such a first line."""
IGNORED = re.compile(r"[\s\"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*+")
"""Quotes, white space and characters without a width, which programs drop from the beginning of a cell."""
BEGINS = "=+-@＝＋－＠﹦﹢﹣﹫"
MAY_BEGIN = re.compile(f"[{BEGINS}]")
UNSUPPORTED_MESSAGE = "This kind of file is not accepted. Upload a PDF, DOCX, XLSX, CSV, PNG or JPEG file."
NO_ROWS = "The CSV has no rows."
LONG_CELL = f"A cell of the CSV has more than {csv.field_size_limit():,} characters."
UNKNOWN_ENCODING = "The CSV is in an unknown encoding. Save it as “CSV UTF-8”."
LIKE_A_PAGE = (
    "The CSV begins like a web page or a program, or contains one, so a browser could run it. Begin it with a line of "
    "column names, and remove “<script”."
)
UNEVEN_QUOTES = "The CSV cannot be read: a quotation mark opens a cell and none closes it."


def check_table(content: bytes, *, is_named_csv: bool = False) -> None:
    """Raises InvalidFile. Content that is no text is refused as an unsupported kind of file, and so is text without
    columns, unless its name says that it is a table: a table of one column looks like any other text."""
    text = decode_table(content, is_named_csv)
    if control_character := CONTROL_CHARACTERS.search(text):
        is_text = is_named_csv and "\0" not in text
        raise InvalidFile(describe_control_character(control_character[0]) if is_text else UNSUPPORTED_MESSAGE)
    if text.lstrip().startswith(("<", "%!", "#!", "{", "%PDF")) or "<script" in text.lower():
        raise InvalidFile(LIKE_A_PAGE if is_named_csv else UNSUPPORTED_MESSAGE)
    if is_named_csv and not text.strip():
        raise InvalidFile(NO_ROWS)
    text = replace_separators(text)
    named_divider = NAMED_DIVIDER.match(text)
    dividers = dict.fromkeys([*([named_divider[1]] if named_divider else []), *DIVIDERS])
    widths = [check_cells(text, divider) for divider in dividers if divider in text or is_named_csv]
    if not any(width > 1 or width and is_named_csv for width in widths):
        is_table = is_named_csv or widths and not any(widths)
        raise InvalidFile(UNEVEN_QUOTES if is_table else UNSUPPORTED_MESSAGE)


def describe_control_character(character: str) -> str:
    return f"The CSV contains {describe_character(character)}, which no table needs. Save it again as “CSV UTF-8”."


def decode_table(content: bytes, is_named_csv: bool) -> str:
    """Returns the text. What is not UTF-8 is read as Windows-1252, in which Excel saves tables."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InvalidFile("The table is in UTF-16. Save it as “CSV UTF-8”.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidFile(UNKNOWN_ENCODING if is_named_csv else UNSUPPORTED_MESSAGE)


def check_cells(text: str, divider: str) -> int:
    """Returns the most columns of a row with this divider, or 0 if the quotation marks do not fit it. Refuses
    formulas."""
    width, has_even_quotes = 0, True
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=divider, strict=True), 1):
            width = max(width, len(row))
            check_row(number, row)
    except csv.Error as error:
        has_even_quotes, is_long = False, "field limit" in str(error)
        # A program may still cut the lines at every divider.
        for number, line in enumerate(re.split("[\r\n]", text), 1):
            check_row(number, line.split(divider))
        if is_long:
            raise InvalidFile(LONG_CELL) from error
    return width if has_even_quotes else 0


def check_row(number: int, row: list[str]) -> None:
    if not MAY_BEGIN.search("".join(row)):
        return
    for cell in row:
        if is_formula(cell):
            raise InvalidFile(
                f"Row {number} of the CSV has a cell that a spreadsheet would run: “{cell.strip()[:30]}”. "
                "Put an apostrophe before it."
            )


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run the cell: it begins like a formula and is no number."""
    cell = cell[find_match_end(IGNORED, cell) :].rstrip()
    if cell[:1] not in tuple(BEGINS) or len(cell) == 1:
        return False
    return not (NUMERIC_CELL.fullmatch(cell) or NUMBER_BEFORE_DIVIDER.fullmatch(cell))
