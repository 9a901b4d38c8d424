"""Finds a notice of services below the end mark of another document."""

from portal.importer.parser.classifier import SERVICE_PATTERN
from portal.importer.parser.contact_blocks import CONTACT_LABEL_PATTERN
from portal.importer.parser.contact_lines import EMAIL_PATTERN
from portal.importer.parser.headings import END_MARK_PATTERN, is_heading
from portal.importer.parser.page import TextPage
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.phone_numbers import PHONE_PATTERN

MIN_ITEMS = 2


def find_closing_notice(page: TextPage) -> int | None:
    """Returns the index of its heading among the paragraphs, or None. Below the last end mark there must be a heading
    and a list of services; contacts are ignored."""
    marks = [place for place, paragraph in enumerate(page.paragraphs) if is_end_mark(paragraph)]
    if not marks:
        return None
    heading = None
    for place in range(marks[-1] + 1, len(page.paragraphs)):
        paragraph = page.paragraphs[place]
        if paragraph.mark:
            return heading if heading is not None and is_service_list(page.paragraphs[place:]) else None
        reaches = (
            PHONE_PATTERN.search(paragraph.text[:300])
            or EMAIL_PATTERN.search(paragraph.text[:300])
            or CONTACT_LABEL_PATTERN.match(paragraph.text[:80])
        )
        if reaches or not is_heading(paragraph):
            heading = None
        elif heading is None or paragraph.gap > 1:
            heading = place
    return None


def is_service_list(every: list[Paragraph]) -> bool:
    items = [paragraph for paragraph in every if paragraph.mark]
    return len(items) >= MIN_ITEMS and 2 * sum(
        bool(SERVICE_PATTERN.search(paragraph.text[:1000])) for paragraph in items
    ) >= len(items)


def is_end_mark(paragraph: Paragraph) -> bool:
    return len(paragraph.text) < 12 and bool(END_MARK_PATTERN.match(paragraph.text))
