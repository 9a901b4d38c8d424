"""The format of a table of agencies and holdings: CSV (RFC 4180) in UTF-8, with the column names in the first row."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO

from portal.lib import dates
from portal.lib.csv_response import is_formula

COLUMNS = ("agency", "kind", "town", "post", "email", "name", "from", "until", "deputy")
"""Each row describes an agency, with `post` also a post in it, and with `email` also a holder and the days of the
holding."""
OPTIONAL = ("post from", "post until")
"""The first day of the post and the first day after it. A table without these columns leaves them unchanged."""
SIZE_LIMIT = 2 * 2**20
"""In bytes, enough for about ten thousand rows."""


class UnreadableTable(Exception):
    """The file is not a table of agencies; the argument is a sentence with the reason."""


@dataclass(frozen=True)
class TableRow:
    """`line` is the line of the file on which the row ends, counted from 1. `cells` have no surrounding space."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells[name]


@dataclass(frozen=True)
class TableProblem:
    line: int
    sentence: str


def read_table(data: bytes) -> tuple[list[TableRow], list[TableProblem]]:
    """Returns the rows, and a problem for each malformed row. Raises UnreadableTable."""
    if len(data) > SIZE_LIMIT:
        raise UnreadableTable(f"The file is larger than {SIZE_LIMIT // 2**20} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableTable("The file is not in UTF-8. Save it as “CSV UTF-8”.") from error
    if "\0" in text:
        raise UnreadableTable("The file contains a NUL character, so it is not a text file.")
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if sorted(set(header) - set(OPTIONAL)) != sorted(COLUMNS) or len(set(header)) < len(header):
            more = " and ".join(OPTIONAL)
            raise UnreadableTable(
                f"The first row must name these columns: {', '.join(COLUMNS)}. It may also name {more}."
            )
        return sort_rows(header, reader)
    except csv.Error as error:
        raise UnreadableTable(f"Line {reader.line_num} cannot be read: {error}.") from error


def sort_rows(header: list[str], reader) -> tuple[list[TableRow], list[TableProblem]]:
    rows, problems = [], []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) == len(header):
            rows.append(
                TableRow(reader.line_num, {name: unescape_cell(cell) for name, cell in zip(header, cells, strict=True)})
            )
        else:
            problems.append(TableProblem(reader.line_num, f"The row has {len(cells)} cells instead of {len(header)}."))
    return rows, problems


def write_table(rows: Iterable[Iterable]) -> Iterator[str]:
    """Yields the lines of a file with these columns. read_table() restores the same cells."""
    for row in [[*COLUMNS, *OPTIONAL], *rows]:
        line = StringIO()
        csv.writer(line).writerow([escape_cell(cell) for cell in row])
        yield line.getvalue()


def escape_cell(cell: object) -> str:
    """Returns the cell as text, with an apostrophe before anything that a spreadsheet would read as a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def unescape_cell(cell: str) -> str:
    """Returns the cell without the apostrophe that escape_cell() added and without surrounding space."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and is_formula(text.lstrip("'")) else text


def parse_day_cell(text: str) -> date | None:
    """Parses a day such as 2026-03-01. Returns None for an empty cell. Raises ValueError with a sentence."""
    return dates.parse_day(text) if text else None
