"""axe looks at a page as it stands: unfolded, in light, in dark and 320 pixels wide, without loading it again."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": TAGS}
OF_COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What dark can change; the other rules read neither colors nor their scheme."""
LOOKS = (("light", 1280, ALL), ("dark", 1280, OF_COLORS), ("light", 320, ALL))
# Without preload axe does not load the styles once more; only an experimental rule reads them.
RUN = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false}).then(answer =>
  answer.violations.flatMap(rule => rule.nodes.map(node =>
    [rule.id, node.target.join(' '), node.failureSummary.split('\\n')[1] ?? ''].join(' | '))))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Text after a link or another element that begins with a comma or the like, on a line below that element's last.
STRANDED = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode, before = text.previousSibling;
    if (!/^[,.;:)]/.test(text.data) || !before?.getClientRects?.().length) continue;
    const mark = document.createRange(), told = document.createRange();
    mark.setStart(text, 0); mark.setEnd(text, 1); told.selectNodeContents(before);
    const last = [...told.getClientRects()].at(-1);
    if (last && mark.getBoundingClientRect().top >= last.bottom - 2) found.push(before.textContent + text.data);
  }
  return found;
}"""


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('#content details').forEach(one => one.open = true)")
    if page.locator("[data-preview]").count():
        page.wait_for_load_state("networkidle")  # opened points ask for their previews


def findings(page: Page) -> list[str]:
    """What axe finds, and by how much the narrow page scrolls sideways. Leaves the page wide and light."""
    unfold(page)
    page.evaluate(AXE_SCRIPT)
    found = []
    for scheme, width, rules in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{scheme} {width}: {one}" for one in page.evaluate(RUN, rules)]
    if over := page.evaluate(SIDEWAYS):
        found.append(f"{width}: scrolls sideways by {over} pixels")
    page.set_viewport_size({"width": 1280, "height": 800})
    return found
