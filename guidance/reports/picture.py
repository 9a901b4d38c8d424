"""Where the tile of each town is drawn. Towns of any state: agencies may say where theirs goes, others come in the
order of the alphabet, which claims nothing about geography."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import count
from math import ceil, sqrt
from textwrap import wrap

from guidance.reports.tallies import Tally

WIDTH, HEIGHT, GAP = 94, 62, 4
"""Of a tile, in the units of the drawing; letters are 11 high, so that 12 stand side by side in any font."""
LETTERS = 12
MOST_COLUMNS = 12
BAR = WIDTH - 18


@dataclass(frozen=True)
class Tile:
    """`x` and `y` of its corner; `words` the town's name in one or two lines; `filled` of its bar's width."""

    town: str
    tally: Tally
    x: int
    y: int
    words: tuple[str, ...]
    filled: float

    @property
    def sign(self) -> str:
        """That all acknowledged everything, or some a part of it."""
        return "✓" if self.tally.acknowledged == self.tally.of else "◐" if self.tally.partly else ""


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    tiles: list[Tile]
    is_arranged: bool
    """Whether an agency said where a tile goes."""


def picture(tallies: Mapping[str, Tally], places: Mapping[str, tuple[int, int]]) -> Picture:
    """A tile for each town; `places` are column and row of those that have one, from 1."""
    cells = arranged(sorted(tallies, key=str.casefold), places)
    tiles = [tile(town, tallies[town], *cell) for town, cell in cells.items()]
    columns, rows = (max((cell[axis] for cell in cells.values()), default=0) for axis in (0, 1))
    return Picture(columns * WIDTH + GAP, rows * HEIGHT + GAP, tiles, any(town in places for town in tallies))


def arranged(towns: Collection[str], places: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Column and row of every town, each its own. The first of two with one place has it; whoever is left stands
    below the others, in rows."""
    cells, taken = {}, set()
    for town in towns:
        if town in places and places[town] not in taken:
            cells[town] = places[town]
            taken.add(places[town])
    left = [town for town in towns if town not in cells]
    columns = max([cell[0] for cell in taken], default=0) or min(MOST_COLUMNS, ceil(sqrt(len(towns))))
    below = max([cell[1] for cell in taken], default=0)
    for number, town in zip(count(), left, strict=False):
        cells[town] = (number % columns + 1, below + number // columns + 1)
    return cells


def tile(town: str, tally: Tally, column: int, row: int) -> Tile:
    words = tuple(wrap(town, LETTERS, max_lines=2, placeholder="…", break_long_words=True))
    filled = round(BAR * tally.acknowledged / tally.of, 1) if tally.of else 0
    return Tile(town, tally, (column - 1) * WIDTH + GAP, (row - 1) * HEIGHT + GAP, words, filled)
