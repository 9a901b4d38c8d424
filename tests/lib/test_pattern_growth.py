"""Every regular expression of the product takes linear time, on strings that are made to be hard for it."""

import time
from operator import itemgetter

import pytest

from tests.lib.hostile_strings import HostileShape, list_hostile_shapes
from tests.lib.pattern_uses import PatternUse, list_pattern_uses

SIZES = (10_000, 100_000, 1_000_000)
HARDEST = 3
"""Number of strings of each pattern to measure: those that took longest with 1,000 characters. Only the one that takes
longest with 100,000 is run with a million."""
FLOOR = 0.002
"""Seconds. Shorter times cannot be distinguished from noise. A pattern that takes less for 100,000 characters is not
run with a million: even in quadratic time it would take at most 0.2 s."""
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


def measure(use: PatternUse, shape: HostileShape, size: int, runs: int = 1) -> float:
    """Returns the least CPU time of some runs, in seconds."""
    text = shape.write(size)
    if isinstance(use.pattern.pattern, bytes):
        text = text.encode("latin-1", "replace")
    times = []
    for _ in range(runs):
        begin = time.process_time()
        use.run(text)
        times.append(time.process_time() - begin)
    return min(times)


def grows_too_fast(use: PatternUse, shape: HostileShape, small: int, large: int) -> bool:
    """Whether the larger string costs out of proportion. A first suspicion is checked with several runs."""
    return all(
        measure(use, shape, large, runs) > MOST_GROWTH * max(measure(use, shape, small, runs), FLOOR) for runs in (1, 3)
    )


@pytest.mark.parametrize("use", USES, ids=[use.name for use in USES])
def test_ten_times_the_text_costs_about_ten_times_as_much(use):
    most = BOUNDED.get(use.name, SIZES[-1])
    costs = {shape: measure(use, shape, min(most, 1_000)) for shape in list_hostile_shapes(use.pattern)}
    assert max(costs.values()) < 0.2
    hardest = sorted(costs, key=costs.__getitem__)[-HARDEST:]
    small, middle, large = SIZES
    if most >= middle:
        assert [shape for shape in hardest if grows_too_fast(use, shape, small, middle)] == []
    if most >= large:
        cost, shape = max(((measure(use, shape, middle), shape) for shape in hardest), key=itemgetter(0))
        assert cost < FLOOR or not grows_too_fast(use, shape, middle, large), shape


def test_the_patterns_are_found():
    names = {use.name for use in USES}
    assert len(names) > 250
    assert "portal.importer.parser.date_parser.DATE_PATTERN" in names
    assert BOUNDED.keys() <= names
