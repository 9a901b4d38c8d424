"""Splits the two columns of a letterhead: the release line and the date on the left, contacts on the right."""

import re
from dataclasses import replace

from portal.importer.parser.text_lines import TextLine

TWO_COLUMNS_PATTERN = re.compile(
    r"(?:for (?:immediate )?release|(?:news|press|media) (?:release|advisory)|date\s*:|[A-Z][a-z]+ \d{1,2}, \d{4})"
    r"[^\n]{0,80}?(?P<space>\s{3,}|\t\s*)(?:(?:media|press|news)\s+)?contacts?\b(?:\s*\(s\))?\s*:"
    r"|(?:(?:media|press|news)\s+)?contacts?\s*:[^\n]{0,80}?(?P<wide>\s{3,}|\t\s*)for (?:immediate )?release\b"
    r"|[^\n:]{2,50}?(?P<far>\s{6,80}|\t\s{0,80})for (?:immediate )?release\b",
    re.IGNORECASE,
)
COLUMN_GAP_PATTERN = re.compile(r"\s{3,80}|\t\s{0,80}")
MAX_ROW_LENGTH = 200
MAX_ROWS = 8


def split_columns(lines: list[TextLine]) -> list[TextLine]:
    """Returns the same lines, with those of two columns cut in two, the left part first."""
    parts: list[TextLine] = []
    left = 0
    for line in lines:
        head = TWO_COLUMNS_PATTERN.match(line.text[:MAX_ROW_LENGTH]) if line.text else None
        if head:
            left = MAX_ROWS
            parts += split_line(line, *head.span(next(name for name in ("space", "wide", "far") if head[name])))
            continue
        space = COLUMN_GAP_PATTERN.search(line.text[:MAX_ROW_LENGTH]) if left and line.text else None
        left = max(0, left - 1)
        parts += split_line(line, *space.span()) if space else [line]
    return parts


def split_line(line: TextLine, start: int, end: int) -> list[TextLine]:
    return [
        replace(line, text=line.text[:start], end=line.start + start),
        replace(line, text=line.text[end:], start=line.start + end, indent=line.indent + end),
    ]
