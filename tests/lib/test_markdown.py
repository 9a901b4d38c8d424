"""Markdown as HTML for pages and previews, as plain words and as links; no text can do harm."""

import re
from html.parser import HTMLParser

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.lib.html import render_inline_markdown, render_markdown
from portal.lib.markdown import find_headings, find_links, strip_markdown

LOST_HERE = '<span class="lost">HERE</span> <span class="lost-note">(link not preserved)</span>'
TAGS = set(
    "h1 h2 h3 h4 h5 h6 p br hr ul ol li blockquote pre code em strong a img div span table thead tbody tr th td".split()
)
ATTRIBUTES = set("href title rel src alt start class tabindex role aria-label scope".split())


def one_line(html: str) -> str:
    return re.sub(r">\s+<", "><", html.strip())


class Harm(HTMLParser):
    """Collects tags, attributes and addresses that no text may bring into a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found += [f"<{tag}>"] * (tag not in TAGS)
        for name, value in attrs:
            # Browsers ignore white space and control characters inside a scheme.
            url = re.sub(r"[\x00-\x20]", "", value or "").replace("\\", "/").lower()
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", url)
            is_bad_link = name == "href" and scheme and scheme[1] not in {"http", "https", "mailto", "tel"}
            is_foreign = name == "src" and (scheme or url.startswith("//"))
            if name not in ATTRIBUTES or is_bad_link or is_foreign:
                self.found.append(f"{name}={value}")


# HTML


def test_text_becomes_html():
    html = render_markdown("Some *words* and **more**.\n\n- one\n- two\n\n3. three\n\n> said\n\n`code`  \nend")
    assert one_line(html) == (
        "<p>Some <em>words</em> and <strong>more</strong>.</p><ul><li>one</li><li>two</li></ul>"
        '<ol start="3"><li>three</li></ol><blockquote><p>said</p></blockquote><p><code>code</code><br>\nend</p>'
    )
    assert isinstance(html, SafeString)


def test_headings_begin_below_the_title_of_the_page_and_end_at_level_six():
    assert one_line(render_markdown("# a\n\n## b\n\n###### c")) == "<h2>a</h2><h3>b</h3><h6>c</h6>"


def test_headings_begin_at_the_requested_level():
    assert one_line(render_markdown("# a\n\n## b", heading_level=4)) == "<h4>a</h4><h5>b</h5>"
    assert one_line(render_markdown("a\n=", heading_level=1)) == "<h1>a</h1>"


@pytest.mark.parametrize("level", [0, 7])
def test_a_heading_level_that_html_does_not_have_is_refused(level):
    with pytest.raises(ValueError, match=f"A heading level is 1 to 6, not {level}."):
        render_markdown("# a", heading_level=level)


def test_links_send_no_referrer():
    assert render_markdown('[a](https://example.com/b?c=d&e "t")') == (
        '<p><a href="https://example.com/b?c=d&amp;e" title="t" rel="noopener noreferrer">a</a></p>\n'
    )


@pytest.mark.parametrize("target", ["/guidance/", "#top", "mailto:a@example.com", "tel:+1-203-555-0100", "HTTP://a.b/"])
def test_a_link_keeps_an_allowed_target(target):
    assert f'href="{target}"' in render_markdown(f"[a]({target})")


def test_an_address_becomes_a_link_only_in_angle_brackets():
    assert render_markdown("https://example.com") == "<p>https://example.com</p>\n"
    assert 'href="https://example.com"' in render_markdown("<https://example.com>")


def test_a_link_inside_a_link_becomes_its_words():
    assert (
        render_markdown("[a <http://b.c> d](/e)")
        == '<p><a href="/e" rel="noopener noreferrer">a http://b.c d</a></p>\n'
    )


def test_a_lost_link_has_a_note_and_no_target():
    assert render_markdown("click [HERE](lost:) now") == f"<p>click {LOST_HERE} now</p>\n"
    assert render_markdown("[HERE][x]\n\n[x]: LOST:") == f"<p>{LOST_HERE}</p>\n"
    assert render_markdown("![HERE](lost:)") == f"<p>{LOST_HERE}</p>\n"


def test_markup_inside_a_lost_link_is_kept():
    assert '<span class="lost">see <em>it</em></span>' in render_markdown("[see *it*](lost:)")


def test_an_image_on_this_host_is_shown():
    assert render_markdown('![A \\* "map"](/media/map.png)') == (
        '<p><img src="/media/map.png" alt="A * &quot;map&quot;"></p>\n'
    )


@pytest.mark.parametrize("source", ["https://example.com/a.png", "//example.com/a.png"])
def test_an_image_on_another_host_becomes_a_link(source):
    assert (
        render_markdown(f"![A *map*]({source})") == f'<p><a href="{source}" rel="noopener noreferrer">A map</a></p>\n'
    )


def test_an_image_on_another_host_without_words_becomes_its_address():
    assert ">https://a.b/c.png</a>" in render_markdown("![](https://a.b/c.png)")


def test_an_image_on_another_host_inside_a_link_becomes_its_words():
    assert (
        render_markdown("[![map](https://a.b/c.png)](/d)") == '<p><a href="/d" rel="noopener noreferrer">map</a></p>\n'
    )


def test_a_table_scrolls_and_is_aligned_without_style_attributes():
    assert one_line(render_markdown("| a | b |\n|---|--:|\n| 1 | 2 |")) == (
        '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>'
        '<thead><tr><th scope="col">a</th><th scope="col" class="align-right">b</th></tr></thead>'
        '<tbody><tr><td>1</td><td class="align-right">2</td></tr></tbody></table></div>'
    )


@pytest.mark.parametrize("text", ["[x](javascript:a)", "![x](data:image/png;base64,AA)", "[x](JavaScript:a)"])
def test_a_link_with_a_forbidden_scheme_stays_plain_text(text):
    assert (render_markdown(text), strip_markdown(text), find_links(text)) == (f"<p>{text}</p>\n", text, [])


def test_html_in_the_text_is_shown_as_characters():
    assert render_markdown("<b onclick=x>a</b>") == "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>\n"
    assert render_markdown("<div>\n*a*\n</div>") == "<p>&lt;div&gt;\n<em>a</em>\n&lt;/div&gt;</p>\n"


def test_inline_markdown_has_no_block_elements():
    html = render_inline_markdown("# *a* [HERE](lost:) 1. <b>")
    assert html == f"# <em>a</em> {LOST_HERE} 1. &lt;b&gt;"
    assert isinstance(html, SafeString)


# Words


def test_plain_text_has_no_markup():
    assert strip_markdown(
        "# A *title*\n\nOne\ntwo  \nthree [link](/a) ![map](b.png) &amp; \\*.\n\n---\n\n> `said`\n\n    code"
    ) == ("A title\n\nOne two\nthree link map & *.\n\nsaid\n\ncode")


def test_lists_in_plain_text_keep_their_marks_and_indentation():
    text = "3. three\n4. four\n   - a\n   - b\n\n     more\n\n   last\n5. \n\ntext"
    assert strip_markdown(text) == "3. three\n4. four\n   - a\n   - b\n\n     more\n\n   last\n5.\n\ntext"


def test_tables_in_plain_text_have_tabs_between_cells():
    assert strip_markdown("|a|*b*|\n|-|-|\n|1||") == "a\tb\n1\t"


def test_plain_text_marks_lost_links_only_on_request():
    text = "click [HERE](lost:) or [there](/a) or ![map](lost:)"
    assert strip_markdown(text) == "click HERE or there or map"
    assert strip_markdown(text, mark_lost=True) == (
        "click HERE [link not preserved] or there or map [link not preserved]"
    )


def test_the_plain_text_of_an_empty_text_is_empty():
    assert strip_markdown("") == strip_markdown(" \n\n---\n") == ""


def test_find_links_returns_targets_in_order_without_lost_links():
    text = "[a](/é) ![b](c.png) [HERE](lost:) <mailto:d@e.fr>\n\n|t|\n|-|\n|[f][g]|\n\n[g]: https://h.i/ 'j'"
    assert find_links(text) == ["/%C3%A9", "c.png", "mailto:d@e.fr", "https://h.i/"]


def test_find_headings_returns_the_level_as_written():
    assert find_headings("# A *b*\n\ntext\n\n- ### c\n\nd\n-\n") == [(1, "A b"), (3, "c"), (2, "d")]


# Harm


def test_the_detector_finds_harmful_html():
    html = '<script>a</script><a href="java\nscript:a" onclick="b">c</a><img src="/\\d.e"><p style="f">'
    found = ["<script>", "href=java\nscript:a", "onclick=b", "src=/\\d.e", "style=f"]
    assert Harm(html).found == found


SCHEMES = ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "data:image/png;base64,AA", "vbscript:a"]
SCHEMES += ["JaVaScRiPt:a", "java&#115;cript:a", "&#106;avascript:a", "&#x6A;avascript&colon;a", "<java&Tab;script:a>"]
SCHEMES += ["<java\tscript:a>", "<\x01javascript:a>", "< javascript:a>", "java\\script:a", "view-source:a", "file:///a"]
FORMS = ["[x]({})", "![x]({})", "<{}>", "[x][y]\n\n[y]: {}", '[x](/a "{}")', "[x]({} 'y')", "# [x]({})"]
FORMS += ["|[x]({})|\n|-|"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("url", SCHEMES)
def test_no_form_of_link_has_a_forbidden_scheme(form, url):
    text = form.format(url)
    assert Harm(render_markdown(text)).found == Harm(render_inline_markdown(text)).found == []


@pytest.mark.parametrize(
    "source",
    ["//a.b/c", "/\\a.b/c", "\\\\a.b/c", "///a.b", "/&Tab;/a.b", "http:a.b", "https:/a.b", "hTTps://a", "ftp://a"],
)
def test_no_image_is_loaded_from_another_host(source):
    assert Harm(render_markdown(f"![x]({source}) [![x](<{source}>)](/y)")).found == []


@pytest.mark.parametrize(
    "text",
    [
        '[x](/a "\\"><script>alert(1)</script>")',
        "[x](/a '\" onmouseover=\"alert(1)')",
        '![" onerror="alert(1)](/a)',
        '```"><script>\nx\n```',
        '``` x" onclick="a\nx\n```',
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<scr<script>ipt>alert(1)</script>",
        "<!--\n--><img src=x onerror=a>",
        "<svg/onload=a>\n\n<a href='javascript:a'>b</a>",
        "[x]: javascript:a\n\n[x]",
        "|<script>|\n|:-:|\n|<img src=//a.b>|",
    ],
)
def test_no_html_in_a_text_becomes_markup(text):
    assert Harm(render_markdown(text)).found == Harm(render_inline_markdown(text)).found == []


def test_characters_that_cannot_be_stored_become_replacement_characters():
    assert render_markdown("a\0b\ud800c") == "<p>a\ufffdb\ufffdc</p>\n"
    assert strip_markdown("a\0b\ud800c") == "a\ufffdb\ufffdc"


HOSTILE = ["[", "![", "![a](", "[a](", ">", "> ", "*", "*a ", "**a *b ", "_", "`", "<", "<a ", "&#", "\\", "- "]
HOSTILE += ["1. ", "|", "\0", "~", "#", "(", "[a]: ", "[a]:\n", "* a\n", "a\n=\n", "> - ", "<http://a> ", "[x](lost:) "]


@pytest.mark.parametrize("part", HOSTILE)
def test_rendering_ten_thousand_repetitions_ends(part):
    text = part * 10_000
    assert Harm(render_markdown(text)).found == Harm(render_inline_markdown(text)).found == []
    assert isinstance(strip_markdown(text), str)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000 + "a" + "](/b)" * 10_000,
        "![" * 10_000 + "a" + "](/b)" * 10_000,
        "*a " * 10_000 + "a* " * 10_000,
        "".join("  " * depth + "- a\n" for depth in range(500)),
        "".join("a" + "`" * length for length in range(400)),
        "a" * 100_000,
        "a " * 50_000,
        " " * 100_000 + "a",
        "|a" * 300 + "|\n" + "|-" * 300 + "|\n" + "|\n" * 300,
    ],
    ids=["links", "images", "emphasis", "lists", "backticks", "word", "words", "spaces", "cells"],
)
def test_rendering_deep_and_long_texts_ends(text):
    assert Harm(render_markdown(text)).found == Harm(render_inline_markdown(text)).found == []
    assert strip_markdown(text)


PARTS = [*'ab \n[]()!<>*_`#-|:&;"\\/1.\0', "](", "lost:", "javascript:", "http://", "<script>", "&Tab;"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=60).map("".join))
def test_no_mixture_of_parts_does_harm(text):
    assert Harm(render_markdown(text)).found == Harm(render_inline_markdown(text)).found == []
    assert "lost:" not in find_links(text)
    assert isinstance(strip_markdown(text), str)
