"""Numbers of lists, ids of headings, and directions of text in rendered Markdown."""

import re

import pytest

from portal.lib.heading_ids import find_heading_ids, is_heading_id
from portal.lib.html import make_links_absolute, render_markdown, render_markdown_parts
from portal.lib.languages import (
    LANGUAGE_NAMES,
    get_language_attributes,
    is_right_to_left,
    isolate_words,
    split_number_groups,
)
from portal.lib.markdown import strip_markdown

PHONE = "(860) 555-0134"
ARABIC = "اتصل بالوحدة"


def one_line(html: str) -> str:
    return re.sub(r">\s+<", "><", html.strip())


@pytest.mark.parametrize(
    "text, html",
    [
        ("3. a\n7. b\n8. c", '<ol start="3"><li>a</li><li value="7">b</li><li>c</li></ol>'),
        ("0. a\n2. b", '<ol start="0"><li>a</li><li value="2">b</li></ol>'),
        ("5. a\n4. b\n4. c", '<ol start="5"><li>a</li><li value="4">b</li><li value="4">c</li></ol>'),
        ("1) a\n4) b", '<ol class="parenthesis"><li>a</li><li value="4">b</li></ol>'),
        (
            "1. a\n   - b\n     1. c\n     9. d\n3. e",
            '<ol><li>a\n<ul><li>b\n<ol><li>c</li><li value="9">d</li></ol></li></ul></li><li value="3">e</li></ol>',
        ),
        ("2019. a\n2021. b", '<ol start="2019" class="long-numbers"><li>a</li><li value="2021">b</li></ol>'),
        ("(3) a\n(7) b", "<p>(3) a\n(7) b</p>"),
        ("c. a\ng. b", "<p>c. a\ng. b</p>"),
    ],
)
def test_a_list_shows_the_numbers_that_the_author_wrote(text, html):
    assert one_line(render_markdown(text)) == html
    assert re.findall(r"\d+[.)]", strip_markdown(text)) == re.findall(r"\d+[.)]", text)


def test_the_same_number_at_every_item_counts_up():
    assert one_line(render_markdown("4. a\n4. b")) == '<ol start="4"><li>a</li><li>b</li></ol>'
    assert strip_markdown("1. a\n1. b\n1. c") == "1. a\n2. b\n3. c"


def test_headings_have_ids_made_of_their_words():
    before, after = render_markdown_parts(("# Who *may* apply?\n\n## Fees", "# Fees\n\n# Fees 2\n\n# ?!"), scope="text")
    assert re.findall('id="([^"]+)"', before + after) == [
        "text.who-may-apply",
        "text.fees",
        "text.fees-2",
        "text.fees-2-2",
        "text.heading",
    ]
    assert 'id="renewals.fees"' in render_markdown("# Fees", scope="renewals")
    assert 'id="text.الرسوم"' in render_markdown("# الرسوم", scope="text")
    assert find_heading_ids(["# Fees", "# Fees\n\n# Other"], "text") == {"text.fees", "text.fees-2", "text.other"}


def test_a_heading_has_no_id_where_several_texts_share_a_page():
    assert "id=" not in render_markdown("# Fees")
    absolute = make_links_absolute(render_markdown("# Fees\n\n[to](#text.fees)", scope="text"), "https://a.example/b/")
    assert " id=" not in absolute and 'href="https://a.example/b/#text.fees"' in absolute


def test_an_id_of_a_heading_is_no_key_of_a_point_and_has_a_limit():
    long = re.findall('id="([^"]+)"', render_markdown(f"# {'word ' * 60}\n\n# {'x' * 300}", scope="text"))
    assert [len(name) <= 65 and is_heading_id(name) for name in long] == [True, True]
    assert not is_heading_id("who-may-apply") and not is_heading_id("")


def test_ten_thousand_headings_with_the_same_words_end():
    assert len(find_heading_ids(["# a\n" * 10_000], "text")) == 10_000


