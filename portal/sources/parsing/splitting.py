"""Where one document of a file ends and the next begins."""

import re

from portal.sources.parsing.classify import SERVICE
from portal.sources.parsing.closing_notice import is_end, notice_below
from portal.sources.parsing.contact_lines import EMAIL
from portal.sources.parsing.contacts import MARK
from portal.sources.parsing.datelines import dateline
from portal.sources.parsing.headings import BYLINE, is_heading, is_prose, is_release_line
from portal.sources.parsing.memo_headers import LABEL as MEMO
from portal.sources.parsing.page import Page
from portal.sources.parsing.paragraphs import Paragraph
from portal.sources.parsing.phones import NUMBER
from portal.sources.parsing.posted import own_line
from portal.sources.parsing.questions import question_starts

COPY_LABEL = re.compile(r"(?:by|date|location)\s*:", re.IGNORECASE)
FARTHEST_BACK = 25
LONGEST_BANNER = 300
"""Paragraphs."""


def starts(page: Page) -> list[int]:
    """Where documents begin in the text, the page's own start first. Linear in the number of paragraphs."""
    found = [page.start]
    last, is_headed = 0, False
    first_end = next((place for place, one in enumerate(page.paragraphs) if is_end(one)), len(page.paragraphs))
    for anchor in anchors(page):
        place = first_of(page, anchor, last)
        if place <= last:
            is_headed = is_headed or len(found) == 1
            last = max(last, anchor)
            continue
        is_below = is_closed(page, last, place) and has_text(page, anchor)
        is_banner = (
            len(found) == 1 and not is_headed and place <= min(first_end, LONGEST_BANNER) and is_notice(page, place)
        )
        if not (is_below or is_banner):
            last = max(last, anchor)
            continue
        found.append(page.paragraphs[place].first.start)
        last = anchor
    below = notice_below(page)
    if below is not None and page.paragraphs[below].first.start > found[-1]:
        found.append(page.paragraphs[below].first.start)
    return found


def anchors(page: Page) -> list[int]:
    """The paragraphs that only the upper part of a document has: datelines, release lines, memos' and copies' headers,
    the first question."""
    found = {asked.paragraph for asked in question_starts(page)[:1]}
    for place, one in enumerate(page.paragraphs):
        words = one.text[:130]
        if one.mark:
            continue
        if (
            is_release_line(one.folded[:130])
            or dateline(page.text, one.start, one.end)
            or COPY_LABEL.match(words)
            or BYLINE.match(words)
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


def first_of(page: Page, anchor: int, floor: int) -> int:
    """The first of the headings, mastheads and dates that lead up to the anchor."""
    place = anchor
    for back in range(anchor - 1, max(floor, anchor - FARTHEST_BACK) - 1, -1):
        one = page.paragraphs[back]
        if one.mark or is_end(one) or is_prose(one):
            break
        reaches = bool(NUMBER.search(one.text[:300]) or EMAIL.search(one.text[:300]))
        if reaches or MARK.match(one.text[:80]):
            if is_release_line(page.paragraphs[place].folded[:130]):
                break
            continue
        is_day = own_line(page.text, one.first.start, one.end) is not None
        leads = is_day or is_heading(one) or is_release_line(one.folded[:130]) or MEMO.match(one.text[:40])
        if not leads or is_day and is_dated_notice(page, back):
            break
        place = back
    return place


def is_dated_notice(page: Page, place: int) -> bool:
    """Whether a line with nothing but a date ends a notice above: a statement stands right over it."""
    return bool(place) and (page.paragraphs[place - 1].mark is not None or is_prose(page.paragraphs[place - 1]))


def is_notice(page: Page, place: int) -> bool:
    """Whether what stands above is a notice of its own: a list or statements about services,."""
    above = page.paragraphs[:place]
    kept = [one for one in above if one.mark] or [one for one in above if is_prose(one)]
    if len(kept) == 1:
        return False
    service = sum(bool(SERVICE.search(one.text[:1000])) for one in kept)
    return bool(kept) and 2 * service >= len(kept)


def has_text(page: Page, anchor: int) -> bool:
    """Whether the upper part is followed by a text of its own: a dateline, or a memo's header and prose."""
    below = page.paragraphs[anchor : anchor + FARTHEST_BACK]
    if any(not one.mark and dateline(page.text, one.start, one.end) for one in below):
        return True
    return any(is_prose(one) or one.mark for one in below) and any(
        is_memo_head(below, place) for place in range(min(5, len(below)))
    )


def is_closed(page: Page, first: int, last: int) -> bool:
    """Whether an end mark or a whole text stands between the anchor of one document and the start of the next."""
    between = page.paragraphs[first + 1 : last]
    return (
        any(is_end(one) for one in between)
        or (
            is_memo_head(page.paragraphs, last)
            or any(is_memo_head(page.paragraphs, place) for place in range(last, min(last + 4, len(page.paragraphs))))
        )
        and any(is_prose(one) or one.mark for one in between)
    )
