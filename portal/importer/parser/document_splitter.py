"""Finds where one document of a file ends and the next begins."""

import re

from portal.importer.parser.classifier import SERVICE_PATTERN
from portal.importer.parser.closing_notice import find_closing_notice, is_end_mark
from portal.importer.parser.contact_blocks import CONTACT_LABEL_PATTERN
from portal.importer.parser.contact_lines import EMAIL_PATTERN
from portal.importer.parser.datelines import parse_dateline
from portal.importer.parser.headings import BYLINE_PATTERN, is_heading, is_prose, is_release_line
from portal.importer.parser.memo_headers import MEMO_LABEL_PATTERN as MEMO
from portal.importer.parser.page import TextPage
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.phone_numbers import PHONE_PATTERN
from portal.importer.parser.posted_dates import parse_date_line
from portal.importer.parser.question_starts import find_questions

COPY_LABEL_PATTERN = re.compile(r"(?:by|date|location)\s*:", re.IGNORECASE)
MAX_LOOKBACK = 25
MAX_BANNER_PARAGRAPHS = 300
"""Most paragraphs of a notice above another document."""


def find_document_starts(page: TextPage) -> list[int]:
    """Returns the offsets at which documents begin, the start of the page first. Linear in the number of paragraphs."""
    starts = [page.start]
    last, is_headed = 0, False
    first_end = next(
        (place for place, paragraph in enumerate(page.paragraphs) if is_end_mark(paragraph)), len(page.paragraphs)
    )
    for anchor in find_anchors(page):
        place = find_head_start(page, anchor, last)
        if place <= last:
            is_headed = is_headed or len(starts) == 1
            last = max(last, anchor)
            continue
        is_below = has_end_between(page, last, place) and has_own_text(page, anchor)
        is_banner = (
            len(starts) == 1
            and not is_headed
            and place <= min(first_end, MAX_BANNER_PARAGRAPHS)
            and is_notice(page, place)
        )
        if not (is_below or is_banner):
            last = max(last, anchor)
            continue
        starts.append(page.paragraphs[place].first.start)
        last = anchor
    below = find_closing_notice(page)
    if below is not None and page.paragraphs[below].first.start > starts[-1]:
        starts.append(page.paragraphs[below].first.start)
    return starts


def find_anchors(page: TextPage) -> list[int]:
    """Returns the indexes of paragraphs that only the upper part of a document has: datelines, release lines, headers
    of memos and copies, the first question."""
    anchors = {question.paragraph for question in find_questions(page)[:1]}
    for place, paragraph in enumerate(page.paragraphs):
        words = paragraph.text[:130]
        if paragraph.mark:
            continue
        if (
            is_release_line(paragraph.folded[:130])
            or parse_dateline(page.text, paragraph.start, paragraph.end)
            or COPY_LABEL_PATTERN.match(words)
            or BYLINE_PATTERN.match(words)
        ):
            anchors.add(place)
        elif is_memo_head(page.paragraphs, place):
            anchors.add(place)
    return sorted(anchors)


def is_memo_head(every: list[Paragraph], place: int) -> bool:
    names = {
        match["name"].lower()
        for paragraph in every[place : place + 5]
        if (match := MEMO.match(paragraph.text[:40])) and ":" in match["sign"]
    }
    return bool(MEMO.match(every[place].text[:40])) and {"to", "from"} <= names


def find_head_start(page: TextPage, anchor: int, floor: int) -> int:
    """Returns the index of the first heading, masthead or date that leads up to the anchor."""
    place = anchor
    for back in range(anchor - 1, max(floor, anchor - MAX_LOOKBACK) - 1, -1):
        paragraph = page.paragraphs[back]
        if paragraph.mark or is_end_mark(paragraph) or is_prose(paragraph):
            break
        reaches = bool(PHONE_PATTERN.search(paragraph.text[:300]) or EMAIL_PATTERN.search(paragraph.text[:300]))
        if reaches or CONTACT_LABEL_PATTERN.match(paragraph.text[:80]):
            if is_release_line(page.paragraphs[place].folded[:130]):
                break
            continue
        is_day = parse_date_line(page.text, paragraph.first.start, paragraph.end) is not None
        leads = (
            is_day
            or is_heading(paragraph)
            or is_release_line(paragraph.folded[:130])
            or MEMO.match(paragraph.text[:40])
        )
        if not leads or is_day and is_dated_notice(page, back):
            break
        place = back
    return place


def is_dated_notice(page: TextPage, place: int) -> bool:
    """Returns whether a line with only a date ends a notice above: a statement is right above the line."""
    return bool(place) and (page.paragraphs[place - 1].mark is not None or is_prose(page.paragraphs[place - 1]))


def is_notice(page: TextPage, place: int) -> bool:
    """Returns whether the text above is a notice of its own: a list or statements about services."""
    above = page.paragraphs[:place]
    kept = [paragraph for paragraph in above if paragraph.mark] or [
        paragraph for paragraph in above if is_prose(paragraph)
    ]
    if len(kept) == 1:
        return False
    service = sum(bool(SERVICE_PATTERN.search(paragraph.text[:1000])) for paragraph in kept)
    return bool(kept) and 2 * service >= len(kept)


def has_own_text(page: TextPage, anchor: int) -> bool:
    """Returns whether a text of its own follows the upper part: a dateline, or the header and prose of a memo."""
    below = page.paragraphs[anchor : anchor + MAX_LOOKBACK]
    if any(not paragraph.mark and parse_dateline(page.text, paragraph.start, paragraph.end) for paragraph in below):
        return True
    return any(is_prose(paragraph) or paragraph.mark for paragraph in below) and any(
        is_memo_head(below, place) for place in range(min(5, len(below)))
    )


def has_end_between(page: TextPage, first: int, last: int) -> bool:
    """Returns whether an end mark or a whole text is between the anchor of one document and the start of the next."""
    between = page.paragraphs[first + 1 : last]
    return (
        any(is_end_mark(paragraph) for paragraph in between)
        or (
            is_memo_head(page.paragraphs, last)
            or any(is_memo_head(page.paragraphs, place) for place in range(last, min(last + 4, len(page.paragraphs))))
        )
        and any(is_prose(paragraph) or paragraph.mark for paragraph in between)
    )
