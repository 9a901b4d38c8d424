"""Finds the date on which an item was posted: at its end, at its beginning, or on a line of its own."""

import re
from dataclasses import dataclass

from portal.importer.parser.date_parser import DateMention, find_dates
from portal.importer.parser.effective_dates import FIRST_DAY_PATTERN, LAST_DAY_PATTERN
from portal.importer.parser.spans import ExtractedValue, trim_span

POSTED_WORDS = (
    r"(?:release\s+date|date\s+of\s+release|date\s+released"
    r"|(?:date\s+)?(?:posted|dated|updated|revised|issued|published|added|rev|as of|effective)\.?|last\s+(?:updated"
    r"|modified|revised|reviewed)|date|publicado|actualizado)"
)
LEAD_IN_PATTERN = re.compile(
    r"(?:(?:[-–—|•]|\.{4,}|(?:\. ){4,}\.?|…{2,}|_{4,})\s*+)?[(\[]?\s*+"
    rf"(?:{POSTED_WORDS}\s*+(?:on|at|el)?\s*+:?\s*+)?$",
    re.IGNORECASE,
)
ITEM_END_PATTERN = re.compile(r"\s*+[)\]]?\s*+\.?\s*+$")
SECOND_DATE_PATTERN = re.compile(
    rf"\s*+(?:[,;|–-]\s*+)?(?:last\s++)?{POSTED_WORDS}\s*+(?:on)?\s*+:?\s*+$", re.IGNORECASE
)
DATE_LINE_PATTERN = re.compile(
    rf"[(\[*_]*+\s*+(?P<word>{POSTED_WORDS})?\s*+(?:on|at|el)?\s*+:?\s*+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*+)?$",
    re.IGNORECASE,
)
TIME_PATTERN = re.compile(
    r"[\s,|•–-]*+(?:at\s++)?(?:\d{1,2}:\d{2}(?::\d{2})?(?:\s*+[ap]\.?m\.?)?(?:\s++[A-Z]{2,4})?)?[\s)\].*_]*+$",
    re.IGNORECASE,
)
CELL_GAP = r"(?:\t| {3,}+|\s\|\s)\s*+"
CELL_GAP_PATTERN = re.compile(rf"{CELL_GAP}$")
MAX_GAP_LENGTH = 40
POSTED_COLUMN_PATTERN = re.compile(
    rf".{{2,90}}{CELL_GAP}(?:date\s++)?(?:posted|updated|issued|published)(?:\s++(?:on|date))?\W*+$",
    re.IGNORECASE | re.DOTALL,
)
"""The head of a table whose last column has the dates of posting."""
MAX_TAIL_LENGTH = 90
MAX_HEAD_LENGTH = 40


@dataclass(frozen=True)
class PostedDate:
    """The date, and the span of the item without it."""

    dated: DateMention
    start: int
    end: int
    basis: str

    @property
    def found(self) -> ExtractedValue | None:
        return self.dated.found(self.basis)


def find_posted_date(text: str, start: int, end: int) -> PostedDate | None:
    """Returns the posted date of the item text[start:end], which is set apart from its sentence, or None."""
    return find_trailing_date(text, start, end) or find_leading_date(text, start, end)


def find_trailing_date(text: str, start: int, end: int) -> PostedDate | None:
    floor = max(start, end - MAX_TAIL_LENGTH)
    named = [mention for mention in find_dates(text, floor, end) if mention.on or mention.month_day is None]
    if not named or not ITEM_END_PATTERN.match(text[named[-1].end : end]):
        return None
    last = named[-1]
    if (
        len(named) > 1
        and SECOND_DATE_PATTERN.match(text[named[-2].end : last.start])
        and find_lead_in(text, floor, named[-2].start) is not None
    ):
        last = named[-2]
    cut = find_lead_in(text, floor, last.start)
    if cut is None or cut <= start:
        return None
    words_end = trim_span(text, start, cut)[1]
    return PostedDate(last, start, words_end, "posted date at the end of the item") if words_end > start else None


def find_lead_in(text: str, floor: int, at: int) -> int | None:
    """Returns the start of the sign or word that sets a trailing date apart, or None."""
    before = text[floor:at]
    match = next(
        (m for place in range(max(0, len(before) - 35), len(before)) if (m := LEAD_IN_PATTERN.match(before, place))),
        None,
    )
    if not match or not match[0].strip():
        return None
    cut = floor + match.start()
    sign = match[0].strip()
    word = re.match(r"[a-z]", sign, re.IGNORECASE)
    if word and (FIRST_DAY_PATTERN.search(before) and sign.lower().startswith(("as of", "effective", "date"))):
        return None
    if word and cut > floor and (text[cut - 1].isalnum() or LAST_DAY_PATTERN.search(before)):
        return None
    if (
        sign in "-–—"
        and re.search(r"\d\s*$", before[: match.start()])
        and re.search(MONTH_DAY_PATTERN, before[: match.start()])
    ):
        return None
    return cut


MONTH_DAY_PATTERN = re.compile(r"[A-Z][a-z]{2,8}\.?\s\d{1,2}\s*$")


def find_leading_date(text: str, start: int, end: int) -> PostedDate | None:
    """Finds a date at the start of an item: “6/5/2020 - Words”, “[June 5, 2020] Words”, and “June 5, 2020: A
    sentence.”"""
    named = find_dates(text, start, min(end, start + MAX_HEAD_LENGTH))
    if not named or named[0].on is None:
        return None
    mention = named[0]
    before = text[start : mention.start]
    apart = re.match(r"\s{0,8}[)\]]?\s{0,8}(?:[-–—:|]|(?<=[)\]]))\s{0,8}", text[mention.end : mention.end + 8])
    opening = re.fullmatch(r"[(\[]?\s*+(?:(?:posted|updated|revised)\s*+(?:on)?\s*+:?\s*+)?", before, re.IGNORECASE)
    if not apart or opening is None or len(named) > 1:
        return None
    place = trim_span(text, mention.end + apart.end(), end)[0]
    is_spelled = mention.words[0].isalpha()
    if is_spelled and not before and (text[end - 1] != "." or len(text[place:end].split()) < 6):
        return None
    return PostedDate(mention, place, end, "date that the item begins with") if place < end else None


def find_date_in_last_cell(text: str, start: int, end: int) -> PostedDate | None:
    """Returns the date that fills the last cell of a row, in a table whose head names a column of posting dates."""
    named = find_dates(text, max(start, end - MAX_TAIL_LENGTH), end)
    if not named or named[-1].on is None or text[named[-1].end : end].strip(" \t|"):
        return None
    last = named[-1]
    words_end = trim_span(text, start, last.start, "|")[1]
    if not CELL_GAP_PATTERN.search(text, max(start, last.start - MAX_GAP_LENGTH), last.start) or words_end <= start:
        return None
    return PostedDate(last, start, words_end, "date in the column of posting")


def parse_date_line(text: str, start: int, end: int) -> tuple[DateMention, str] | None:
    """Returns the date of a line with nothing else, and the word in front of it in lower case, or None."""
    if end - start > 110:
        return None
    named = find_dates(text, start, end)
    if not named:
        return None
    match = DATE_LINE_PATTERN.fullmatch(text[start : named[0].start])
    rest = (
        text[named[-1].end : end]
        if len(named) == 1 or SECOND_DATE_PATTERN.match(text[named[0].end : named[-1].start])
        else "no"
    )
    if match is None or not TIME_PATTERN.match(rest):
        return None
    return named[0], (match["word"] or "").lower()
