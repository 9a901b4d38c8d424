"""A notice of services that is below the end mark of another document."""

from portal.importer.parser.classifier import SERVICE_PATTERN
from portal.importer.parser.contact_blocks import CONTACT_LABEL_PATTERN
from portal.importer.parser.contact_lines import EMAIL_PATTERN
from portal.importer.parser.headings import END_MARK_PATTERN, is_heading
from portal.importer.parser.page import TextPage
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.phone_numbers import PHONE_PATTERN

MIN_ITEMS = 2


def find_closing_notice(page: TextPage) -> int | None:
    """The place among the paragraphs of its heading: what is below the last end mark, contacts aside, is a heading
    and a list of services."""
    marks = [place for place, one in enumerate(page.paragraphs) if is_end_mark(one)]
    if not marks:
        return None
    heading = None
    for place in range(marks[-1] + 1, len(page.paragraphs)):
        one = page.paragraphs[place]
        if one.mark:
            return heading if heading is not None and is_service_list(page.paragraphs[place:]) else None
        reaches = (
            PHONE_PATTERN.search(one.text[:300])
            or EMAIL_PATTERN.search(one.text[:300])
            or CONTACT_LABEL_PATTERN.match(one.text[:80])
        )
        if reaches or not is_heading(one):
            heading = None
        elif heading is None or one.gap > 1:
            heading = place
    return None


def is_service_list(every: list[Paragraph]) -> bool:
    items = [one for one in every if one.mark]
    return len(items) >= MIN_ITEMS and 2 * sum(bool(SERVICE_PATTERN.search(one.text[:1000])) for one in items) >= len(
        items
    )


def is_end_mark(one: Paragraph) -> bool:
    return len(one.text) < 12 and bool(END_MARK_PATTERN.match(one.text))
