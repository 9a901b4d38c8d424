"""Three-way merge of two texts that grew from one: by field, by point and by row. Pure; see columns.State."""

import json
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Outcome = Literal["mine", "theirs", "both", "conflict"]
State = dict[str, Any]
Row = dict[str, Any]

TEXTS = {"body", "provenance", "change_note", "text"}
"""Fields that are merged line by line when both sides changed them."""
OF_ROW = {"id", "number", "position", "key"}
"""Not part of what a row says: its place is merged with the order of all rows."""


@dataclass(frozen=True)
class Difference:
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
    outcome: Outcome

    @property
    def is_conflict(self) -> bool:
        return self.outcome == "conflict"

    @property
    def address(self) -> str:
        """Tells it apart from the other differences of the same merge."""
        return "|".join((self.place, self.key, self.name))


def merge(base: State, mine: State, theirs: State) -> list[Difference]:
    """Every difference between mine and theirs, with what becomes of it: what only one side changed is taken from
    that side, and texts that were changed in different lines are joined. The rest are conflicts."""
    found = fields("edition", "", base["edition"], mine["edition"], theirs["edition"])
    found += points(base["points"], mine["points"], theirs["points"])
    for name in sorted(mine["parts"].keys() | theirs["parts"].keys()):
        values = [[said(row) for row in state["parts"].get(name, [])] for state in (base, mine, theirs)]
        found += [difference] if (difference := decide(name, "", "", *values, merged_rows)) else []
    return found


def fields(place: str, key: str, base: Row, mine: Row, theirs: Row) -> list[Difference]:
    names = [name for name in {**theirs, **mine} if name not in OF_ROW]
    found = []
    for name in names:
        join = merged_text if name in TEXTS else None
        found.append(decide(place, key, name, base.get(name), mine.get(name), theirs.get(name), join))
    return [difference for difference in found if difference]


def decide(place: str, key: str, name: str, base, mine, theirs, join=None) -> Difference | None:
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
    return Difference(place, key, name, base, mine, theirs, merged, outcome)


def points(base: list[Row], mine: list[Row], theirs: list[Row]) -> list[Difference]:
    rows = [{row["key"]: row for row in side} for side in (base, mine, theirs)]
    found = []
    for key in {**rows[2], **rows[1]}:
        was, here, there = (side.get(key) for side in rows)
        if here and there:
            found += fields("points", key, was or {}, here, there)
        else:
            found.append(whole_point(key, was, here, there))
    order = merged_order(*(list(side) for side in rows))
    return found + ([order] if order else [])


def whole_point(key: str, was: Row | None, here: Row | None, there: Row | None) -> Difference:
    """A point that only one side has: added there, or removed by the other side."""
    said_was, said_here, said_there = (said(row) if row else None for row in (was, here, there))
    if said_here == said_was:
        outcome, merged = "theirs", there
    elif said_there == said_was:
        outcome, merged = "mine", here
    else:
        outcome, merged = "conflict", there
    return Difference("points", key, "", was, here, there, merged, outcome)


def said(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in OF_ROW}


def merged_order(base: list[str], mine: list[str], theirs: list[str]) -> Difference | None:
    """The order of all keys of both sides: None where the keys that both have stand alike."""
    both = set(mine) & set(theirs)
    here, there = ([key for key in side if key in both] for side in (mine, theirs))
    if here == there:
        return None
    shared = both & set(base)
    was, here, there = ([key for key in side if key in shared] for side in (base, mine, theirs))
    if there == was:
        return Difference("points", "", "order", base, mine, theirs, mine, "mine")
    outcome = "theirs" if here == was else "conflict"
    return Difference("points", "", "order", base, mine, theirs, theirs, outcome)


def merged_text(base: str, mine: str, theirs: str) -> str | None:
    lines = merged_lines(*(text.splitlines(keepends=True) for text in (base, mine, theirs)))
    return None if lines is None else "".join(lines)


def merged_rows(base: list[Row], mine: list[Row], theirs: list[Row]) -> list[Row] | None:
    lines = merged_lines(*([json.dumps(row, sort_keys=True) for row in side] for side in (base, mine, theirs)))
    return None if lines is None else [json.loads(line) for line in lines]


def merged_lines(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    """Both sides' edits of the base; None where edits of both touch, unless they are the same edit."""
    here, there = edits(base, mine), edits(base, theirs)
    alone = [edit for edit in here if edit not in there]
    if any(one[0] <= other[1] and other[0] <= one[1] for one in alone for other in there):
        return None
    merged, reached = [], 0
    for start, end, lines in sorted(alone + there):
        merged += [*base[reached:start], *lines]
        reached = end
    return merged + base[reached:]


def edits(base: list[str], side: list[str]) -> list[tuple[int, int, list[str]]]:
    """(start, end, lines): base[start:end] became these lines."""
    opcodes = SequenceMatcher(None, base, side, autojunk=False).get_opcodes()
    return [(i, i_end, side[j:j_end]) for op, i, i_end, j, j_end in opcodes if op != "equal"]


def outcome_of(mine: State, theirs: State, differences: list[Difference], chosen: dict[str, Any]) -> State:
    """Theirs with every difference as merged, or as `chosen` under its address. Points are numbered anew."""
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
    keys = [key for key in woven([row["key"] for row in order], [row["key"] for row in other]) if key in rows]
    return {**merged, "points": [{**rows[key], "number": number} for number, key in enumerate(keys, 1)]}


def woven(order: list[str], other: list[str]) -> list[str]:
    """The order, and what only the other has, each after the one that stands before it there."""
    keys, above = list(order), None
    for key in other:
        if key not in keys:
            keys.insert(keys.index(above) + 1 if above in keys else 0, key)
        above = key
    return keys