def test_groups_of_digits_keep_their_order_in_a_text_from_right_to_left():
    isolated = f'<bdi dir="ltr">{PHONE}</bdi>'
    assert isolated in render_markdown(f"- {PHONE}", language="ar")
    assert isolated in render_markdown(f"| {ARABIC} {PHONE} |\n|-|", language="ar")
    assert f'<p dir="rtl">{ARABIC} {isolated}' in render_markdown(f"{ARABIC} {PHONE}.")
    for number in ("1-860-555-0134", "+1 860 555 0134", "860.555.0134", "2020-06-05", "8:30-12:00"):
        assert f'<bdi dir="ltr">{number}</bdi>' in render_markdown(f"{ARABIC} {number}", language="he")
    assert "bdi" not in render_markdown(f"Call {PHONE}.") + render_markdown(f"Llame al {PHONE}.", language="es")


def test_a_block_in_the_other_direction_states_its_own():
    assert render_markdown(ARABIC, language="ar") == f"<p>{ARABIC}</p>\n"
    assert render_markdown("The unit.", language="ar") == '<p dir="ltr">The unit.</p>\n'
    assert one_line(render_markdown(f"# {ARABIC}\n\n- a\n- {ARABIC}")) == (
        f'<h2 dir="rtl">{ARABIC}</h2><ul><li>a</li><li dir="rtl">{ARABIC}</li></ul>'
    )


@pytest.mark.parametrize(
    "tag, attributes",
    [
        ("en", {}),
        ("", {}),
        ("es", {"lang": "es"}),
        ("ar", {"lang": "ar", "dir": "rtl"}),
        ("he", {"lang": "he", "dir": "rtl"}),
        ("pa-Arab", {"lang": "pa-Arab", "dir": "rtl"}),
        ("ur-Latn", {"lang": "ur-Latn"}),
        ("zh-Hant", {"lang": "zh-Hant"}),
    ],
)
def test_a_text_has_the_attributes_of_its_language(tag, attributes):
    assert get_language_attributes(tag) == attributes


def test_the_desk_offers_languages_with_valid_tags_that_fit_the_column():
    assert all(re.fullmatch("[a-z]{2,3}(-[A-Z][a-z]{3})?", tag) and len(tag) <= 10 for tag in LANGUAGE_NAMES)
    assert {tag for tag in LANGUAGE_NAMES if is_right_to_left(tag)} == {"ar", "he", "fa", "ps", "prs", "ur", "yi"}


def test_words_from_right_to_left_are_isolated_in_plain_text():
    assert isolate_words("A title") == "A title"
    assert isolate_words(ARABIC) == f"\u2068{ARABIC}\u2069"


@pytest.mark.parametrize("depth", [10, 15, 60])
@pytest.mark.parametrize("mark", ["-", "3.", ">"])
def test_deep_nesting_loses_no_words(mark, depth):
    """The parser's own limit left out everything that followed the tenth list."""
    lines = [
        f"{mark} " * (level + 1) if mark == ">" else " " * (len(mark) + 1) * level + mark for level in range(depth)
    ]
    nested = "\n".join(f"{line} level{level}." for level, line in enumerate(lines))
    text = f"{nested}\n\nAfter it.\n\n# Heading"
    words = [f"level{level}." for level in range(depth)] + ["After it.", "Heading"]
    for shown in (render_markdown(text), strip_markdown(text)):
        assert [word for word in words if word not in shown] == []
    assert find_heading_ids([text], "text") == {"text.heading"}


@pytest.mark.parametrize(
    "group",
    [
        PHONE,
        f"{PHONE} ext. 12",
        "54-192h",
        "54-192h(b)",
        "P.A. 19-20",
        "K-12-5",
        "DPS-799-C",
        "2020-06-05",
        "(2020-2021)",
        "8:30",
        "+44 20 7946 0958",
    ],
)
def test_groups_of_digits_and_the_latin_words_beside_them_keep_their_order(group):
    for before, after in (("", ""), ("(", f" {ARABIC})"), ("", ".")):
        text = f"{ARABIC} {before}{group}{after} {ARABIC}"
        assert [words for words, is_number in split_number_groups(text) if is_number] == [group]
        assert "".join(words for words, _ in split_number_groups(text)) == text


@pytest.mark.parametrize("text", ["(5)", "12", "COVID", "Police Department", "5)", "1986) "])
def test_what_has_no_order_to_lose_is_not_isolated(text):
    assert not any(is_number for _, is_number in split_number_groups(f"{ARABIC} {text} {ARABIC}"))
