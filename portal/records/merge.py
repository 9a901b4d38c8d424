"""Three-way merge of two versions of one text, by field, by point and by row. These are pure functions over snapshots
(see `portal.records.snapshots`)."""

import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from portal.lib.sequence_diff import list_opcodes

MergeOutcome = Literal["mine", "theirs", "both", "conflict"]
Snapshot = dict[str, Any]
RowData = dict[str, Any]

LINE_MERGED_FIELDS = {"body", "provenance", "change_note", "text"}
"""Fields that are merged line by line when both sides changed them."""
ROW_META_FIELDS = {"id", "number", "position", "key"}
"""Columns that are not content of a row. The position of a row is merged with the order of all rows."""


@dataclass(frozen=True)
class MergeDifference:
    """A difference between mine and theirs. `merged` is the result; for a conflict, it is the value of theirs.

    A field of the edition has the place "edition". A field of a point has the place "points" and the key of the point.
    A point that only one text has has no name, and its row or None as values. The order of the points has the name
    "order" and lists of keys as values. The rows of a part have the name of the part as place and lists of rows as
    values."""

    place: str
    key: str
    name: str
    base: Any
    mine: Any
    theirs: Any
    merged: Any
    outcome: MergeOutcome

    @property
    def is_conflict(self) -> bool:
        return self.outcome == "conflict"

    @property
    def address(self) -> str:
        """Unique name of the difference within its merge."""
        return "|".join((self.place, self.key, self.name))


def merge_snapshots(base: Snapshot, mine: Snapshot, theirs: Snapshot) -> list[MergeDifference]:
    """Returns every difference between mine and theirs with its result. A change on only one side is taken from that
    side, and changes of one text in different lines are combined. All other differences are conflicts."""
    differences = merge_fields("edition", "", base["edition"], mine["edition"], theirs["edition"])
    differences += merge_points(base["points"], mine["points"], theirs["points"])
    for name in sorted(mine["parts"].keys() | theirs["parts"].keys()):
        base_rows, my_rows, their_rows = (
            [get_row_content(row) for row in state["parts"].get(name, [])] for state in (base, mine, theirs)
        )
        if difference := merge_value(name, "", "", base_rows, my_rows, their_rows, merge_rows):
            differences.append(difference)
    return differences


def merge_fields(place: str, key: str, base: RowData, mine: RowData, theirs: RowData) -> list[MergeDifference]:
    names = [name for name in {**theirs, **mine} if name not in ROW_META_FIELDS]
    differences = []
    for name in names:
        join = merge_text if name in LINE_MERGED_FIELDS else None
        differences.append(merge_value(place, key, name, base.get(name), mine.get(name), theirs.get(name), join))
    return [difference for difference in differences if difference]


def merge_value(place: str, key: str, name: str, base, mine, theirs, join=None) -> MergeDifference | None:
    """Merges one value. Returns None if mine and theirs agree. `join` tries to combine two changes."""
    if mine == theirs:
        return None
    outcome: MergeOutcome = "conflict"
    merged = theirs
    if mine == base:
        outcome = "theirs"
    elif theirs == base:
        outcome, merged = "mine", mine
    elif join and base is not None and (joined := join(base, mine, theirs)) is not None:
        outcome, merged = "both", joined
    return MergeDifference(place, key, name, base, mine, theirs, merged, outcome)


def merge_points(base: list[RowData], mine: list[RowData], theirs: list[RowData]) -> list[MergeDifference]:
    rows = [{row["key"]: row for row in side} for side in (base, mine, theirs)]
    differences = []
    for key in {**rows[2], **rows[1]}:
        base_row, my_row, their_row = (side.get(key) for side in rows)
        if my_row and their_row:
            differences += merge_fields("points", key, base_row or {}, my_row, their_row)
        else:
            differences.append(merge_whole_point(key, base_row, my_row, their_row))
    order = merge_order(*(list(side) for side in rows))
    return differences + ([order] if order else [])


