"""Cuts a text so that every value that was read from it is highlighted and linked with its field."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from portal.importer.form_schema import list_spans
from portal.importer.parser import ParsedDocument

INDEX = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True)
class Highlight:
    """A value and its span. `anchor` names it in links: #s-anchor in the text, #v-anchor in the record."""

    number: int
    anchor: str
    label: str
    start: int
    end: int


@dataclass(frozen=True)
class HighlightPiece:
    text: str
    is_marked: bool
    opens: list[Highlight]
    closes: list[Highlight]


def format_anchor(document: int, path: str) -> str:
    """Returns d0-items-3-text for items[3].text of the first document."""
    return f"d{document}-" + INDEX.sub(r"-\1", path).replace(".", "-").replace("_", "-")


def format_path_label(path: str) -> str:
    """Returns “Item 4: posted on” for items[3].posted_on; readers count from 1."""
    words = INDEX.sub(lambda match: f" {int(match[1]) + 1}", path).replace("_", " ")
    head, _, rest = re.sub(r"s(?= \d)", "", words).partition(".")
    rest = rest.replace(".", ", ")
    return f"{head[:1].upper()}{head[1:]}{f': {rest}' if rest and rest != 'text' else ''}"


def list_highlights(documents: list[ParsedDocument]) -> list[Highlight]:
    """Returns the highlights in the order of the text; of two that begin together, the longer one first."""
    rows = [
        (start, end, place, path)
        for place, document in enumerate(documents)
        for path, (start, end) in list_spans(document).items()
        if end > start
    ]
    rows.sort(key=lambda row: (row[0], -row[1]))
    return [
        Highlight(number, format_anchor(place, path), format_path_label(path), start, end)
        for number, (start, end, place, path) in enumerate(rows, 1)
    ]


def split_at_highlights(text: str, highlights: list[Highlight]) -> Iterator[HighlightPiece]:
    """Yields the whole text in order. Time grows with its length and with the number of highlights."""
    opens, closes = defaultdict(list), defaultdict(list)
    for mark in highlights:
        opens[mark.start].append(mark)
        closes[mark.end].append(mark)
    depth, cuts = 0, sorted({0, len(text), *opens, *closes})
    for start, end in zip(cuts, cuts[1:], strict=False):
        depth += len(opens[start]) - (len(closes[start]) if start else 0)
        yield HighlightPiece(text[start:end], depth > 0, opens[start], closes[end])
