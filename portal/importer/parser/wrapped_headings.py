"""Joins headings that are broken over several lines."""

import re

from portal.importer.parser.paragraphs import Paragraph

CONNECTING_WORD_PATTERN = re.compile(r"(?:and|or|of|the|to|for|in|on|with|at|by|a|an|from|&|,|–|-|:)$", re.IGNORECASE)


def join_heading_lines(titles: list[Paragraph]) -> list[tuple[int, int]]:
    """Joins the lines of one heading: no blank line between them, and the same case or a loose end."""
    spans: list[tuple[int, int]] = []
    last: Paragraph | None = None
    for paragraph in titles:
        near = last is not None and paragraph.gap == 0 and paragraph.first.start - last.end <= 12
        same = near and last.text.isupper() and paragraph.text.isupper() and len(last.text) >= 30
        loose = (
            near
            and (
                CONNECTING_WORD_PATTERN.search(last.folded)
                or paragraph.text[0].islower()
                or re.match(r"(?:and|or|of|to|for|in)\b(?! effect\b)", paragraph.text, re.IGNORECASE)
            )
            and last.text.isupper() == paragraph.text.isupper()
        )
        if spans and (same or loose):
            spans[-1] = spans[-1][0], paragraph.end
        else:
            spans.append((paragraph.start, paragraph.end))
        last = paragraph
    return spans
