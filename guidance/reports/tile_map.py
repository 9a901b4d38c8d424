"""Where the tile of each town is drawn. Towns of any state: agencies may say where theirs goes, others come in the
order of the alphabet, which claims nothing about geography."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from math import ceil, sqrt
from textwrap import wrap

from guidance.reports.statistics import Tally

TILE_HEIGHT, GAP, MARGIN = 62, 4, 7
"""Of a tile, its gap included, in the units of the drawing; the margin is that of the words in it."""
LETTER_WIDTH = 7
"""Letters are 11 high, and no wider than this on average in any font."""
MIN_LETTERS, MAX_LETTERS = 12, 20
"""Side by side in a tile: all tiles are as wide as the longest word of a name asks for; a longer one is cut."""
MAX_COLUMNS = 12


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
class TileMap:
    """`tile` is how wide a tile is drawn, `bar` how wide the bar in it."""

    width: int
    height: int
    tile: int
    bar: int
    tiles: list[Tile]
    is_arranged: bool
    """Whether an agency said where a tile goes."""


def build_tile_map(tallies: Mapping[str, Tally], places: Mapping[str, tuple[int, int]]) -> TileMap:
    """A tile for each town; `places` are column and row of those that have one, from 1."""
    cells = arrange_tiles(sorted(tallies, key=str.casefold), places)
    letters = get_tile_letters(tallies)
    wide = letters * LETTER_WIDTH + MARGIN
    bar = wide - 2 * MARGIN
    tiles = [
        Tile(
            town,
            tallies[town],
            (column - 1) * (wide + GAP) + GAP,
            (row - 1) * TILE_HEIGHT + GAP,
            wrap_town_name(town, letters),
            get_bar_fill(tallies[town], bar),
        )
        for town, (column, row) in cells.items()
    ]
    columns, rows = (max((cell[axis] for cell in cells.values()), default=0) for axis in (0, 1))
    is_arranged = any(town in places for town in tallies)
    return TileMap(columns * (wide + GAP) + GAP, rows * TILE_HEIGHT + GAP, wide, bar, tiles, is_arranged)


def arrange_tiles(towns: Collection[str], places: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Column and row of every town, each its own. The first of two with one place has it; anyone who is left stands
    below the others, in rows."""
    cells, taken = {}, set()
    for town in towns:
        if town in places and places[town] not in taken:
            cells[town] = places[town]
            taken.add(places[town])
    left = [town for town in towns if town not in cells]
    columns = max([cell[0] for cell in taken], default=0) or min(MAX_COLUMNS, ceil(sqrt(len(towns))))
    below = max([cell[1] for cell in taken], default=0)
    for number, town in zip(count(), left, strict=False):
        cells[town] = (number % columns + 1, below + number // columns + 1)
    return cells


def get_tile_letters(towns: Iterable[str]) -> int:
    """How many letters stand side by side in a tile, so that no word of a name is broken."""
    words = [len(word) for town in towns for word in wrap(town, 1, break_long_words=False)]
    return min(MAX_LETTERS, max([MIN_LETTERS, *words]))


def wrap_town_name(town: str, letters: int) -> tuple[str, ...]:
    """The name in one or two lines."""
    found = wrap(town, letters, max_lines=2, placeholder="…", break_long_words=False)
    return tuple(line if len(line) <= letters else f"{line[: letters - 1]}…" for line in found)


def get_bar_fill(tally: Tally, bar: int) -> float:
    return round(bar * tally.acknowledged / tally.of, 1) if tally.of else 0
