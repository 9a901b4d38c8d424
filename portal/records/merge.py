"""Three-way merge of two texts that grew from one: by field, by point and by row. Pure; see columns.State."""

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

MergeOutcome = Literal["mine", "theirs", "both", "conflict"]
Snapshot = dict[str, Any]
RowData = dict[str, Any]

LINE_MERGED_FIELDS = {"body", "provenance", "change_note", "text"}
"""Fields that are merged line by line when both sides changed them."""
ROW_META_FIELDS = {"id", "number", "position", "key"}
"""Not part of what a row says: its place is merged with the order of all rows."""


@dataclass(frozen=True)
class MergeDifference:
    """Something in which mine and theirs differ. `merged` is what the outcome gives; of a conflict it is theirs.

    A field of the edition has the place "edition"; a field of a point the place "points", and its key; a point
    as a whole (in one text and not in the other) has no name, and its row or None as values; the order of the
    points has the name "order", and lists of keys; the rows of a part have the part's name as place, and lists
    of rows as values."""

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
        """Tells it apart from the other differences of the same merge."""
        return "|".join((self.place, self.key, self.name))


def merge_snapshots(base: Snapshot, mine: Snapshot, theirs: Snapshot) -> list[MergeDifference]:
    """Every difference between mine and theirs, with what becomes of it: what only one side changed is taken from
    that side, and texts that were changed in different lines are joined. The rest are conflicts."""
    found = merge_fields("edition", "", base["edition"], mine["edition"], theirs["edition"])
    found += merge_points(base["points"], mine["points"], theirs["points"])
    for name in sorted(mine["parts"].keys() | theirs["parts"].keys()):
        values = [[get_row_content(row) for row in state["parts"].get(name, [])] for state in (base, mine, theirs)]
        found += [difference] if (difference := merge_value(name, "", "", *values, merge_rows)) else []
    return found


def merge_fields(place: str, key: str, base: RowData, mine: RowData, theirs: RowData) -> list[MergeDifference]:
    names = [name for name in {**theirs, **mine} if name not in ROW_META_FIELDS]
    found = []
    for name in names:
        join = merge_text if name in LINE_MERGED_FIELDS else None
        found.append(merge_value(place, key, name, base.get(name), mine.get(name), theirs.get(name), join))
    return [difference for difference in found if difference]


def merge_value(place: str, key: str, name: str, base, mine, theirs, join=None) -> MergeDifference | None:
    """What becomes of one value; None where mine and theirs agree. `join` tries to merge what both changed."""
    if mine == theirs:
        return None
    outcome, merged = "conflict", theirs
    if mine == base:
        outcome = "theirs"
    elif theirs == base:
        outcome, merged = "mine", mine
    elif join and base is not None and (joined := join(base, mine, theirs)) is not None:
        outcome, merged = "both", joined
    return MergeDifference(place, key, name, base, mine, theirs, merged, outcome)


def merge_points(base: list[RowData], mine: list[RowData], theirs: list[RowData]) -> list[MergeDifference]:
    rows = [{row["key"]: row for row in side} for side in (base, mine, theirs)]
    found = []
    for key in {**rows[2], **rows[1]}:
        was, here, there = (side.get(key) for side in rows)
        if here and there:
            found += merge_fields("points", key, was or {}, here, there)
        else:
            found.append(merge_whole_point(key, was, here, there))
    order = merge_order(*(list(side) for side in rows))
    return found + ([order] if order else [])


def merge_whole_point(key: str, was: RowData | None, here: RowData | None, there: RowData | None) -> MergeDifference:
    """A point that only one side has: added there, or removed by the other side."""
    said_was, said_here, said_there = (get_row_content(row) if row else None for row in (was, here, there))
    if said_here == said_was:
        outcome, merged = "theirs", there
    elif said_there == said_was:
        outcome, merged = "mine", here
    else:
        outcome, merged = "conflict", there
    return MergeDifference("points", key, "", was, here, there, merged, outcome)


def get_row_content(row: RowData) -> RowData:
    return {name: value for name, value in row.items() if name not in ROW_META_FIELDS}


def merge_order(base: list[str], mine: list[str], theirs: list[str]) -> MergeDifference | None:
    """The order of all keys of both sides: None where the keys that both have stand alike."""
    both = set(mine) & set(theirs)
    here, there = ([key for key in side if key in both] for side in (mine, theirs))
    if here == there:
        return None
    shared = both & set(base)
    was, here, there = ([key for key in side if key in shared] for side in (base, mine, theirs))
    if there == was:
        return MergeDifference("points", "", "order", base, mine, theirs, mine, "mine")
    outcome = "theirs" if here == was else "conflict"
    return MergeDifference("points", "", "order", base, mine, theirs, theirs, outcome)


def merge_text(base: str, mine: str, theirs: str) -> str | None:
    lines = merge_lines(*(text.splitlines(keepends=True) for text in (base, mine, theirs)))
    return None if lines is None else "".join(lines)


def merge_rows(base: list[RowData], mine: list[RowData], theirs: list[RowData]) -> list[RowData] | None:
    lines = merge_lines(*([json.dumps(row, sort_keys=True) for row in side] for side in (base, mine, theirs)))
    return None if lines is None else [json.loads(line) for line in lines]


def merge_lines(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    """Both sides' edits of the base; None where edits of both touch, unless they are the same edit."""
    here, there = find_edits(base, mine), find_edits(base, theirs)
    alone = [edit for edit in here if edit not in there]
    if any(one[0] <= other[1] and other[0] <= one[1] for one in alone for other in there):
        return None
    merged, reached = [], 0
    for start, end, lines in sorted(alone + there):
        merged += [*base[reached:start], *lines]
        reached = end
    return merged + base[reached:]


def find_edits(base: list[str], side: list[str]) -> list[tuple[int, int, list[str]]]:
    """(start, end, lines): base[start:end] became these lines."""
    opcodes = SequenceMatcher(None, base, side, autojunk=False).get_opcodes()
    return [(i, i_end, side[j:j_end]) for op, i, i_end, j, j_end in opcodes if op != "equal"]


def apply_merge(
    mine: Snapshot, theirs: Snapshot, differences: list[MergeDifference], chosen: dict[str, Any]
) -> Snapshot:
    """Theirs with every difference as merged, or as `chosen` under its address. Points are numbered again."""
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
    """The order, and what only the other has, each after the one that is before it there."""
    keys, above = list(order), None
    for key in other:
        if key not in keys:
            keys.insert(keys.index(above) + 1 if above in keys else 0, key)
        above = key
    return keys
