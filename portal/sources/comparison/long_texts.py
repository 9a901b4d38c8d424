"""Sets long texts side by side: equal lines are set aside first, and words are compared only where lines differ. Time
grows with the length (n log n in the number of lines) and with what differs."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate

from portal.sources.comparison.collation import FEWEST, Collation, CollationCounts, collate_texts
from portal.sources.comparison.tokens import BULLETS, DASHES, TYPOGRAPHY

Block = tuple[bool, int, int, int, int]
"""Whether the lines are equal, and which they are on either side, half-open."""
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


def pair_blocks(one: Sequence[str], other: Sequence[str]) -> Iterator[Block]:
    """In order. Lines that stand once in either text tie them together, as far as their order is the same; around each
    the equal lines are equal too."""
    here = there = 0
    for first, second in [*find_anchors(one, other), (len(one), len(other))]:
        if first < here or second < there:
            continue
        up = 0
        while first - up > here and second - up > there and one[first - up - 1] == other[second - up - 1]:
            up += 1
        first, second = first - up, second - up
        if first > here or second > there:
            yield False, here, first, there, second
        here, there = first, second
        while here < len(one) and there < len(other) and one[here] == other[there]:
            here, there = here + 1, there + 1
        if here > first:
            yield True, first, here, second, there


def find_anchors(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """The longest run, in the order of both, of lines that either has exactly once."""
    once, twice = Counter(one), Counter(other)
    places = {line: place for place, line in enumerate(other) if line and twice[line] == 1}
    pairs = [(place, places[line]) for place, line in enumerate(one) if line in places and once[line] == 1]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [place], [index]
    made, index = [], last[-1] if last else -1
    while index >= 0:
        made.append(pairs[index])
        index = before[index]
    return made[::-1]


def common_lines(one: TextLines, other: TextLines) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The stretch of each from the first line of some words that both have to the last; None where there is none."""
    equal = [
        block
        for block in pair_blocks(one.keys, other.keys)
        if block[0] and any(len(words.split()) >= FEWEST for words in one.keys[block[1] : block[2]])
    ]
    if not equal:
        return None
    (_, a1, _, b1, _), (_, _, a2, _, b2) = equal[0], equal[-1]
    return (one.starts[a1], one.starts[a2]), (other.starts[b1], other.starts[b2])


def collate_long(original: str, copy: str, most: int) -> Collation | None:
    """Only the rows that differ; None where more than `most` characters are in lines that differ."""
    one, other = TextLines.of(original), TextLines.of(copy)
    apart = [block[1:] for block in pair_blocks(one.keys, other.keys) if not block[0]]
    parts = [(one.part(a1, a2), other.part(b1, b2)) for a1, a2, b1, b2 in apart]
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
