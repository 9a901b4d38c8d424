"""Checks that every regular expression of the product takes linear time on strings that are made to be hard for it."""

import time

import pytest

from tests.lib.hostile_strings import list_hostile_strings
from tests.lib.pattern_uses import PatternUse, list_pattern_uses

SCREENING_SIZE = 1_000
HARDEST = 3
"""Number of strings of each pattern to measure at every size: those that took longest at the screening size."""
SIZES = (1_000, 10_000, 100_000, 1_000_000)
FLOOR = 0.002
"""Seconds. Shorter times cannot be distinguished from noise."""
MOST_GROWTH = 30
"""Largest factor for ten times the characters. Quadratic time would have a factor of 100."""
BOUNDED = {
    "portal.importer.parser.attached_papers.FILE_FORMAT_PATTERN": 60,
    "portal.importer.parser.attribution.DATELINE": 110,
    "portal.importer.parser.boilerplate.SEPARATOR_PATTERN": 400,
    "portal.importer.parser.classifier.COPY_LABEL_PATTERNS": 160,
    "portal.importer.parser.classifier.BYLINE_PATTERN": 150,
    "portal.importer.parser.effective_dates.BETWEEN_PATTERN": 75,
    "portal.importer.parser.effective_dates.FIRST_DAY_PATTERN": 90,
    "portal.importer.parser.posted_dates.CELL_GAP_PATTERN": 40,
}
"""Patterns that get at most this many characters, because all their callers cut the text or check its length."""
USES = list_pattern_uses()


def measure(use: PatternUse, text) -> float:
    """Returns the shorter CPU time of two runs, in seconds."""
    times = []
    for _ in range(2):
        begin = time.process_time()
        use.run(text)
        times.append(time.process_time() - begin)
    return min(times)


def write_strings(use: PatternUse, size: int) -> list:
    if isinstance(use.pattern.pattern, bytes):
        return [text.encode("latin-1", "replace") for text in list_hostile_strings(use.pattern, size)]
    return list_hostile_strings(use.pattern, size)


@pytest.mark.parametrize("use", USES, ids=[use.name for use in USES])
def test_ten_times_the_text_costs_about_ten_times_as_much(use):
    most = BOUNDED.get(use.name, SIZES[-1])
    costs = [measure(use, text) for text in write_strings(use, min(most, SCREENING_SIZE))]
    hardest = sorted(range(len(costs)), key=lambda place: -costs[place])[:HARDEST]
    assert costs[hardest[0]] < 0.2
    before = None
    for size in SIZES:
        if size > most:
            break
        texts = write_strings(use, size)
        after = [measure(use, texts[place]) for place in hardest]
        if before:
            for place, small, large in zip(hardest, before, after, strict=True):
                assert large < MOST_GROWTH * max(small, FLOOR), texts[place][:80]
        before = after


def test_the_patterns_are_found():
    names = {use.name for use in USES}
    assert len(names) > 250
    assert "portal.importer.parser.date_parser.DATE_PATTERN" in names
    assert BOUNDED.keys() <= names
