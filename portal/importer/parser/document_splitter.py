"""Where one document of a file ends and the next begins."""

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
"""Paragraphs."""


def find_document_starts(page: TextPage) -> list[int]:
    """Where documents begin in the text, the page's own start first. Linear in the number of paragraphs."""
    found = [page.start]
    last, is_headed = 0, False
    first_end = next((place for place, one in enumerate(page.paragraphs) if is_end_mark(one)), len(page.paragraphs))
    for anchor in find_anchors(page):
        place = find_head_start(page, anchor, last)
        if place <= last:
            is_headed = is_headed or len(found) == 1
            last = max(last, anchor)
            continue
        is_below = has_end_between(page, last, place) and has_own_text(page, anchor)
        is_banner = (
            len(found) == 1
            and not is_headed
            and place <= min(first_end, MAX_BANNER_PARAGRAPHS)
            and is_notice(page, place)
        )
        if not (is_below or is_banner):
            last = max(last, anchor)
            continue
        found.append(page.paragraphs[place].first.start)
        last = anchor
    below = find_closing_notice(page)
    if below is not None and page.paragraphs[below].first.start > found[-1]:
        found.append(page.paragraphs[below].first.start)
    return found


def find_anchors(page: TextPage) -> list[int]:
    """The paragraphs that only the upper part of a document has: datelines, release lines, memos' and copies' headers,
    the first question."""
    found = {asked.paragraph for asked in find_questions(page)[:1]}
    for place, one in enumerate(page.paragraphs):
        words = one.text[:130]
        if one.mark:
            continue
        if (
            is_release_line(one.folded[:130])
            or parse_dateline(page.text, one.start, one.end)
            or COPY_LABEL_PATTERN.match(words)
            or BYLINE_PATTERN.match(words)
        ):
            found.add(place)
        elif is_memo_head(page.paragraphs, place):
            found.add(place)
    return sorted(found)


def is_memo_head(every: list[Paragraph], place: int) -> bool:
    names = {
        match["name"].lower()
        for one in every[place : place + 5]
        if (match := MEMO.match(one.text[:40])) and ":" in match["sign"]
    }
    return bool(MEMO.match(every[place].text[:40])) and {"to", "from"} <= names


def find_head_start(page: TextPage, anchor: int, floor: int) -> int:
    """The first of the headings, mastheads and dates that lead up to the anchor."""
    place = anchor
    for back in range(anchor - 1, max(floor, anchor - MAX_LOOKBACK) - 1, -1):
        one = page.paragraphs[back]
        if one.mark or is_end_mark(one) or is_prose(one):
            break
        reaches = bool(PHONE_PATTERN.search(one.text[:300]) or EMAIL_PATTERN.search(one.text[:300]))
        if reaches or CONTACT_LABEL_PATTERN.match(one.text[:80]):
            if is_release_line(page.paragraphs[place].folded[:130]):
                break
            continue
        is_day = parse_date_line(page.text, one.first.start, one.end) is not None
        leads = is_day or is_heading(one) or is_release_line(one.folded[:130]) or MEMO.match(one.text[:40])
        if not leads or is_day and is_dated_notice(page, back):
            break
        place = back
    return place


def is_dated_notice(page: TextPage, place: int) -> bool:
    """Whether a line with nothing but a date ends a notice above: a statement is right over it."""
    return bool(place) and (page.paragraphs[place - 1].mark is not None or is_prose(page.paragraphs[place - 1]))


def is_notice(page: TextPage, place: int) -> bool:
    """Whether what is above is a notice of its own: a list or statements about services,."""
    above = page.paragraphs[:place]
    kept = [one for one in above if one.mark] or [one for one in above if is_prose(one)]
    if len(kept) == 1:
        return False
    service = sum(bool(SERVICE_PATTERN.search(one.text[:1000])) for one in kept)
    return bool(kept) and 2 * service >= len(kept)


def has_own_text(page: TextPage, anchor: int) -> bool:
    """Whether the upper part is followed by a text of its own: a dateline, or a memo's header and prose."""
    below = page.paragraphs[anchor : anchor + MAX_LOOKBACK]
    if any(not one.mark and parse_dateline(page.text, one.start, one.end) for one in below):
        return True
    return any(is_prose(one) or one.mark for one in below) and any(
        is_memo_head(below, place) for place in range(min(5, len(below)))
    )


def has_end_between(page: TextPage, first: int, last: int) -> bool:
    """Whether an end mark or a whole text is between the anchor of one document and the start of the next."""
    between = page.paragraphs[first + 1 : last]
    return (
        any(is_end_mark(one) for one in between)
        or (
            is_memo_head(page.paragraphs, last)
            or any(is_memo_head(page.paragraphs, place) for place in range(last, min(last + 4, len(page.paragraphs))))
        )
        and any(is_prose(one) or one.mark for one in between)
    )
