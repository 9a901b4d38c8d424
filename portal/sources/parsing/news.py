"""News articles that report on an announcement: headline, byline, place, quotations. Never official."""

import re

from portal.sources.parsing.dates import dates_in
from portal.sources.parsing.facts import Document
from portal.sources.parsing.headings import BYLINE, PHOTO, head_of
from portal.sources.parsing.page import Page
from portal.sources.parsing.quotes import quotes
from portal.sources.parsing.spans import words_at

STAMP = re.compile(r"(?:(?:first |last )?(?:published|posted|updated|modified)\b|[A-Z][a-z]{2,8}day,)", re.IGNORECASE)


def read(page: Page, document: Document) -> None:
    taken = {one.first.start for one in page.paragraphs if PHOTO.search(one.text[-200:]) and len(one.text) < 300}
    head = head_of(page, taken)
    document.title, document.subtitle = head.title, head.subtitle
    document.byline = head.byline
    document.dateline = head.dateline.place if head.dateline else None
    for day, word in head.dates:
        document.warn(day.doubt)
        document.published_on = document.published_on or day.found(
            f"date above the text{f' (“{word}”)' if word else ''}"
        )
    for one in page.paragraphs[: head.body]:
        stamped = STAMP.match(one.text[:40]) or BYLINE.match(one.text[:150])
        if document.published_on is None and stamped and len(one.text) < 140:
            for day in dates_in(page.text, one.start, one.end)[:1]:
                document.warn(day.doubt)
                document.published_on = day.found("date above the text")
    if document.published_on is None and head.dateline and head.dateline.dated:
        document.published_on = head.dateline.dated.found("dateline")
        document.warn(head.dateline.dated.doubt)
    unnamed_headline(page, document)
    body = [one for one in page.paragraphs[head.body :] if one.first.start not in taken]
    document.quotes, warnings = quotes(page.text, body)
    document.warn(*warnings)
    if page.comments:
        document.comments = page.comments.count
        document.comments_span = (page.all_lines[page.comments.first].start, page.all_lines[page.comments.last - 1].end)
    document.official_reason = "It reports on what others said."


def unnamed_headline(page: Page, document: Document) -> None:
    """A name that stands alone above the text with no headline over it is no headline."""
    if document.title and document.byline and document.title.value == document.byline.value:
        document.title = (
            words_at(page.text, document.subtitle.start, document.subtitle.end, "heading")
            if document.subtitle
            else None
        )
        document.subtitle = None
