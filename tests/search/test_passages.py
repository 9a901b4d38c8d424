"""What a result quotes: facts about words found and words around them."""

from hypothesis import given
from hypothesis import strategies as st

from portal.search.marking import Marked
from portal.search.passages import LENGTH, Piece, Quotation, cut, pieces, quotation
from portal.search.scope import Place
from portal.search.sqlite import START, STOP, read
from portal.search.words import folded


def mark(text: str) -> Marked:
    """[word] is a word that was found."""
    return read(text.replace("[", START).replace("]", STOP), folded)


def test_words_found_and_words_around_them_in_turn():
    assert pieces(mark("a [b] c")) == [Piece("text", "a "), Piece("found", "b"), Piece("text", " c")]
    assert pieces(mark("<b>")) == [Piece("text", "<b>")]


def test_lines_and_paragraphs_of_a_text_go_on_in_a_quotation():
    assert cut(mark("Come\n\n[by]\nmail.")) == [Piece("text", "Come "), Piece("found", "by"), Piece("text", " mail.")]


def test_a_long_text_is_cut_around_the_most_different_words():
    text = mark("[permit] " + "far away " * 60 + "the [pistol] [permit] office " + "and so on " * 60)
    quoted = cut(text)
    assert [piece.text for piece in quoted if piece.kind == "found"] == ["pistol", "permit"]
    assert [quoted[0].kind, quoted[-1].kind] == ["cut", "cut"]
    assert sum(len(piece.text) for piece in quoted) < LENGTH + 50


def test_a_short_text_is_quoted_whole():
    assert cut(mark("Come [by] mail.")) == [Piece("text", "Come "), Piece("found", "by"), Piece("text", " mail.")]


@given(st.lists(st.sampled_from(["a", "word ", "[found]", "[two words]", " ", "long" * 30, "\n"]), max_size=200))
def test_what_is_cut_is_a_part_of_the_text_with_whole_finds(parts):
    marked = mark("".join(parts))
    quoted = cut(marked)
    assert "\n" not in squeezed(quoted) and squeezed(quoted) in " ".join(marked.text.split())
    found = {" ".join(marked.text[start:stop].split()) for start, stop, _ in marked.spans}
    assert {piece.text for piece in quoted if piece.kind == "found"} <= found
    assert bool(found) == any(piece.kind == "found" for piece in quoted)


def squeezed(quoted: list[Piece]) -> str:
    return " ".join(word for word in "".join(piece.text for piece in quoted).split(" ") if word)


def test_a_text_full_of_the_word_is_cut_behind_its_beginning():
    spans = [(start, start + 1, 0) for start in range(0, 20_000, 2)]
    quoted = cut(Marked("a " * 10_000, spans))
    assert (quoted[0], quoted[-1]) == (Piece("found", "a"), Piece("cut"))
    assert sum(len(piece.text) for piece in quoted) <= LENGTH


def quoted(terms: int, *places: Place) -> Quotation:
    """[word] is a word that was found."""
    return quotation(list(places), mark, terms)


def test_the_points_with_most_of_the_words_are_quoted():
    found = quoted(
        3,
        Place("", 0, "On [pistol] [permits]", "No more."),
        Place("one", 1, "", "About a [pistol]."),
        Place("two", 2, "", "About a [pistol] [permit] and a [renewal]."),
    )
    assert [passage.key for passage in found.passages] == ["two"]
    assert [piece.text for piece in found.title if piece.kind == "found"] == ["pistol", "permits"]


def test_of_points_alike_the_first_three_are_quoted():
    found = quoted(1, *(Place(f"point-{number}", number, "", "A [pistol].") for number in (4, 2, 3, 1)))
    assert [passage.number for passage in found.passages] == [1, 2, 3]


def test_the_body_is_quoted_where_it_has_more_than_any_point():
    places = Place("", 0, "Title", "[new] [permit]"), Place("one", 1, "", "[new]")
    assert [passage.key for passage in quoted(2, *places).passages] == ["", "one"]


def test_the_body_is_not_quoted_where_a_point_has_all_of_the_words():
    places = Place("", 0, "[New] [permit]", "[new] [permit]"), Place("one", 1, "[Permit]", "[new]")
    assert [passage.key for passage in quoted(2, *places).passages] == ["one"]
