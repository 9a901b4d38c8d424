"""Runs axe on an open page without loading it again: unfolded, in light and dark, and 320 pixels wide."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": TAGS}
OF_COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The rules whose result can differ in the dark scheme; the other rules do not use colors."""
LOOKS = (("light", 1280, ALL), ("dark", 1280, OF_COLORS), ("light", 320, ALL))
# `preload: false` keeps axe from loading the styles again; only an experimental rule needs them.
RUN = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false}).then(answer =>
  answer.violations.flatMap(rule => rule.nodes.map(node =>
    [rule.id, node.target.join(' '), node.failureSummary.split('\\n')[1] ?? ''].join(' | '))))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Finds punctuation that begins a line: text after an element that starts with a comma or similar, on a line below the
# last line of the element.
STRANDED = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode, before = text.previousSibling;
    if (!/^[,.;:)]/.test(text.data) || !before?.getClientRects?.().length) continue;
    const mark = document.createRange(), element = document.createRange();
    mark.setStart(text, 0); mark.setEnd(text, 1); element.selectNodeContents(before);
    const last = [...element.getClientRects()].at(-1);
    if (last && mark.getBoundingClientRect().top >= last.bottom - 2) found.push(before.textContent + text.data);
  }
  return found;
}"""


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('#content details').forEach(details => details.open = true)")
    if page.locator("[data-preview]").count():
        page.wait_for_load_state("networkidle")  # Opened points load their previews.


def findings(page: Page) -> list[str]:
    """Returns what axe finds, and by how much the narrow page scrolls sideways. Leaves the page wide and light."""
    unfold(page)
    page.evaluate(AXE_SCRIPT)
    problems = []
    for scheme, width, rules in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        problems += [f"{scheme} {width}: {violation}" for violation in page.evaluate(RUN, rules)]
    if over := page.evaluate(SIDEWAYS):
        problems.append(f"{width}: scrolls sideways by {over} pixels")
    page.set_viewport_size({"width": 1280, "height": 800})
    return problems
