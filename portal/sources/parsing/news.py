"""News articles that report on an announcement: headline, byline, place, quotations. Never official."""

import re

from portal.sources.parsing.classify import REPORTER
from portal.sources.parsing.contact_lines import EMAIL
from portal.sources.parsing.dates import dates_in
from portal.sources.parsing.facts import Document
from portal.sources.parsing.headings import BYLINE, PHOTO, Head, head_of
from portal.sources.parsing.page import Page
from portal.sources.parsing.quotes import quotes
from portal.sources.parsing.spans import Found, words_at

STAFF = re.compile(
    r"(?P<name>[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){1,3})\s*[,|]\s*(?:[A-Z][\w.&'’-]*\s){0,3}(?:staff|staff writer|writer"
    r"|reporter|staff reporter|correspondent|(?:news )?editor)",
    re.IGNORECASE,
)
FIRST_PUBLISHED = re.compile(
    r"(?:this (?:story|article|report) )?(?:was |were )?(?:(?:first|originally) )?(?:published|posted)\b", re.IGNORECASE
)
PAPER = re.compile(
    r"(?:The\s+)?(?:[A-Z][\w.’'&-]*\s+){0,4}(?:Courier|Weekly|Times|Gazette|Herald|Tribune|Post|Journal|Ledger|Daily|Globe"
    r"|Chronicle|Observer|Examiner|Star|Sun|Patriot|Bulletin|Sentinel|Independent|Mirror|News|Press|Dispatch|Banner)"
    r"(?:[- ](?:Journal|News|Times|Press|Courant|Citizen|Gazette|Post|Online))?",
    re.IGNORECASE,
)
"""A newspaper’s name alone on a line."""
VOLUME = re.compile(r"vol(?:ume|\.)\s*[\dIVXLC]+\b", re.IGNORECASE)
STAMP = re.compile(r"(?:(?:first |last )?(?:published|posted|updated|modified)\b|[A-Z][a-z]{2,8}day,)", re.IGNORECASE)


def read(page: Page, document: Document) -> None:
    taken = {one.first.start for one in page.paragraphs if is_aside(one.text)}
    taken |= {
        one.first.start for one in page.paragraphs[:5] if PAPER.fullmatch(one.folded[:80]) or VOLUME.match(one.text)
    }
    head = head_of(page, taken)
    document.title, document.subtitle = head.title, head.subtitle
    document.byline = head.byline or reporter(page, head.body)
    document.dateline = head.dateline.place if head.dateline else None
    read_day(page, head, document)
    name_reporter(page, head.body, document)
    body = [one for one in page.paragraphs[head.body :] if one.first.start not in taken]
    document.quotes, warnings = quotes(page.text, body)
    document.warn(*warnings)
    if page.comments:
        document.comments = page.comments.count
        document.comments_span = (page.all_lines[page.comments.first].start, page.all_lines[page.comments.last - 1].end)
    document.official_reason = "It reports on what others said."


def read_day(page: Page, head: Head, document: Document) -> None:
    """The day above the text, then that of the dateline, then one below the text."""
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
    if document.published_on is None:
        document.published_on = stamped_below(page)


def stamped_below(page: Page) -> Found | None:
    """The day by a line such as “This story was first published on…” at the end."""
    for one in page.paragraphs[-4:]:
        if FIRST_PUBLISHED.match(one.text[:80]) and (days := dates_in(page.text, one.start, one.end)):
            return days[0].found("date below the text")
    return None


def reporter(page: Page, body: int) -> Found | None:
    """A name that a line gives without “By”: “Robin Sample, Courier Staff”."""
    for one in page.paragraphs[: body + 1]:
        if match := STAFF.fullmatch(one.folded[:120]):
            return words_at(page.text, one.start, one.start + match.end("name"), "line naming the reporter")
    return None


def is_aside(words: str) -> bool:
    """A caption, or the line that says whose reporter the byline names."""
    if len(words) < 300 and PHOTO.search(words[-200:]):
        return True
    return len(words) < 60 and bool(REPORTER.search(words)) and not BYLINE.match(words)


def name_reporter(page: Page, body: int, document: Document) -> None:
    """A short line below the headline is the paper's or the reporter's name, no subtitle; with an address below it, it
    is the reporter's."""
    if document.subtitle is None or len(document.subtitle.value.split()) > 4:
        return
    above = page.paragraphs[: body + 1]
    after = next((one for one in above if one.start > document.subtitle.end), None)
    if document.byline is None and after and EMAIL.fullmatch(after.folded):
        document.byline = document.subtitle
    document.subtitle = None
