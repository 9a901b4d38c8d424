"""A text of none of the kinds: nothing is read from it but a heading that stands plainly on top."""

from portal.importer.parser.document import ParsedDocument
from portal.importer.parser.headings import is_heading
from portal.importer.parser.page import TextPage
from portal.importer.parser.posted_dates import parse_date_line
from portal.importer.parser.spans import extract_words

UNKNOWN_KIND = "No kind of document was recognised; nothing but a heading was read."
MAX_TITLE_LENGTH = 100


def parse_other(page: TextPage, document: ParsedDocument) -> None:
    document.warn(UNKNOWN_KIND)
    document.official_reason = "What the text is was not recognised."
    if len(page.paragraphs) < 2:
        return
    first, second = page.paragraphs[:2]
    words = first.folded
    if parse_date_line(page.text, first.first.start, first.end):
        return
    if (
        is_heading(first)
        and second.gap
        and len(words) <= MAX_TITLE_LENGTH
        and words[0].isupper()
        and words[-1].isalnum()
    ):
        document.title = extract_words(page.text, first.start, first.end, "heading", drop="*_# ")
