"""The places of tiles: as the entries of agencies state, or in alphabetical order; each town has its own place."""

from hypothesis import given
from hypothesis import strategies as st

from guidance.reports.statistics import Tally
from guidance.reports.tile_map import arrange_tiles, build_tile_map

TALLY = Tally(2, 1, 0, 0)


def test_without_places_the_tiles_are_in_alphabetical_order():
    towns = ("Colebrook", "ashford", "Bolton", "Durham", "Essex")
    tile_map = build_tile_map(dict.fromkeys(towns, TALLY), {})
    assert [(tile.town, tile.x, tile.y) for tile in tile_map.tiles] == [
        ("ashford", 4, 4),
        ("Bolton", 99, 4),
        ("Colebrook", 194, 4),
        ("Durham", 4, 66),
        ("Essex", 99, 66),
    ]
    assert not tile_map.is_arranged and (tile_map.width, tile_map.height) == (289, 128)
    assert build_tile_map({}, {}).tiles == []


def test_names_fit_their_tile_and_bars_show_the_share():
    short_name, long_name = build_tile_map(
        {"North Stonington": TALLY, "A Town With A Very Long Name": Tally(3, 3, 0, 0)}, {}
    ).tiles[::-1]
    assert short_name.words == ("North", "Stonington") and short_name.filled == 38.5 and short_name.sign == ""
    assert len(long_name.words) == 2 and all(len(words) <= 12 for words in long_name.words) and long_name.sign == "✓"


def test_tiles_become_wider_so_that_no_word_of_a_name_is_broken():
    narrow, wide = (
        build_tile_map({"Ashford": TALLY}, {}),
        build_tile_map({"Ashford": TALLY, "Demonstration": TALLY}, {}),
    )
    assert [tile.words for tile in wide.tiles] == [("Ashford",), ("Demonstration",)]
    assert wide.tile == narrow.tile + 7 and wide.tiles[1].x == 4 + wide.tile + 4
    long = build_tile_map({"Southwestchester-by-the-Sea": TALLY, "Llanfairpwllgwyngyllgogery": TALLY}, {})
    assert [tile.words for tile in long.tiles] == [
        ("Llanfairpwllgwyngyl…",),
        ("Southwestchester-by-", "the-Sea"),
    ]


@given(
    st.sets(st.text("abcdef", min_size=1, max_size=3), max_size=30),
    st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.tuples(st.integers(1, 6), st.integers(1, 6))),
)
def test_every_town_has_its_own_place_and_the_stated_one_unless_taken(towns, places):
    cells = arrange_tiles(sorted(towns), places)
    assert set(cells) == towns and len(set(cells.values())) == len(towns)
    for place in {places[town] for town in towns if town in places}:
        assert place in [cells[town] for town in towns if places.get(town) == place]
