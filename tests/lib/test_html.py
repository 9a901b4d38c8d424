from django.template import engines

from portal.lib.html import collapse_white_space


def test_white_space_collapses_and_disappears_around_blocks():
    html = "\n<ul>\n    <li>\n        One  <b>two</b>\n        three\n    </li>\n</ul>\n"
    assert collapse_white_space(html) == "<ul><li>One <b>two</b> three</li></ul>"


def test_white_space_in_pre_and_textarea_does_not_change():
    html = "<div>\n    <pre>a\n    b </pre>\n    <textarea>\n c</textarea>\n</div>"
    assert collapse_white_space(html) == "<div><pre>a\n    b </pre> <textarea>\n c</textarea></div>"


def test_html_templates_lose_their_indentation_but_no_lines():
    engine = engines["django"].engine
    source = engine.find_template("public/edition.html")[0].source
    with open(engine.get_template("public/edition.html").origin.name, encoding="utf-8") as file:
        lines = file.read().splitlines()
    assert source.splitlines() == [line.lstrip() for line in lines]
    assert any(line.startswith("    ") for line in lines)