def merge_whole_point(key: str, base: RowData | None, mine: RowData | None, theirs: RowData | None) -> MergeDifference:
    """Merges a point that only one side has: this side added it, or the other side removed it."""
    base_content, my_content, their_content = (get_row_content(row) if row else None for row in (base, mine, theirs))
    outcome: MergeOutcome
    if my_content == base_content:
        outcome, merged = "theirs", theirs
    elif their_content == base_content:
        outcome, merged = "mine", mine
    else:
        outcome, merged = "conflict", theirs
    return MergeDifference("points", key, "", base, mine, theirs, merged, outcome)


def get_row_content(row: RowData) -> RowData:
    return {name: value for name, value in row.items() if name not in ROW_META_FIELDS}


def merge_order(base: list[str], mine: list[str], theirs: list[str]) -> MergeDifference | None:
    """Merges the order of the keys. Returns None if the keys that both sides have are in the same order."""
    both = set(mine) & set(theirs)
    my_order, their_order = ([key for key in side if key in both] for side in (mine, theirs))
    if my_order == their_order:
        return None
    shared = both & set(base)
    base_order, my_order, their_order = ([key for key in side if key in shared] for side in (base, mine, theirs))
    if their_order == base_order:
        return MergeDifference("points", "", "order", base, mine, theirs, mine, "mine")
    outcome: MergeOutcome = "theirs" if my_order == base_order else "conflict"
    return MergeDifference("points", "", "order", base, mine, theirs, theirs, outcome)


def merge_text(base: str, mine: str, theirs: str) -> str | None:
    lines = merge_lines(*(text.splitlines(keepends=True) for text in (base, mine, theirs)))
    return None if lines is None else "".join(lines)


def merge_rows(base: list[RowData], mine: list[RowData], theirs: list[RowData]) -> list[RowData] | None:
    lines = merge_lines(*([json.dumps(row, sort_keys=True) for row in side] for side in (base, mine, theirs)))
    return None if lines is None else [json.loads(line) for line in lines]


def merge_lines(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    """Applies the edits of both sides to the base. Returns None if different edits of the two sides touch."""
    edits = sorted({*find_edits(base, mine), *find_edits(base, theirs)})
    if any(after[0] <= edit[1] for edit, after in pairwise(edits)):
        return None
    merged, position = [], 0
    for start, end, lines in edits:
        merged += [*base[position:start], *lines]
        position = end
    return merged + base[position:]


def find_edits(base: list[str], side: list[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Returns edits (start, end, lines): these lines replace base[start:end]. No two edits of one side touch."""
    opcodes = list_opcodes(base, side)
    return [(i, i_end, tuple(side[j:j_end])) for op, i, i_end, j, j_end in opcodes if op != "equal"]


def apply_merge(
    mine: Snapshot, theirs: Snapshot, differences: list[MergeDifference], chosen: dict[str, Any]
) -> Snapshot:
    """Returns theirs with the merged value of every difference, or the value in `chosen` at its address. Points get new
    numbers."""
    merged = {"edition": {**theirs["edition"]}, "parts": {**theirs["parts"]}}
    rows = {row["key"]: {**row} for row in theirs["points"]}
    order, first = theirs["points"], theirs["points"]
    for difference in differences:
        value = chosen.get(difference.address, difference.merged)
        if difference.place == "edition":
            merged["edition"][difference.name] = value
        elif difference.place != "points":
            merged["parts"][difference.place] = [{**row, "position": n} for n, row in enumerate(value, 1)]
        elif difference.name == "order":
            order = mine["points"] if value == difference.mine else first
        elif difference.name:
            rows[difference.key][difference.name] = value
        elif value:
            rows[difference.key] = {**value}
        else:
            rows.pop(difference.key, None)
    other = first if order is mine["points"] else mine["points"]
    keys = [key for key in interleave_keys([row["key"] for row in order], [row["key"] for row in other]) if key in rows]
    return {**merged, "points": [{**rows[key], "number": number} for number, key in enumerate(keys, 1)]}


def interleave_keys(order: list[str], other: list[str]) -> list[str]:
    """Returns `order` with the keys that only `other` has, each after the key that precedes it in `other`."""
    known, above = set(order), ""
    following: dict[str, list[str]] = defaultdict(list)
    """New keys by the key of `order` that they follow, "" at the top."""
    for key in other:
        if key in known:
            above = key
        else:
            following[above].append(key)
    return following[""] + [each for key in order for each in (key, *following[key])]
