"""A text of none of the kinds: nothing is read from it but a heading that stands plainly on top."""

from portal.sources.parsing.facts import Document
from portal.sources.parsing.headings import is_heading
from portal.sources.parsing.page import Page
from portal.sources.parsing.posted import own_line
from portal.sources.parsing.spans import words_at

UNKNOWN = "No kind of document was recognised; nothing but a heading was read."
LONGEST = 100


def read(page: Page, document: Document) -> None:
    document.warn(UNKNOWN)
    document.official_reason = "What the text is was not recognised."
    if len(page.paragraphs) < 2:
        return
    first, second = page.paragraphs[:2]
    words = first.folded
    if own_line(page.text, first.first.start, first.end):
        return
    if is_heading(first) and second.gap and len(words) <= LONGEST and words[0].isupper() and words[-1].isalnum():
        document.title = words_at(page.text, first.start, first.end, "heading", drop="*_# ")
