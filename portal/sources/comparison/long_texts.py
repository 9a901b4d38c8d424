"""Compares long texts: equal lines are matched first, and words are compared only where lines differ."""

import re
from dataclasses import dataclass, fields
from itertools import accumulate

from portal.lib.sequence_diff import list_equal_runs, list_opcodes
from portal.sources.comparison.collation import FEWEST, Collation, CollationCounts, collate_texts
from portal.sources.comparison.tokens import BULLETS, DASHES, TYPOGRAPHY

SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class TextLines:
    """`keys` has the normalized form of each line; `starts` has the offset of each line, then the end of the text."""

    text: str
    keys: list[str]
    starts: list[int]

    @classmethod
    def of(cls, text: str) -> "TextLines":
        lines = text.splitlines(keepends=True)
        return cls(text, [normalize_line(line) for line in lines], [0, *accumulate(map(len, lines))])

    def part(self, first: int, last: int) -> str:
        return self.text[self.starts[first] : self.starts[last]]


def normalize_line(line: str) -> str:
    """Returns the line without purely typographic differences."""
    return SPACE.sub(" ", DASHES.sub("-", line.translate(TYPOGRAPHY))).strip(f" {BULLETS}")


def common_lines(left: TextLines, right: TextLines) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Returns the span of each text from the first run of equal lines to the last, or None. A run counts if one of its
    lines has at least FEWEST words."""
    runs = [
        (a, b, length)
        for a, b, length in list_equal_runs(left.keys, right.keys)
        if any(len(words.split()) >= FEWEST for words in left.keys[a : a + length])
    ]
    if not runs:
        return None
    (a1, b1, _), (a2, b2, length) = runs[0], runs[-1]
    return (left.starts[a1], left.starts[a2 + length]), (right.starts[b1], right.starts[b2 + length])


def collate_long(original: str, copy: str, most: int) -> Collation | None:
    """Returns only the rows that differ, or None if the lines that differ have more than `most` characters."""
    original_lines, copy_lines = TextLines.of(original), TextLines.of(copy)
    opcodes = list_opcodes(original_lines.keys, copy_lines.keys)
    parts = [(original_lines.part(a1, a2), copy_lines.part(b1, b2)) for op, a1, a2, b1, b2 in opcodes if op != "equal"]
    if sum(len(left) + len(right) for left, right in parts) > most:
        return None
    collations = [collate_texts(left, right) for left, right in parts]
    sums = [sum(getattr(collation.counts, field.name) for collation in collations) for field in fields(CollationCounts)]
    return Collation(
        [row for collation in collations for row in collation.differing],
        [words for collation in collations for words in collation.added],
        [words for collation in collations for words in collation.dropped],
        CollationCounts(*sums),
        original == copy,
    )
