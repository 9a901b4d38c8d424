"""Headings that were broken over several lines, put together again."""

import re

from portal.importer.parser.paragraphs import Paragraph

CONNECTING_WORD_PATTERN = re.compile(r"(?:and|or|of|the|to|for|in|on|with|at|by|a|an|from|&|,|–|-|:)$", re.IGNORECASE)


def join_heading_lines(titles: list[Paragraph]) -> list[tuple[int, int]]:
    """A heading's own lines as one: no blank line between, and one way of writing or a loose end."""
    made: list[tuple[int, int]] = []
    last: Paragraph | None = None
    for one in titles:
        near = last is not None and one.gap == 0 and one.first.start - last.end <= 12
        same = near and last.text.isupper() and one.text.isupper() and len(last.text) >= 30
        loose = (
            near
            and (
                CONNECTING_WORD_PATTERN.search(last.folded)
                or one.text[0].islower()
                or re.match(r"(?:and|or|of|to|for|in)\b(?! effect\b)", one.text, re.IGNORECASE)
            )
            and last.text.isupper() == one.text.isupper()
        )
        if made and (same or loose):
            made[-1] = made[-1][0], one.end
        else:
            made.append((one.start, one.end))
        last = one
    return made
