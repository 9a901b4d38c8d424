"""The engine of all comparisons: its results are correct, equal those of difflib if that is cheap, and cost little."""

import random
from difflib import SequenceMatcher

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.lib import sequence_diff
from portal.lib.sequence_diff import MAX_STEPS, StepBudget, get_likeness, list_equal_runs, list_opcodes

ITEMS = st.lists(st.sampled_from("abcdefgh"), max_size=30)


def check_opcodes(old, new, opcodes) -> None:
    i = j = 0
    kinds = [op == "equal" for op, *_ in opcodes]
    for op, i1, i2, j1, j2 in opcodes:
        assert (i1, j1) == (i, j) and (i2 > i1 or j2 > j1)
        assert (op == "equal") == (old[i1:i2] == new[j1:j2])
        assert op != "insert" or i1 == i2
        assert op != "delete" or j1 == j2
        i, j = i2, j2
    assert (i, j) == (len(old), len(new))
    assert all(kind != following for kind, following in zip(kinds, kinds[1:], strict=False))


@given(ITEMS, ITEMS)
def test_opcodes_have_no_gaps_and_mark_only_equal_items_as_equal(old, new):
    check_opcodes(old, new, list_opcodes(old, new))


@settings(deadline=None)
@given(ITEMS, ITEMS, st.integers(0, 40), st.integers(0, 400))
def test_opcodes_are_correct_with_any_limits(old, new, pairs, steps):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sequence_diff, "MAX_PAIRS", pairs)
        check_opcodes(old, new, list_opcodes(old, new, StepBudget(steps + 300)))


@given(ITEMS, ITEMS)
def test_the_result_equals_that_of_difflib_below_the_limits(old, new):
    old, new = ["<", "x", *old, "y"], ["<", "z", *new, "w"]
    assert list_opcodes(old, new) == SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def test_an_inserted_row_and_a_changed_row_are_found_in_a_table_of_similar_rows():
    rows = [row for number in range(169) for row in (f"town {number}", "open 9 to 5", "")]
    new = [*rows]
    new[300] = "town 100, changed"
    new[60:60] = ["a new town", "open 9 to 5", ""]
    changes = [code for code in list_opcodes(rows, new) if code[0] != "equal"]
    assert [(op, i2 - i1, j2 - j1) for op, i1, i2, j1, j2 in changes] == [("insert", 0, 3), ("replace", 1, 1)]


def test_items_that_occur_often_are_matched_in_order():
    table = [f"town {number}" for number in range(169)]
    old, new = table * 80, [*table[:80], "new", *table[80:]] * 80
    assert sum(length for _, _, length in list_equal_runs(old, new)) == len(old)


HOSTILE = {
    "one item": lambda n: (["a"] * n, ["a"] * (n // 2) + ["b"] + ["a"] * n),
    "every other": lambda n: (["a"] * n, ["a", "b"] * n),
    "rhythm": lambda n: (["a", "b"] * n, ["a", "a", "b", "b"] * (n // 2)),
    "few items": lambda n: tuple(random.Random(seed).choices("abcdefghi", k=n) for seed in (1, 2)),
    "many items": lambda n: tuple(random.Random(seed).choices(range(n // 10), k=n) for seed in (1, 2)),
    "shuffled": lambda n: (list(range(n)), random.Random(1).sample(range(n), n)),
    "reversed": lambda n: (list(range(n)), list(range(n))[::-1]),
    "halves": lambda n: (list(range(n)), [*range(n // 2, n), *range(n // 2)]),
    "nested": lambda n: ([x for k in range(n // 2) for x in (k, -1)], [x for k in range(n // 2) for x in (-1, k)]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sequences_cost_no_more_steps_than_the_budget(name):
    old, new = HOSTILE[name](100_000)
    budget = StepBudget.for_items(len(old) + len(new))
    assert budget.steps == MAX_STEPS
    check_opcodes(old, new, list_opcodes(old, new, budget))
    assert budget.steps > -len(old) - len(new) - 2 * sequence_diff.MAX_PAIRS


def test_a_budget_grows_with_the_number_of_items_up_to_a_limit():
    assert StepBudget.for_items(2_000).steps - StepBudget.for_items(1_000).steps == 50_000
    assert StepBudget.for_items(10**9).steps == MAX_STEPS


@pytest.mark.parametrize(
    "old, new, likeness", [("", "", 1), ("abc", "", 0), ("abcd", "bcde", 0.75), ("same", "same", 1)]
)
def test_likeness_is_the_share_of_common_items(old, new, likeness):
    assert get_likeness(old, new) == likeness == SequenceMatcher(None, old, new).ratio()
