"""Parses news articles that report on an announcement: headline, byline, place, quotations. Never official."""

import re

from portal.importer.parser.classifier import REPORTER_PATTERN
from portal.importer.parser.contact_lines import EMAIL_PATTERN
from portal.importer.parser.date_parser import find_dates
from portal.importer.parser.document import ParsedDocument
from portal.importer.parser.headings import BYLINE_PATTERN, PHOTO_CREDIT_PATTERN, DocumentHead, parse_head
from portal.importer.parser.page import TextPage
from portal.importer.parser.quotations import find_quotes
from portal.importer.parser.spans import ExtractedValue, extract_words

STAFF_BYLINE_PATTERN = re.compile(
    r"(?P<name>[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){1,3})\s*[,|]\s*(?:[A-Z][\w.&'’-]*\s){0,3}(?:staff|staff writer|writer"
    r"|reporter|staff reporter|correspondent|(?:news )?editor)",
    re.IGNORECASE,
)
FIRST_PUBLISHED_PATTERN = re.compile(
    r"(?:this (?:story|article|report) )?(?:was |were )?(?:(?:first|originally) )?(?:published|posted)\b", re.IGNORECASE
)
NEWSPAPER_NAME_PATTERN = re.compile(
    r"(?:The\s+)?(?:[A-Z][\w.’'&-]*\s+){0,4}(?:Courier|Weekly|Times|Gazette|Herald|Tribune|Post|Journal|Ledger|Daily|Globe"
    r"|Chronicle|Observer|Examiner|Star|Sun|Patriot|Bulletin|Sentinel|Independent|Mirror|News|Press|Dispatch|Banner)"
    r"(?:[- ](?:Journal|News|Times|Press|Courant|Citizen|Gazette|Post|Online))?",
    re.IGNORECASE,
)
"""The name of a newspaper by itself on a line."""
VOLUME_PATTERN = re.compile(r"vol(?:ume|\.)\s*[\dIVXLC]+\b", re.IGNORECASE)
TIMESTAMP_PATTERN = re.compile(
    r"(?:(?:first |last )?(?:published|posted|updated|modified)\b|[A-Z][a-z]{2,8}day,)", re.IGNORECASE
)


def parse_news_article(page: TextPage, document: ParsedDocument) -> None:
    taken = {paragraph.first.start for paragraph in page.paragraphs if is_caption_or_credit(paragraph.text)}
    taken |= {
        paragraph.first.start
        for paragraph in page.paragraphs[:5]
        if NEWSPAPER_NAME_PATTERN.fullmatch(paragraph.folded[:80]) or VOLUME_PATTERN.match(paragraph.text)
    }
    head = parse_head(page, taken)
    document.title, document.subtitle = head.title, head.subtitle
    document.byline = head.byline or find_reporter(page, head.body)
    document.dateline = head.dateline.place if head.dateline else None
    set_published_date(page, head, document)
    use_subtitle_as_byline(page, head.body, document)
    body = [paragraph for paragraph in page.paragraphs[head.body :] if paragraph.first.start not in taken]
    document.quotes, warnings = find_quotes(page.text, body)
    document.warn(*warnings)
    if page.comments:
        document.comments = page.comments.count
        document.comments_span = (page.all_lines[page.comments.first].start, page.all_lines[page.comments.last - 1].end)
    document.official_reason = "It reports on what others said."


def set_published_date(page: TextPage, head: DocumentHead, document: ParsedDocument) -> None:
    """Uses the date above the text, or else that of the dateline, or else one below the text."""
    for day, word in head.dates:
        document.warn(day.doubt)
        document.published_on = document.published_on or day.found(
            f"date above the text{f' (“{word}”)' if word else ''}"
        )
    for paragraph in page.paragraphs[: head.body]:
        stamped = TIMESTAMP_PATTERN.match(paragraph.text[:40]) or BYLINE_PATTERN.match(paragraph.text[:150])
        if document.published_on is None and stamped and len(paragraph.text) < 140:
            for day in find_dates(page.text, paragraph.start, paragraph.end)[:1]:
                document.warn(day.doubt)
                document.published_on = day.found("date above the text")
    if document.published_on is None and head.dateline and head.dateline.dated:
        document.published_on = head.dateline.dated.found("dateline")
        document.warn(head.dateline.dated.doubt)
    if document.published_on is None:
        document.published_on = find_date_below(page)


def find_date_below(page: TextPage) -> ExtractedValue | None:
    """Returns the date in a line such as “This story was first published on…” at the end."""
    for paragraph in page.paragraphs[-4:]:
        if FIRST_PUBLISHED_PATTERN.match(paragraph.text[:80]) and (
            days := find_dates(page.text, paragraph.start, paragraph.end)
        ):
            return days[0].found("date below the text")
    return None


def find_reporter(page: TextPage, body: int) -> ExtractedValue | None:
    """Returns a name on a line without “By”: “Robin Sample, Courier Staff”."""
    for paragraph in page.paragraphs[: body + 1]:
        if match := STAFF_BYLINE_PATTERN.fullmatch(paragraph.folded[:120]):
            return extract_words(
                page.text, paragraph.start, paragraph.start + match.end("name"), "line naming the reporter"
            )
    return None


def is_caption_or_credit(words: str) -> bool:
    """Returns whether the words are a caption, or a line with the employer of the reporter in the byline."""
    if len(words) < 300 and PHOTO_CREDIT_PATTERN.search(words[-200:]):
        return True
    return len(words) < 60 and bool(REPORTER_PATTERN.search(words)) and not BYLINE_PATTERN.match(words)


def use_subtitle_as_byline(page: TextPage, body: int, document: ParsedDocument) -> None:
    """Treats a short line below the headline as the name of the paper or of the reporter, not as a subtitle. With an
    email address below it, it is the reporter and becomes the byline."""
    if document.subtitle is None or len(document.subtitle.value.split()) > 4:
        return
    above = page.paragraphs[: body + 1]
    after = next((paragraph for paragraph in above if paragraph.start > document.subtitle.end), None)
    if document.byline is None and after and EMAIL_PATTERN.fullmatch(after.folded):
        document.byline = document.subtitle
    document.subtitle = None
