"""A notice of services that stands below the end mark of another document."""

from portal.sources.parsing.classify import SERVICE
from portal.sources.parsing.contact_lines import EMAIL
from portal.sources.parsing.contacts import MARK
from portal.sources.parsing.headings import END_MARK, is_heading
from portal.sources.parsing.page import Page
from portal.sources.parsing.paragraphs import Paragraph
from portal.sources.parsing.phones import NUMBER

FEWEST_ITEMS = 2


def notice_below(page: Page) -> int | None:
    """The place among the paragraphs of its heading: what stands below the last end mark, contacts aside, is a heading
    and a list of services."""
    marks = [place for place, one in enumerate(page.paragraphs) if is_end(one)]
    if not marks:
        return None
    heading = None
    for place in range(marks[-1] + 1, len(page.paragraphs)):
        one = page.paragraphs[place]
        if one.mark:
            return heading if heading is not None and lists_services(page.paragraphs[place:]) else None
        reaches = NUMBER.search(one.text[:300]) or EMAIL.search(one.text[:300]) or MARK.match(one.text[:80])
        if reaches or not is_heading(one):
            heading = None
        elif heading is None or one.gap > 1:
            heading = place
    return None


def lists_services(every: list[Paragraph]) -> bool:
    items = [one for one in every if one.mark]
    return len(items) >= FEWEST_ITEMS and 2 * sum(bool(SERVICE.search(one.text[:1000])) for one in items) >= len(items)


def is_end(one: Paragraph) -> bool:
    return len(one.text) < 12 and bool(END_MARK.match(one.text))
