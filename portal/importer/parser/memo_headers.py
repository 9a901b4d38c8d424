"""Finds the lines To, From, Date and Subject of a memo, in any order, with their continuation lines."""

import re
from dataclasses import dataclass

from portal.importer.parser.page import TextPage
from portal.importer.parser.text_lines import TextLine

MEMO_LABEL_PATTERN = re.compile(
    r"[*_]*(?P<name>to|from|fm|fr|date|dated|dt|re|subject|subj|cc|bcc|c|thru|through|via|para|de|fecha"
    r"|asunto)[*_]*\s*(?P<sign>:|\.:|\t|\s{3,}|$)[*_]*\s*(?:\|\s*)?",
    re.IGNORECASE,
)
HEADER_NAMES = {
    "dated": "date",
    "dt": "date",
    "fm": "from",
    "fr": "from",
    "subj": "re",
    "subject": "re",
    "asunto": "re",
    "para": "to",
    "de": "from",
    "fecha": "date",
    "c": "cc",
    "bcc": "cc",
    "through": "thru",
    "via": "thru",
}
MAX_HEADER_LINES = 45
"""Number of lines from the top in which the header can be."""


@dataclass(frozen=True)
class MemoHeader:
    name: str
    start: int
    end: int
    """End of the words after the label, including continuation lines."""
    lines: tuple[TextLine, ...]


def find_memo_headers(page: TextPage) -> dict[str, MemoHeader]:
    """Returns headers by name: to, from, date, re, cc, thru. A line without a label, right below a header, continues
    it."""
    headers: dict[str, MemoHeader] = {}
    current: tuple[str, int, list[TextLine]] | None = None
    gap = 0
    for line in page.lines[:MAX_HEADER_LINES]:
        match = MEMO_LABEL_PATTERN.match(line.text[:200]) if line.text else None
        if line.is_blank:
            gap += 1
        elif (
            match
            and is_label(match, line)
            and HEADER_NAMES.get(match["name"].lower(), match["name"].lower()) not in headers
        ):
            store_header(current, headers)
            name = match["name"].lower()
            current, gap = (HEADER_NAMES.get(name, name), line.start + match.end(), [line]), 0
        elif current and is_continuation(current, line, gap):
            current[2].append(line)
            gap = 0
        else:
            store_header(current, headers)
            current = None
            if headers and gap and len(headers) >= 3:
                break
    store_header(current, headers)
    return headers


def is_label(match: re.Match, line: TextLine) -> bool:
    """Returns whether the match is a label. A label without a colon must be in capitals, or by itself on its line."""
    return (
        ":" in match["sign"]
        or match["name"].isupper()
        or match["sign"] == ""
        and len(line.text) < 8
        and match["name"].istitle()
    )


def is_continuation(current: tuple[str, int, list[TextLine]], line: TextLine, gap: int) -> bool:
    _, start, lines = current
    if len(lines) == 1 and start >= lines[0].end:
        return gap <= 1
    return (
        gap == 0
        and len(lines) < 5
        and len(line.text) < 120
        and (line.indent > lines[0].indent or len(lines[-1].text) > 45 or lines[-1].text[-1] in ",;")
    )


def store_header(current: tuple[str, int, list[TextLine]] | None, headers: dict[str, MemoHeader]) -> None:
    if current:
        name, start, lines = current
        place = next((line.start for line in lines if line.end > start), lines[-1].end)
        headers.setdefault(name, MemoHeader(name, max(start, place), lines[-1].end, tuple(lines)))
