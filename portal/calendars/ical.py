"""Writes a calendar by RFC 5545, with the name and the refresh interval of RFC 7986."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from portal.lib.text import unify_line_breaks

CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Control characters, except those that end a line."""
MAX_LINE_OCTETS = 75
"""Largest number of octets of a line without its line break (section 3.1)."""
PropertyLine = tuple[str, str]
"""A property with its parameters, and its value."""
EMPTY_CALENDAR = [
    ("BEGIN", "VTIMEZONE"),
    ("TZID", "UTC"),
    ("BEGIN", "STANDARD"),
    ("DTSTART", "19700101T000000"),
    ("TZOFFSETFROM", "+0000"),
    ("TZOFFSETTO", "+0000"),
    ("END", "STANDARD"),
    ("END", "VTIMEZONE"),
]
"""A calendar must contain at least one component (section 3.4). This one has no effect."""


def write_calendar(name: str, description: str, events: Iterable[list[PropertyLine]]) -> str:
    head = [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Policy-guidance portal//Calendar//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("NAME", escape_text(name)),
        ("X-WR-CALNAME", escape_text(name)),
        ("DESCRIPTION", escape_text(description)),
        ("X-WR-CALDESC", escape_text(description)),
        ("REFRESH-INTERVAL;VALUE=DURATION", "P1D"),
    ]
    components = [line for event in events for line in [("BEGIN", "VEVENT"), *event, ("END", "VEVENT")]]
    return "".join(
        fold_line(f"{label}:{value}") for label, value in [*head, *(components or EMPTY_CALENDAR), ("END", "VCALENDAR")]
    )


def escape_text(value: str) -> str:
    """Escapes a value of type TEXT (section 3.3.11)."""
    value = unify_line_breaks(CONTROL_CHARACTERS.sub("", value))
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def format_day(on: date) -> str:
    return on.isoformat().replace("-", "")


def format_moment(at: datetime) -> str:
    """Formats a moment in UTC, in whole seconds."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds").replace("-", "").replace(":", "") + "Z"


def fold_line(line: str) -> str:
    """Folds a line into pieces of at most 75 octets without splitting a character. Later pieces begin with a space."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > MAX_LINE_OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    return "\r\n".join([*pieces, piece]) + "\r\n"
