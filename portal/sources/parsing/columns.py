"""Two columns of a letterhead: the release line and the day on the left, whom to call on the right."""

import re
from dataclasses import replace

from portal.sources.parsing.lines import Line

BESIDE = re.compile(
    r"(?:for (?:immediate )?release|(?:news|press|media) (?:release|advisory)|date\s*:|[A-Z][a-z]+ \d{1,2}, \d{4})"
    r"[^\n]{0,80}?(?P<space>\s{3,}|\t\s*)(?:(?:media|press|news)\s+)?contacts?\b(?:\s*\(s\))?\s*:"
    r"|(?:(?:media|press|news)\s+)?contacts?\s*:[^\n]{0,80}?(?P<wide>\s{3,}|\t\s*)for (?:immediate )?release\b"
    r"|[^\n:]{2,50}?(?P<far>\s{6,80}|\t\s{0,80})for (?:immediate )?release\b",
    re.IGNORECASE,
)
SPACE = re.compile(r"\s{3,80}|\t\s{0,80}")
LONGEST = 200
MOST_ROWS = 8


def in_columns(lines: list[Line]) -> list[Line]:
    """The same lines, those of two columns cut in two, the left part first."""
    made: list[Line] = []
    left = 0
    for line in lines:
        head = BESIDE.match(line.text[:LONGEST]) if line.text else None
        if head:
            left = MOST_ROWS
            made += cut(line, *head.span(next(name for name in ("space", "wide", "far") if head[name])))
            continue
        space = SPACE.search(line.text[:LONGEST]) if left and line.text else None
        left = max(0, left - 1)
        made += cut(line, *space.span()) if space else [line]
    return made


def cut(line: Line, start: int, end: int) -> list[Line]:
    return [
        replace(line, text=line.text[:start], end=line.start + start),
        replace(line, text=line.text[end:], start=line.start + end, indent=line.indent + end),
    ]
