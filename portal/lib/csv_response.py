"""Lists as CSV (RFC 4180), streamed row by row, without cells that a spreadsheet would run as formulas."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.http import StreamingHttpResponse

from portal.lib import dates
from portal.lib.text import replace_separators

CHUNK = 500
"""Rows read from the database at a time."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings of cells that spreadsheets treat as formulas (OWASP, CSV Injection)."""
BOM = "\ufeff"
"""Without it, Excel reads UTF-8 in the local encoding of the machine."""


class EchoWriter:
    """A file whose `write` returns the text."""

    def write(self, text: str) -> str:
        return text


def format_cell(value: Any) -> str:
    """Returns the value as text: moments in the state's time zone and days in ISO 8601, Booleans as "yes" and "no". A
    text that a spreadsheet would read as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(dates.get_time_zone()).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = replace_separators(str(value))
    return f"'{text}" if is_formula(text) and not isinstance(value, int | float) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would read the cell as a formula, also after spaces that it removes."""
    return text.startswith(FORMULA) or text.strip(" \u00a0\ufeff").startswith(FORMULA)


def format_lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    # Every cell is quoted, so that no separator in a text begins a cell that was not checked for formulas.
    writer = csv.writer(EchoWriter(), quoting=csv.QUOTE_ALL)
    yield BOM + writer.writerow([format_cell(name) for name in header])
    for row in rows:
        yield writer.writerow([format_cell(value) for value in row])


def build_csv_response(name: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """Returns a download that is written while the rows are read. The caller must have checked the permission."""
    response = StreamingHttpResponse(format_lines(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
