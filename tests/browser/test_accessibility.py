"""Accessibility as far as a program can check it: axe-core's rules for WCAG 2.2 AA and good practice."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.page_checks import TAGS
from tests.browser.public_pages import PAGES

LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "narrow": {"width": 320},
    "narrow and dark": {"width": 320, "color_scheme": "dark"},
}


def findings(page) -> list[str]:
    answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    return [
        f"{page.url}: {violation['id']} {node['target']} {node['failureSummary']}"
        for violation in answer.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(open_page, look):
    page = open_page(**LOOKS[look])
    problems = []
    for address in PAGES:
        page.goto(address)
        problems += findings(page)
    assert problems == []


def test_axe_finds_nothing_when_everything_is_unfolded(open_page):
    page = open_page()
    problems = []
    for address in PAGES:
        page.goto(address)
        if page.locator("details").count():
            page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
            problems += findings(page)
    assert problems == []
