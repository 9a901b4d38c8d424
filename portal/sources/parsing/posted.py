"""The day on which an item was put up: at its end, at its beginning, or on a line of its own."""

import re
from dataclasses import dataclass

from portal.sources.parsing.dates import Dated, dates_in
from portal.sources.parsing.effective import FIRST, LAST
from portal.sources.parsing.spans import Found, trimmed

WORD = (
    r"(?:release\s+date|date\s+of\s+release|date\s+released"
    r"|(?:date\s+)?(?:posted|dated|updated|revised|issued|published|added|rev|as of|effective)\.?|last\s+(?:updated"
    r"|modified|revised|reviewed)|date|publicado|actualizado)"
)
LEAD_IN = re.compile(
    rf"(?:(?:[-–—|•]|\.{{4,}}|(?:\. ){{4,}}\.?|…{{2,}}|_{{4,}})\s*)?[(\[]?\s*(?:{WORD}\s*(?:on|at|el)?\s*:?\s*)?$",
    re.IGNORECASE,
)
CLOSING = re.compile(r"\s*[)\]]?\s*\.?\s*$")
SECOND = re.compile(rf"\s*(?:[,;|–-]\s*)?(?:last\s+)?{WORD}\s*(?:on)?\s*:?\s*$", re.IGNORECASE)
OWN_LINE = re.compile(
    rf"[(\[*_]*\s*(?P<word>{WORD})?\s*(?:on|at|el)?\s*:?\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?$",
    re.IGNORECASE,
)
TIME = re.compile(
    r"[\s,|•–-]*(?:at\s+)?(?:\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?)?[\s)\].*_]*$", re.IGNORECASE
)
CELL = r"(?:\t| {3,}|\s\|\s)\s*"
CELL_BEFORE = re.compile(rf"{CELL}$")
COLUMN = re.compile(
    rf".{{2,90}}{CELL}(?:date\s+)?(?:posted|updated|issued|published)(?:\s+(?:on|date))?\W*$", re.IGNORECASE | re.DOTALL
)
"""A table’s head whose last column has the days of posting."""
TAIL = 90
HEAD = 40


@dataclass(frozen=True)
class Posting:
    """The date, and where the item's own words begin and end without it."""

    dated: Dated
    start: int
    end: int
    basis: str

    @property
    def found(self) -> Found | None:
        return self.dated.found(self.basis)


def posting(text: str, start: int, end: int) -> Posting | None:
    """The posted date of the item text[start:end], which stands apart from its sentence, or None."""
    return trailing(text, start, end) or leading(text, start, end)


def trailing(text: str, start: int, end: int) -> Posting | None:
    floor = max(start, end - TAIL)
    named = [one for one in dates_in(text, floor, end) if one.on or one.month_day is None]
    if not named or not CLOSING.match(text[named[-1].end : end]):
        return None
    last = named[-1]
    if (
        len(named) > 1
        and SECOND.match(text[named[-2].end : last.start])
        and lead_in(text, floor, named[-2].start) is not None
    ):
        last = named[-2]
    cut = lead_in(text, floor, last.start)
    if cut is None or cut <= start:
        return None
    words_end = trimmed(text, start, cut)[1]
    return Posting(last, start, words_end, "posted date at the end of the item") if words_end > start else None


def lead_in(text: str, floor: int, at: int) -> int | None:
    """Where the sign or the word begins that sets a trailing date apart, or None where nothing does."""
    before = text[floor:at]
    match = next(
        (m for place in range(max(0, len(before) - 35), len(before)) if (m := LEAD_IN.match(before, place))), None
    )
    if not match or not match[0].strip():
        return None
    cut = floor + match.start()
    sign = match[0].strip()
    word = re.match(r"[a-z]", sign, re.IGNORECASE)
    if word and (FIRST.search(before) and sign.lower().startswith(("as of", "effective", "date"))):
        return None
    if word and cut > floor and (text[cut - 1].isalnum() or LAST.search(before)):
        return None
    if (
        sign in "-–—"
        and re.search(r"\d\s*$", before[: match.start()])
        and re.search(MONTH_DAY, before[: match.start()])
    ):
        return None
    return cut


MONTH_DAY = re.compile(r"[A-Z][a-z]{2,8}\.?\s\d{1,2}\s*$")


def leading(text: str, start: int, end: int) -> Posting | None:
    """“6/5/2020 - Words”, “[June 5, 2020] Words”, and “June 5, 2020: A sentence.”"""
    named = dates_in(text, start, min(end, start + HEAD))
    if not named or named[0].on is None:
        return None
    one = named[0]
    before = text[start : one.start]
    apart = re.match(r"\s*[)\]]?\s*(?:[-–—:|]|(?<=[)\]]))\s*", text[one.end : one.end + 8])
    opening = re.fullmatch(r"[(\[]?\s*(?:(?:posted|updated|revised)\s*(?:on)?\s*:?\s*)?", before, re.IGNORECASE)
    if not apart or opening is None or len(named) > 1:
        return None
    place = trimmed(text, one.end + apart.end(), end)[0]
    is_spelled = one.words[0].isalpha()
    if is_spelled and not before and (text[end - 1] != "." or len(text[place:end].split()) < 6):
        return None
    return Posting(one, place, end, "date that the item begins with") if place < end else None


def in_last_cell(text: str, start: int, end: int) -> Posting | None:
    """The date that is all of a row’s last cell, in a table whose head says that such are days of posting."""
    named = dates_in(text, max(start, end - TAIL), end)
    if not named or named[-1].on is None or text[named[-1].end : end].strip(" \t|"):
        return None
    last = named[-1]
    words_end = trimmed(text, start, last.start, "|")[1]
    if not CELL_BEFORE.search(text, start, last.start) or words_end <= start:
        return None
    return Posting(last, start, words_end, "date in the column of posting")


def own_line(text: str, start: int, end: int) -> tuple[Dated, str] | None:
    """The date of a line that says nothing else, and the word in front of it in lower case; or None."""
    if end - start > 110:
        return None
    named = dates_in(text, start, end)
    if not named:
        return None
    match = OWN_LINE.fullmatch(text[start : named[0].start])
    rest = text[named[-1].end : end] if len(named) == 1 or SECOND.match(text[named[0].end : named[-1].start]) else "no"
    if match is None or not TIME.match(rest):
        return None
    return named[0], (match["word"] or "").lower()
