"""Lists as CSV (RFC 4180), a row at a time, with nothing in them that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.http import StreamingHttpResponse

from portal.lib import dates

CHUNK = 500
"""Rows read from the database at a time."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell begins with that spreadsheets take for a formula (OWASP, CSV Injection)."""
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the encoding of the machine."""


class EchoWriter:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def format_cell(value: Any) -> str:
    """The value as text: moments on the state's clock and days in ISO 8601, yes and no, and an apostrophe before
    what would be a formula, also after spaces, which some programs take away."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(dates.get_time_zone()).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    is_formula = text.startswith(FORMULA) or text.strip(" \u00a0\ufeff").startswith(FORMULA)
    return f"'{text}" if is_formula and not isinstance(value, int | float) else text


def format_lines(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    # Every cell is quoted, so that no separator in a text begins a cell that was not looked at.
    writer = csv.writer(EchoWriter(), quoting=csv.QUOTE_ALL)
    yield BOM + writer.writerow([format_cell(name) for name in header])
    for row in rows:
        yield writer.writerow([format_cell(value) for value in row])


def build_csv_response(name: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """A download that is written while the rows are read. Anyone who calls it has asked for the permission."""
    response = StreamingHttpResponse(format_lines(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
