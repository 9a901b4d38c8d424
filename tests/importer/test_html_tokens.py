"""Tags and text of pages, well formed or not, are read as browsers read them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.importer.parser.html_text import extract_html_text, is_html
from portal.importer.parser.html_tokens import list_html_tokens

PIECES = [
    "<",
    ">",
    "a",
    "<a ",
    "<b>",
    "</b>",
    "</",
    "<!",
    "<!--",
    "-->",
    "--",
    "<?",
    "=",
    '"',
    "'",
    " ",
    "/",
    "&amp",
    "\n",
]


def read_tokens(page: str) -> list[tuple]:
    return [(token.kind, token.words, *token.attributes.items()) for token in list_html_tokens(page)]


@pytest.mark.parametrize(
    ("page", "tokens"),
    [
        ("a<B c=d>e</B >", [("text", "a"), ("start", "b", ("c", "d")), ("text", "e"), ("end", "b")]),
        ("<a href='x>y' HREF=z>", [("start", "a", ("href", "x>y"))]),
        ('<a b="1"c=2/d>', [("start", "a", ("b", "1"), ("c", "2/d"))]),
        ("<a b = 'c' d e=>", [("start", "a", ("b", "c"), ("d", ""), ("e", ""))]),
        ("<a href='?a=1&amp;b'>", [("start", "a", ("href", "?a=1&b"))]),
        ("<br/>x", [("start", "br"), ("text", "x")]),
        ("1 < 2 <3", [("text", "1 "), ("text", "< 2 "), ("text", "<3")]),
        (
            "a<!-- <b> --><!--> x <!---> y <!-- z --!>c",
            [("text", "a"), ("text", " x "), ("text", " y "), ("text", "c")],
        ),
        ("<!doctype html><?php a ?></>b</ c>d", [("text", "b"), ("text", "d")]),
        (
            "<script>a</b><!--</script >c",
            [("start", "script"), ("text", "a</b><!--"), ("end", "script"), ("text", "c")],
        ),
        ("<title>&lt;b></title>", [("start", "title"), ("text", "<b>"), ("end", "title")]),
        ("a<!-- never closed <b>", [("text", "a")]),
        ("a<b c='never closed>", [("text", "a")]),
        ("a<script>never closed", [("text", "a"), ("start", "script"), ("text", "never closed")]),
        ("&eacute;&#233;&#xe9;&", [("text", "éé\xe9&")]),
        ("<", [("text", "<")]),
        ("</", [("text", "</")]),
    ],
)
def test_a_page_is_split_into_tokens(page, tokens):
    assert read_tokens(page) == tokens


def test_a_reference_with_thousands_of_digits_is_replaced():
    assert read_tokens("a&#" + "9" * 10_000 + ";b") == [("text", "a\N{REPLACEMENT CHARACTER}b")]


@given(st.lists(st.sampled_from(PIECES)))
def test_tokens_are_never_longer_than_the_page(pieces):
    page = "".join(pieces)
    assert sum(len(token.words) for token in list_html_tokens(page)) <= len(page)


HARD = [
    "<a ",
    "<a",
    "<",
    "</",
    "</a",
    '<a b="',
    "<a b=",
    "<a b",
    "<!--",
    "<!",
    "<?",
    "<![CDATA[",
    "<div>",
    "<p>",
    "</p>",
]
HARD += [
    "<div></b>",
    "<ul><li>",
    "<table>",
    "&",
    "&a",
    "&#1",
    "<script>",
    "<title>",
    "<a/",
    "<a href=x>",
    "<!-->",
    "<a\n",
]


def measure(piece: str, size: int) -> float:
    page, times = "<html>" + piece * (size // len(piece)), []
    for _ in range(2):
        begin = time.process_time()
        is_html(page)
        extract_html_text(page)
        times.append(time.process_time() - begin)
    return min(times)


@pytest.mark.parametrize("piece", HARD)
def test_the_time_grows_in_proportion_to_the_page(piece):
    small, middle, large = (measure(piece, size) for size in (10_000, 100_000, 1_000_000))
    assert middle < 30 * max(small, 0.002)
    assert large < 30 * max(middle, 0.002)


@pytest.mark.parametrize("begin", ["<!---->", "<!-- a -->\n", "<?xml a?>", "<!--"])
def test_a_page_is_recognized_after_comments(begin):
    assert is_html(begin * 3 + ("-->" if begin == "<!--" else "") + "<p>a</p>")
    assert not is_html(begin * 3_000 + "a</p>")
