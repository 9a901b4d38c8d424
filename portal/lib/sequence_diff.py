"""Finds the items that two sequences share, in the order of both. Every comparison of texts and rows uses this engine.

Equal items at the beginning and at the end are set aside. For the rest, the result is that of difflib: the longest run
of equal items, then the same on either side of it. Because difflib takes cubic time in the worst case, two limits are
added. A stretch with more than `MAX_PAIRS` pairs of equal items is first divided at items that occur equally often on
both sides or, if there are none, by the fewest edits (Myers, 1986). Every step counts against a `StepBudget`; what
remains when it is used up counts as replaced. Time grows with n log n."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

SequenceOp = Literal["equal", "replace", "insert", "delete"]
SequenceOpcode = tuple[SequenceOp, int, int, int, int]
"""(op, i1, i2, j1, j2): new[j1:j2] takes the place of old[i1:i2]."""
Stretch = tuple[int, int, int, int]
"""(i1, i2, j1, j2): old[i1:i2] beside new[j1:j2]."""
EqualRun = tuple[int, int, int]
"""Index of the first item in old and in new, and number of items."""
ItemPlaces = dict[int, list[int]]

MAX_PAIRS = 20_000
"""Two unlike texts of 1,000 words have about as many pairs of equal words."""
MAX_EDITS = 200
"""Largest number of items to insert or delete in a stretch in which most items occur again and again, such as a table
with equal rows."""
MIN_STEPS, STEPS_PER_ITEM, MAX_STEPS = 20_000, 50, 3_000_000
"""A step examines an item or a pair of equal items; a million steps take about a tenth of a second."""
STEPS_PER_COMPARISON, STEPS_PER_NUMBERED_ITEM = 300, 2
"""Steps charged before a comparison begins: for the comparison itself, and for each item."""


@dataclass
class StepBudget:
    """Number of steps that may still be taken. Several comparisons can share one budget."""

    steps: int

    @classmethod
    def for_items(cls, count: int, comparisons: int = 0) -> "StepBudget":
        """Returns a budget for sequences with `count` items in total, which may be compared in several comparisons:
        linear, with a limit that suits a request."""
        return cls(min(MIN_STEPS + STEPS_PER_ITEM * count + STEPS_PER_COMPARISON * comparisons, MAX_STEPS))


def list_opcodes(
    old: Sequence[Hashable], new: Sequence[Hashable], budget: StepBudget | None = None
) -> list[SequenceOpcode]:
    """Returns opcodes like those of difflib: in order, without gaps, and with equal items between any two changes."""
    opcodes: list[SequenceOpcode] = []
    i = j = 0
    for i_start, j_start, length in [*list_equal_runs(old, new, budget), (len(old), len(new), 0)]:
        if i < i_start or j < j_start:
            op: SequenceOp = "insert" if i == i_start else "delete" if j == j_start else "replace"
            opcodes.append((op, i, i_start, j, j_start))
        i, j = i_start + length, j_start + length
        if length:
            opcodes.append(("equal", i_start, i, j_start, j))
    return opcodes


def get_likeness(old: Sequence[Hashable], new: Sequence[Hashable]) -> float:
    """The share of items that the two have in common, from 0 to 1; 1 for two empty ones."""
    count = len(old) + len(new)
    return 2 * sum(length for _, _, length in list_equal_runs(old, new)) / count if count else 1.0


def list_equal_runs(
    old: Sequence[Hashable], new: Sequence[Hashable], budget: StepBudget | None = None
) -> list[EqualRun]:
    """Returns the runs of equal items in order. Between two runs, at least one side has other items."""
    numbers: dict[Hashable, int] = {}
    before, after = ([numbers.setdefault(item, len(numbers)) for item in side] for side in (old, new))
    budget = budget or StepBudget.for_items(len(old) + len(new))
    budget.steps -= STEPS_PER_COMPARISON + STEPS_PER_NUMBERED_ITEM * (len(old) + len(new))
    runs: list[EqualRun] = []
    for i, j, length in sorted(SequenceComparison(before, after, budget).find_runs()):
        if runs and (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]) == (i, j):
            i, j, length = runs[-1][0], runs[-1][1], runs.pop()[2] + length
        runs.append((i, j, length))
    return runs


@dataclass(frozen=True)
class SequenceComparison:
    """Two sequences in which numbers replace the items: equal numbers for equal items."""

    old: list[int]
    new: list[int]
    budget: StepBudget

    def find_runs(self) -> Iterator[EqualRun]:
        """Yields the runs of equal items in any order."""
        waiting = [(0, len(self.old), 0, len(self.new))]
        while waiting:
            stretch, runs = self.trim_ends(waiting.pop())
            yield from runs
            i1, i2, j1, j2 = stretch
            self.budget.steps -= i2 - i1 + j2 - j1
            if i1 == i2 or j1 == j2 or self.budget.steps < 0:
                continue
            old_counts, new_counts = Counter(self.old[i1:i2]), Counter(self.new[j1:j2])
            if sum(count * new_counts[item] for item, count in old_counts.items()) <= MAX_PAIRS:
                yield from self.find_longest_runs(stretch)
            else:
                anchors = self.find_anchors(stretch, old_counts, new_counts)
                yield from anchors or self.find_few_edits(stretch)
                waiting += list_stretches_between(stretch, anchors) if anchors else []

    def trim_ends(self, stretch: Stretch) -> tuple[Stretch, list[EqualRun]]:
        """Returns the stretch without the equal items at its ends, and the runs of those items."""
        i1, i2, j1, j2 = i, i_end, j, j_end = stretch
        while i < i2 and j < j2 and self.old[i] == self.new[j]:
            i, j = i + 1, j + 1
        while i_end > i and j_end > j and self.old[i_end - 1] == self.new[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
        ends = [(i1, j1, i - i1), (i_end, j_end, i2 - i_end)]
        return (i, i_end, j, j_end), [run for run in ends if run[2]]

    def find_longest_runs(self, stretch: Stretch) -> Iterator[EqualRun]:
        """Yields the runs that difflib would find."""
        places: ItemPlaces = defaultdict(list)
        for place in range(stretch[2], stretch[3]):
            places[self.new[place]].append(place)
        waiting = [stretch]
        while waiting and self.budget.steps > 0:
            stretch = waiting.pop()
            run = self.find_longest_run(stretch, places)
            if run[2]:
                yield run
                waiting += list_stretches_between(stretch, [run])

    def find_longest_run(self, stretch: Stretch, places: ItemPlaces) -> EqualRun:
        """Returns the longest run; of several, the first in old, then the first in new."""
        i1, i2, j1, j2 = stretch
        best = (i1, j1, 0)
        lengths: dict[int, int] = {}
        for i in range(i1, i2):
            new_places = places.get(self.old[i], ())
            self.budget.steps -= 1 + len(new_places)
            longer: dict[int, int] = {}
            for j in new_places:
                if j1 <= j < j2:
                    length = longer[j] = lengths.get(j - 1, 0) + 1
                    if length > best[2]:
                        best = (i - length + 1, j - length + 1, length)
            lengths = longer
        return best

    def find_anchors(self, stretch: Stretch, old_counts: Counter[int], new_counts: Counter[int]) -> list[EqualRun]:
        """Returns the longest sequence of anchors that has the same order on both sides. Anchors are the items that
        occur once on each side or, if there are none, equally often on both."""
        i1, i2, j1, j2 = stretch
        common = {item for item, count in old_counts.items() if count == new_counts[item]}
        unique = {item for item in common if old_counts[item] == 1}
        places: ItemPlaces = defaultdict(list)
        for place in range(j2 - 1, j1 - 1, -1):
            places[self.new[place]].append(place)
        pairs = [(i, places[item].pop()) for i in range(i1, i2) if (item := self.old[i]) in (unique or common)]
        return [(i, j, 1) for i, j in find_longest_increase(pairs)]

    def find_few_edits(self, stretch: Stretch) -> list[EqualRun]:
        """Returns the runs that remain with the fewest edits, or nothing if more than half of the items are edited."""
        i1, i2, j1, j2 = stretch
        old, new = self.old[i1:i2], self.new[j1:j2]
        reached, history = {1: 0}, []
        for edits in range(min((len(old) + len(new)) // 2, MAX_EDITS) + 1):
            history.append(dict(reached))
            for diagonal in range(-edits, edits + 1, 2):
                i = get_furthest_start(reached, diagonal, edits)
                j = i - diagonal
                start = i
                while i < len(old) and j < len(new) and old[i] == new[j]:
                    i, j = i + 1, j + 1
                self.budget.steps -= 1 + i - start
                reached[diagonal] = i
                if i >= len(old) and j >= len(new):
                    return [(i1 + i, j1 + j, length) for i, j, length in trace_runs(history, len(old), len(new))]
            if self.budget.steps < 0:
                break
        return []


def get_furthest_start(reached: dict[int, int], diagonal: int, edits: int) -> int:
    """Returns the index in old from which a diagonal continues after one more edit."""
    if diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1]):
        return reached[diagonal + 1]
    return reached[diagonal - 1] + 1


def trace_runs(history: list[dict[int, int]], i: int, j: int) -> list[EqualRun]:
    """Returns the runs on the way to the ends i and j, the last one first."""
    runs = []
    for edits, reached in reversed(list(enumerate(history))):
        diagonal = i - j
        start = get_furthest_start(reached, diagonal, edits)
        if i > start:
            runs.append((start, start - diagonal, i - start))
        is_insertion = start == reached.get(diagonal + 1) and (
            diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
        )
        i, j = (start, start - diagonal - 1) if is_insertion else (start - 1, start - diagonal)
    return runs


def list_stretches_between(stretch: Stretch, runs: list[EqualRun]) -> list[Stretch]:
    """Returns the stretches before, between and after the runs, except those that are empty on one side."""
    i, i_end, j, j_end = stretch
    stretches = []
    for i_run, j_run, length in [*runs, (i_end, j_end, 0)]:
        if i < i_run and j < j_run:
            stretches.append((i, i_run, j, j_run))
        i, j = i_run + length, j_run + length
    return stretches


def find_longest_increase(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns the longest subsequence whose second numbers increase. The first numbers of `pairs` increase."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    pairs = list(pairs)
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [place], [index]
    chain, index = [], last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
