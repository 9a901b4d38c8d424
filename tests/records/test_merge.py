"""Three-way merge: changes of one side are taken, and changes of both are combined line by line or are conflicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.records.merge import apply_merge, merge_lines, merge_snapshots, merge_text


def point(key: str, text: str = "Do this.", **facts) -> dict:
    return {"id": 1, "key": key, "number": 1, "heading": "", "text": text, **facts}


def state(*points: dict, contacts: tuple = (), **columns) -> dict:
    rows = [{**row, "number": number} for number, row in enumerate(points, 1)]
    columns = {"title": "On hours", "body": "", **columns}
    return {"edition": columns, "points": rows, "parts": {"contacts": [{"id": 9, **row} for row in contacts]}}


def merged(base: dict, mine: dict, theirs: dict, **chosen) -> dict:
    return apply_merge(mine, theirs, merge_snapshots(base, mine, theirs), chosen)


def texts(state: dict) -> list[tuple]:
    return [(row["number"], row["key"], row["text"]) for row in state["points"]]


def outcomes(base: dict, mine: dict, theirs: dict) -> dict[str, str]:
    return {difference.address: difference.outcome for difference in merge_snapshots(base, mine, theirs)}


def test_equal_texts_have_no_differences():
    both = state(point("a", "Changed."), title="New")
    assert merge_snapshots(state(point("a")), both, both) == []


def test_changes_of_only_one_side_are_taken_from_that_side():
    base = state(point("a"), point("b"))
    mine = state(point("a", "Mine."), point("b"), title="Mine")
    theirs = state(point("a"), point("b", "Theirs."), subtitle="Theirs")
    assert outcomes(base, mine, theirs) == {
        "edition||title": "mine",
        "edition||subtitle": "theirs",
        "points|a|text": "mine",
        "points|b|text": "theirs",
    }
    result = merged(base, mine, theirs)
    assert texts(result) == [(1, "a", "Mine."), (2, "b", "Theirs.")]
    assert (result["edition"]["title"], result["edition"]["subtitle"]) == ("Mine", "Theirs")


def test_a_field_that_both_changed_is_a_conflict_and_keeps_theirs_until_a_choice():
    base, mine, theirs = state(point("a")), state(point("a", "Mine.")), state(point("a", "Theirs."))
    [difference] = merge_snapshots(base, mine, theirs)
    assert difference.is_conflict
    assert texts(merged(base, mine, theirs)) == [(1, "a", "Theirs.")]
    chosen = {"points|a|text": "Something else."}
    assert texts(apply_merge(mine, theirs, [difference], chosen)) == [(1, "a", "Something else.")]


def test_changes_in_different_lines_are_combined():
    base = "One.\n\nTwo.\n\nThree.\n"
    assert merge_text(base, base.replace("One", "1"), base.replace("Three", "3")) == "1.\n\nTwo.\n\n3.\n"
    assert merge_text(base, base.replace("Two", "2"), base.replace("Two", "II")) is None


def test_a_point_added_on_one_side_keeps_its_predecessor():
    base = state(point("a"), point("b"))
    mine = state(point("a"), point("new", "Added."), point("b"))
    theirs = state(point("a"), point("b"), point("c"))
    assert texts(merged(base, mine, theirs)) == [
        (1, "a", "Do this."),
        (2, "new", "Added."),
        (3, "b", "Do this."),
        (4, "c", "Do this."),
    ]


def test_a_point_that_either_side_removed_is_removed():
    base = state(point("a"), point("b"), point("c"))
    mine, theirs = state(point("b"), point("c")), state(point("a"), point("b"))
    assert texts(merged(base, mine, theirs)) == [(1, "b", "Do this.")]


@pytest.mark.parametrize("mine_removes", [True, False])
def test_removing_a_point_that_the_other_side_changed_is_a_conflict(mine_removes):
    base, removed, changed = state(point("a"), point("b")), state(point("b")), state(point("a", "New."), point("b"))
    mine, theirs = (removed, changed) if mine_removes else (changed, removed)
    assert outcomes(base, mine, theirs) == {"points|a|": "conflict"}


def test_points_that_only_one_side_moved_are_moved():
    base = state(point("a"), point("b"), point("c"))
    moved, changed = state(point("c"), point("a"), point("b")), state(point("a"), point("b", "New."), point("c"))
    expected = [(1, "c", "Do this."), (2, "a", "Do this."), (3, "b", "New.")]
    assert texts(merged(base, moved, changed)) == texts(merged(base, changed, moved)) == expected


def test_points_that_both_moved_differently_are_a_conflict():
    base = state(point("a"), point("b"), point("c"))
    mine, theirs = state(point("c"), point("a"), point("b")), state(point("b"), point("a"), point("c"))
    assert outcomes(base, mine, theirs) == {"points||order": "conflict"}


def test_the_same_new_key_on_both_sides_is_compared_by_field():
    base = state()
    assert outcomes(base, state(point("a", "Mine.")), state(point("a", "Theirs."))) == {"points|a|text": "conflict"}


def test_rows_without_keys_are_merged_as_lines():
    base = state(contacts=({"name": "Ann"}, {"name": "Bob"}, {"name": "Cy"}))
    mine = state(contacts=({"name": "Ann B."}, {"name": "Bob"}, {"name": "Cy"}))
    theirs = state(contacts=({"name": "Ann"}, {"name": "Bob"}, {"name": "Cy"}, {"name": "Di"}))
    result = merged(base, mine, theirs)["parts"]["contacts"]
    assert [(row["position"], row["name"]) for row in result] == [(1, "Ann B."), (2, "Bob"), (3, "Cy"), (4, "Di")]


def test_without_a_base_every_difference_is_a_conflict():
    empty = {"edition": {}, "points": [], "parts": {}}
    assert outcomes(empty, state(title="Mine"), state(title="Theirs")) == {"edition||title": "conflict"}


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n"]), max_size=8)


@given(LINES, LINES)
def test_edits_of_only_one_side_are_taken_completely(base, side):
    assert merge_lines(base, side, base) == merge_lines(base, base, side) == side
    assert merge_lines(base, side, side) == side


@given(LINES, LINES, LINES)
def test_the_merge_of_lines_is_symmetric(base, mine, theirs):
    assert merge_lines(base, mine, theirs) == merge_lines(base, theirs, mine)
