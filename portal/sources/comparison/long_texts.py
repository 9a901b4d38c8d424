"""Sets long texts side by side: equal lines are set aside first, and words are compared only where lines differ."""

import re
from dataclasses import dataclass, fields
from itertools import accumulate

from portal.lib.sequence_diff import list_equal_runs, list_opcodes
from portal.sources.comparison.collation import FEWEST, Collation, CollationCounts, collate_texts
from portal.sources.comparison.tokens import BULLETS, DASHES, TYPOGRAPHY

SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class TextLines:
    """`keys` are what is compared of each line; `starts` has the place of each, and the end of the text."""

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
    """The line without what is typography only."""
    return SPACE.sub(" ", DASHES.sub("-", line.translate(TYPOGRAPHY))).strip(f" {BULLETS}")


def common_lines(one: TextLines, other: TextLines) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The stretch of each from the first line of some words that both have to the last; None where there is none."""
    runs = [
        (a, b, length)
        for a, b, length in list_equal_runs(one.keys, other.keys)
        if any(len(words.split()) >= FEWEST for words in one.keys[a : a + length])
    ]
    if not runs:
        return None
    (a1, b1, _), (a2, b2, length) = runs[0], runs[-1]
    return (one.starts[a1], one.starts[a2 + length]), (other.starts[b1], other.starts[b2 + length])


def collate_long(original: str, copy: str, most: int) -> Collation | None:
    """Only the rows that differ; None where more than `most` characters are in lines that differ."""
    one, other = TextLines.of(original), TextLines.of(copy)
    opcodes = list_opcodes(one.keys, other.keys)
    parts = [(one.part(a1, a2), other.part(b1, b2)) for op, a1, a2, b1, b2 in opcodes if op != "equal"]
    if sum(len(left) + len(right) for left, right in parts) > most:
        return None
    every = [collate_texts(left, right) for left, right in parts]
    sums = [sum(getattr(each.counts, field.name) for each in every) for field in fields(CollationCounts)]
    return Collation(
        [row for each in every for row in each.differing],
        [words for each in every for words in each.added],
        [words for each in every for words in each.dropped],
        CollationCounts(*sums),
        original == copy,
    )
