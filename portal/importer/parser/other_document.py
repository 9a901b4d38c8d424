"""Parses a text of no known kind: reads only a heading that is clearly at the top."""

from portal.importer.parser.document import ParsedDocument
from portal.importer.parser.headings import is_heading
from portal.importer.parser.page import TextPage
from portal.importer.parser.posted_dates import parse_date_line
from portal.importer.parser.spans import extract_words

UNKNOWN_KIND = "The kind of document was not recognized; only a heading was read."
MAX_TITLE_LENGTH = 100


def parse_other(page: TextPage, document: ParsedDocument) -> None:
    document.warn(UNKNOWN_KIND)
    document.official_reason = "The kind of document was not recognized."
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
