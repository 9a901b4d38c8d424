"""Path converters. An invalid value is answered with 404 before a view runs."""

from datetime import date


class DayConverter:
    """A day as 2020-06-05. A day that the calendar does not have does not match."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


class EditionNumberConverter:
    """The number of an edition: 1 to 999999, without leading zeros."""

    regex = r"[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class EditionFormatConverter:
    """The format of an edition's data."""

    regex = r"json|md|txt|bib|csl\.json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CitationFormatConverter(EditionFormatConverter):
    """The format of a point's citation."""

    regex = r"bib|csl\.json"
