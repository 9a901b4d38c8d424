"""The quotations of a result: matching words and the words around them."""

from hypothesis import given
from hypothesis import strategies as st

from portal.search.backends.sqlite.queries import START, STOP, parse_highlights
from portal.search.highlighting import HighlightedText
from portal.search.snippets import (
    SNIPPET_LENGTH,
    ResultSnippets,
    SnippetPiece,
    build_snippets,
    cut_snippet,
    split_into_pieces,
)
from portal.search.tokenizer import fold_text
from portal.search.types import TextPlace


def mark(text: str) -> HighlightedText:
    """Marks each [word] as a matching word."""
    return parse_highlights(text.replace("[", START).replace("]", STOP), fold_text)


def test_matching_words_and_words_around_them_alternate():
    assert split_into_pieces(mark("a [b] c")) == [
        SnippetPiece("text", "a "),
        SnippetPiece("found", "b"),
        SnippetPiece("text", " c"),
    ]
    assert split_into_pieces(mark("<b>")) == [SnippetPiece("text", "<b>")]


def test_line_breaks_of_a_text_become_spaces_in_a_quotation():
    assert cut_snippet(mark("Come\n\n[by]\nmail.")) == [
        SnippetPiece("text", "Come "),
        SnippetPiece("found", "by"),
        SnippetPiece("text", " mail."),
    ]


def test_a_long_text_is_cut_around_the_most_different_words():
    text = mark("[permit] " + "far away " * 60 + "the [pistol] [permit] office " + "and so on " * 60)
    quoted = cut_snippet(text)
    assert [piece.text for piece in quoted if piece.kind == "found"] == ["pistol", "permit"]
    assert [quoted[0].kind, quoted[-1].kind] == ["cut", "cut"]
    assert sum(len(piece.text) for piece in quoted) < SNIPPET_LENGTH + 50


def test_a_short_text_is_quoted_completely():
    assert cut_snippet(mark("Come [by] mail.")) == [
        SnippetPiece("text", "Come "),
        SnippetPiece("found", "by"),
        SnippetPiece("text", " mail."),
    ]


@given(st.lists(st.sampled_from(["a", "word ", "[found]", "[two words]", " ", "long" * 30, "\n"]), max_size=200))
def test_a_quotation_is_a_part_of_the_text_with_whole_matches(parts):
    marked = mark("".join(parts))
    quoted = cut_snippet(marked)
    assert "\n" not in squeezed(quoted) and squeezed(quoted) in " ".join(marked.text.split())
    found = {" ".join(marked.text[start:stop].split()) for start, stop, _ in marked.spans}
    assert {piece.text for piece in quoted if piece.kind == "found"} <= found
    assert bool(found) == any(piece.kind == "found" for piece in quoted)


def squeezed(quoted: list[SnippetPiece]) -> str:
    return " ".join(word for word in "".join(piece.text for piece in quoted).split(" ") if word)


def test_a_text_full_of_the_word_is_quoted_from_its_beginning():
    spans = [(start, start + 1, 0) for start in range(0, 20_000, 2)]
    quoted = cut_snippet(HighlightedText("a " * 10_000, spans))
    assert (quoted[0], quoted[-1]) == (SnippetPiece("found", "a"), SnippetPiece("cut"))
    assert sum(len(piece.text) for piece in quoted) <= SNIPPET_LENGTH


def quoted(terms: int, *places: TextPlace) -> ResultSnippets:
    """Builds the snippets of places in which each [word] is a matching word."""
    return build_snippets(list(places), lambda text, joined: mark(text), terms)


def test_the_points_with_most_of_the_words_are_quoted():
    snippets = quoted(
        3,
        TextPlace("", 0, "On [pistol] [permits]", "No more."),
        TextPlace("one", 1, "", "About a [pistol]."),
        TextPlace("two", 2, "", "About a [pistol] [permit] and a [renewal]."),
    )
    assert [passage.key for passage in snippets.passages] == ["two"]
    assert [piece.text for piece in snippets.title if piece.kind == "found"] == ["pistol", "permits"]


def test_the_first_three_of_equal_points_are_quoted():
    snippets = quoted(1, *(TextPlace(f"point-{number}", number, "", "A [pistol].") for number in (4, 2, 3, 1)))
    assert [passage.number for passage in snippets.passages] == [1, 2, 3]


def test_the_body_is_quoted_if_it_has_more_words_than_any_point():
    places = TextPlace("", 0, "Title", "[new] [permit]"), TextPlace("one", 1, "", "[new]")
    assert [passage.key for passage in quoted(2, *places).passages] == ["", "one"]


def test_the_body_is_not_quoted_if_a_point_has_all_words():
    places = TextPlace("", 0, "[New] [permit]", "[new] [permit]"), TextPlace("one", 1, "[Permit]", "[new]")
    assert [passage.key for passage in quoted(2, *places).passages] == ["one"]
