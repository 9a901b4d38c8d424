"""Public pages without a mouse: the keyboard reaches every control, the focus is visible, and everything works."""

import re

import pytest

from tests.browser.public_pages import NOTICE, PAGES, QUESTIONS

REACHABLE = "a[href], button, input, select, summary, [tabindex='0']"
# Numbers every visible control, to identify the element that has the focus.
NUMBER = f"""() => [...document.querySelectorAll("{REACHABLE}")].filter(element => element.checkVisibility())
  .map((element, index) => element.dataset.stop = String(index))"""
FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element)
  const visible = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
  return [element.dataset.stop ?? null, visible, element.outerHTML.slice(0, 120)]
}"""


@pytest.mark.parametrize("address", ["/", "/guidance/", NOTICE, f"{NOTICE}compare/1..3/", f"{NOTICE}history/"])
def test_the_keyboard_reaches_every_control_and_the_focus_is_visible(open_page, address):
    page = open_page()
    page.goto(address)
    expected, reached, unseen = set(page.evaluate(NUMBER)), set(), []
    for _ in range(4 * len(expected)):
        page.keyboard.press("Tab")
        stop, visible, html = page.evaluate(FOCUSED)
        reached.add(stop)
        if stop is not None and not visible:
            unseen.append(html)
        if expected <= reached:
            break
    assert expected - reached == set()
    assert unseen == []


def test_the_skip_link_is_first_and_leads_to_the_content(open_page):
    page = open_page()
    for address in PAGES:
        page.goto(address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", address
        assert page.locator(".skip").bounding_box()["x"] >= 0, address
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main", address


def tab_to(page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    raise AssertionError(f"Tab did not reach {selector}.")


def test_another_day_can_be_chosen_by_keyboard_only(open_page):
    page = open_page()
    page.goto("/")
    tab_to(page, "#on")
    page.keyboard.type("06162020")
    tab_to(page, "form.asof button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?on=2020-06-16")
    assert page.locator("h1").inner_text() == "What was in effect on June 16, 2020"


def test_a_record_can_be_read_as_of_a_day_by_keyboard_only(open_page):
    page = open_page()
    page.goto(NOTICE)
    tab_to(page, "#on")
    page.keyboard.type("06102020")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{NOTICE}on/2020-06-10/")
    assert page.locator(".banner strong").first.inner_text() == "In effect on June 10, 2020."


def test_a_long_text_has_links_to_each_question(open_page):
    page = open_page()
    page.goto(QUESTIONS)
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    assert page.locator(".jump a").count() == 20
    tab_to(page, ".jump li:nth-child(8) a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#sensitive-locations$"))
