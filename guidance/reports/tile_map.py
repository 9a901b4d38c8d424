"""Places the tile of each town on the map of tiles. The entry of an agency may state the place of its town; the other
towns follow in alphabetical order, so that the map claims nothing about their geography."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from math import ceil, sqrt
from textwrap import wrap

from guidance.reports.statistics import Tally

TILE_HEIGHT, GAP, MARGIN = 62, 4, 7
"""In units of the drawing. The height of a tile includes its gap; the margin is around the words in it."""
LETTER_WIDTH = 7
"""Letters are 11 high. Their average width is not greater than this in any font."""
MIN_LETTERS, MAX_LETTERS = 12, 20
"""Letters side by side in a tile. All tiles are as wide as the longest word of a name needs, within these limits; a
longer word is cut."""
MAX_COLUMNS = 12


@dataclass(frozen=True)
class Tile:
    """The tile of a town. `x` and `y` are its upper left corner, `words` the town's name in one or two lines, `filled`
    the width of the filled part of its bar."""

    town: str
    tally: Tally
    x: int
    y: int
    words: tuple[str, ...]
    filled: float

    @property
    def sign(self) -> str:
        """A sign that all posts acknowledged everything, or that some acknowledged a part."""
        return "✓" if self.tally.acknowledged == self.tally.of else "◐" if self.tally.partly else ""


@dataclass(frozen=True)
class TileMap:
    """The map. `tile` is the width of a tile, `bar` the width of the bar in it."""

    width: int
    height: int
    tile: int
    bar: int
    tiles: list[Tile]
    is_arranged: bool
    """Whether the entry of an agency states the place of a tile."""


def build_tile_map(tallies: Mapping[str, Tally], places: Mapping[str, tuple[int, int]]) -> TileMap:
    """Returns the map with a tile for each town. `places` has the column and row, from 1, of towns with a stated
    place."""
    cells = arrange_tiles(sorted(tallies, key=str.casefold), places)
    letters = get_tile_letters(tallies)
    width = letters * LETTER_WIDTH + MARGIN
    bar = width - 2 * MARGIN
    tiles = [
        Tile(
            town,
            tallies[town],
            (column - 1) * (width + GAP) + GAP,
            (row - 1) * TILE_HEIGHT + GAP,
            wrap_town_name(town, letters),
            get_bar_fill(tallies[town], bar),
        )
        for town, (column, row) in cells.items()
    ]
    columns, rows = (max((cell[axis] for cell in cells.values()), default=0) for axis in (0, 1))
    is_arranged = any(town in places for town in tallies)
    return TileMap(columns * (width + GAP) + GAP, rows * TILE_HEIGHT + GAP, width, bar, tiles, is_arranged)


def arrange_tiles(towns: Collection[str], places: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Returns the column and row of every town; no two share a cell. If two towns state the same place, the first gets
    it. Towns without a place fill rows below the others."""
    cells, taken = {}, set()
    for town in towns:
        if town in places and places[town] not in taken:
            cells[town] = places[town]
            taken.add(places[town])
    unplaced = [town for town in towns if town not in cells]
    columns = max([cell[0] for cell in taken], default=0) or min(MAX_COLUMNS, ceil(sqrt(len(towns))))
    below = max([cell[1] for cell in taken], default=0)
    for number, town in zip(count(), unplaced, strict=False):
        cells[town] = (number % columns + 1, below + number // columns + 1)
    return cells


def get_tile_letters(towns: Iterable[str]) -> int:
    """Returns the number of letters side by side in a tile at which no word of a name is broken, within the limits."""
    words = [len(word) for town in towns for word in wrap(town, 1, break_long_words=False)]
    return min(MAX_LETTERS, max([MIN_LETTERS, *words]))


def wrap_town_name(town: str, letters: int) -> tuple[str, ...]:
    """Returns the name in one or two lines."""
    lines = wrap(town, letters, max_lines=2, placeholder="…", break_long_words=False)
    return tuple(line if len(line) <= letters else f"{line[: letters - 1]}…" for line in lines)


def get_bar_fill(tally: Tally, bar: int) -> float:
    return round(bar * tally.acknowledged / tally.of, 1) if tally.of else 0
