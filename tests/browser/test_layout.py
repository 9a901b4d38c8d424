"""Pages fit on small screens and paper, and with large type and wide spacing."""

import gzip

import pytest

from tests.browser.page_checks import STRANDED
from tests.browser.public_pages import NOTICE, PAGES

BYTES_OF_A_FIRST_VISIT = 30_000
BYTES_OF_THE_STYLES = 6_000
# WCAG 2.2, success criterion 1.4.12.
WIDE = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"  # noqa: E501


def sideways(page) -> int:
    """Returns by how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [320, 360, 640, 900])
def test_no_page_scrolls_sideways(open_page, width):
    page = open_page(width=width)
    too_wide = {}
    for address in PAGES:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        if over := sideways(page):
            too_wide[address] = over
    assert too_wide == {}


def test_no_line_begins_with_a_comma(open_page):
    page, stranded = open_page(width=360), {}
    page.set_content(
        '<p style="width: 8rem"><a style="display: inline-block">Of two lines, on a phone</a>, version 1</p>'
    )
    assert page.evaluate(STRANDED) == ["Of two lines, on a phone, version 1"]
    for address in PAGES:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        if texts := page.evaluate(STRANDED):
            stranded[address] = texts
    assert stranded == {}


def test_wide_text_spacing_cuts_nothing_off(open_page):
    page = open_page(width=320, bypass_csp=True)
    too_wide = {}
    for address in PAGES:
        page.goto(address)
        page.add_style_tag(content=WIDE)
        if over := sideways(page):
            too_wide[address] = over
    assert too_wide == {}


def test_type_of_double_size_fits(open_page):
    page = open_page(width=640, bypass_csp=True)
    too_wide = {}
    for address in PAGES:
        page.goto(address)
        page.add_style_tag(content="html { font-size: 200% !important }")
        if over := sideways(page):
            too_wide[address] = over
    assert too_wide == {}


def test_the_first_visit_is_small(open_page):
    page, bodies = open_page(), {}
    page.on("response", lambda response: bodies.setdefault(response.url, response))
    page.goto("/", wait_until="networkidle")
    sizes = {url: len(gzip.compress(response.body())) for url, response in list(bodies.items())}
    assert sum(sizes.values()) < BYTES_OF_A_FIRST_VISIT, sizes
    assert [size for url, size in sizes.items() if url.endswith(".css")][0] < BYTES_OF_THE_STYLES


def test_paper_shows_the_text_and_its_permanent_address_and_no_navigation(open_page):
    page = open_page()
    page.goto(NOTICE)
    page.emulate_media(media="print")
    for hidden in ["header.site", "nav.crumbs", "aside.side", "form.asof", ".points .tools a", "footer"]:
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("h1").is_visible()
    assert page.locator("ol.points > li").count() == 9
    assert page.locator("ol.points > li .tools span").first.is_visible()
    assert f"{NOTICE}editions/3/" in page.locator(".on-paper").inner_text()


def test_paper_is_light_on_a_dark_screen(open_page):
    page = open_page(color_scheme="dark")
    page.goto(NOTICE)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_a_table_becomes_cards_on_a_phone(open_page):
    wide, phone = open_page(), open_page(width=360)
    for page in (wide, phone):
        page.goto("/")
    question = "getComputedStyle(document.querySelector('.board td')).display"
    displays = [page.evaluate(question) for page in (wide, phone)]
    assert displays == ["table-cell", "block"]


def test_items_keep_their_numbers_if_some_stand_under_another_heading(open_page):
    page = open_page(bypass_csp=True)
    page.goto(NOTICE)
    styles = page.evaluate("document.querySelector('link[rel=stylesheet]').href")
    page.set_content(
        f'<link rel="stylesheet" href="{styles}"><ol class="points"><li value="1">A</li><li value="3">B</li>'
        '<li value="4">C</li></ol><ol class="points"><li value="2">D</li></ol>'
    )
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    texts = [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == "StaticText"]
    assert [text for text in texts if text.strip(".").isdigit()] == ["1", "3", "4", "2"]
