"""What a result quotes: facts about words found and words around them."""

from hypothesis import given
from hypothesis import strategies as st

from portal.search.passages import LENGTH, Piece, cut, pieces, quotations
from portal.search.scope import START, STOP, Place


def mark(text: str) -> str:
    """[word] is a word that was found."""
    return text.replace("[", START).replace("]", STOP)


def test_words_found_and_words_around_them_in_turn():
    assert pieces(mark("a [b] c")) == [Piece("text", "a "), Piece("found", "b"), Piece("text", " c")]
    assert pieces("<b>") == [Piece("text", "<b>")]


def test_a_long_text_is_cut_around_the_most_different_words():
    text = mark("[permit] " + "far away " * 60 + "the [pistol] [permit] office " + "and so on " * 60)
    quoted = cut(text)
    assert [piece.text for piece in quoted if piece.kind == "found"] == ["pistol", "permit"]
    assert [quoted[0].kind, quoted[-1].kind] == ["cut", "cut"]
    assert sum(len(piece.text) for piece in quoted) < LENGTH + 50


def test_a_short_text_is_quoted_whole():
    assert cut(mark("Come [by] mail.")) == [Piece("text", "Come "), Piece("found", "by"), Piece("text", " mail.")]


@given(st.lists(st.sampled_from(["a", "word ", START + "found" + STOP, " ", "long" * 30, "\n"]), max_size=200))
def test_cutting_never_leaves_half_a_mark(parts):
    assert not any(sign in piece.text for piece in cut("".join(parts)) for sign in (START, STOP))


def test_the_points_with_most_of_the_words_are_quoted():
    found = [
        Place(7, "", 0, mark("On [pistol] [permits]"), "No more."),
        Place(7, "one", 1, "", mark("About a [pistol].")),
        Place(7, "two", 2, "", mark("About a [pistol] [permit] and a [renewal].")),
    ]
    quoted = quotations(found)[7]
    assert [passage.key for passage in quoted.passages] == ["two"]
    assert [piece.text for piece in quoted.title if piece.kind == "found"] == ["pistol", "permits"]


def test_the_body_is_quoted_where_it_has_more_than_any_point():
    found = [Place(7, "", 0, "Title", mark("[new] [permit]")), Place(7, "one", 1, "", mark("[new]"))]
    assert [passage.key for passage in quotations(found)[7].passages] == ["", "one"]
