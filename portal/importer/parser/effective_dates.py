"""Reads from when until when something applies, from the words in front of a date."""

import re
from dataclasses import dataclass

from portal.importer.parser.date_parser import DATE_RANGE_PATTERN, DateMention, find_dates
from portal.importer.parser.spans import ExtractedValue

TIME_OF_DAY = r"(?:(?:\d{1,2}(?::\d{2})?\s?[ap]\.?m\.?|noon|midnight),?\s+(?:on\s+)?)?"
BEFORE_DAY = (
    rf"(?:on\s++|at\s++|from\s++|the\s++)*{TIME_OF_DAY}"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\s*+,?\s*+)?(?:the\s++)?$"
)
FIRST_DAY_PATTERN = re.compile(
    r"\b(?:effective|in effect|takes? effect|beginning|starting|begins?|starts?|commenc\w+|as of|from|between"
    r"|on and after"
    rf"|on or after|desde(?: el)?|a partir del?|entre el)\b[^;:\n]{{0,30}}?[:,\s]\s*+{BEFORE_DAY}",
    re.IGNORECASE,
)
LAST_DAY_PATTERN = re.compile(
    rf"\b(?:(until|till|hasta(?: el)?)|through|thru|ending|ends|expires?|up to|last day\b[^.;:\n]{{0,40}}?\b(?:is|was))"
    rf"\s+(?:and including\s+)?{BEFORE_DAY}",
    re.IGNORECASE,
)
CHANGE_PATTERN = re.compile(
    r"\b(?:re-?open|resum|return|collected|held|reschedul|mov(?:e|es|ed|ing)\b"
    r"|clos(?:e|es|ed|ing)\b|open|suspend|postpon|cancel|offered|available|not (?:be )?available"
    r"|cerrad)\w*"
    rf"[^.;\n]{{0,40}}?[\s,]{BEFORE_DAY}",
    re.IGNORECASE,
)
BEFORE_LEADING_DAY_PATTERN = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){0,4}(?:[A-Z][\w.’'-]*,\s*)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?",
    re.IGNORECASE,
)
"""What can be in front of a date that a line begins with: the name of a holiday, a weekday."""
EFFECTIVE_PATTERN = re.compile(
    rf"\b(?:effective|in effect|(?:takes?|took|taking) effect|goes? into effect|went into effect"
    rf"|beginning|starting|re-?open(?:s|ing)?|begins?|starts?|resumes?|commenc\w+)\b[^;:.\n]{{0,30}}?[:,\s]\s*+{BEFORE_DAY}",
    re.IGNORECASE,
)
PAPER_DATE_PATTERN = re.compile(
    r"\b(?:expir(?:ed|ing|es?)|issued|dated|born|filed|received|submitted)\s+"
    r"(?:on\s+|after\s+|before\s+)?(?:between|from)\s+$",
    re.IGNORECASE,
)
"""Dates of papers and persons, not of the service."""
AND_PATTERN = re.compile(
    r"\s*+,?\s*+(?:and|&)\s*+(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*+)?$", re.IGNORECASE
)
BETWEEN_PATTERN = re.compile(rf"\b(?:between|from|entre)\s+(?:the\s+)?{BEFORE_DAY}", re.IGNORECASE)
MAX_DISTANCE = 75
"""Most characters between a date and the word in front of it that gives its meaning."""
INCLUSIVE_END = "last day (“through”)"
EXCLUSIVE_END = "end (“until”)"


@dataclass(frozen=True)
class EffectivePeriod:
    """The first and the last day named, each with its basis; `dates` has all dates in order, `doubts` has sentences."""

    first: ExtractedValue | None
    last: ExtractedValue | None
    dates: list[ExtractedValue]
    doubts: list[str]


def find_effective_period(text: str, start: int, end: int, *, only_strong: bool = False) -> EffectivePeriod:
    """Reads text[start:end]. With `only_strong`, the first day needs the word “effective” or a similar one in front of
    it."""
    named = find_dates(text, start, end)
    firsts: list[ExtractedValue] = []
    lasts: list[ExtractedValue] = []
    doubts: list[str] = []
    dates: list[ExtractedValue] = []
    for place, mention in enumerate(named):
        before = text[
            max(start, mention.start - MAX_DISTANCE, named[place - 1].end if place else start) : mention.start
        ]
        role, basis = get_date_role(text, named, place, before, only_strong, bool(firsts))
        if not role:
            continue
        if mention.doubt:
            doubts.append(mention.doubt)
        if value := mention.found(basis):
            (firsts if role == "first" else lasts).append(value)
            dates.append(value)
    return EffectivePeriod(firsts[0] if firsts else None, lasts[0] if lasts else None, dates, doubts)


def get_date_role(
    text: str, named: list[DateMention], place: int, before: str, only_strong: bool, has_first: bool
) -> tuple[str, str]:
    """Returns whether the date is a “first” day, a “last” day or neither (“”), and the basis."""
    earlier = text[max(0, named[place - 1].start - 40) : named[place - 1].start] if place else ""
    if (
        PAPER_DATE_PATTERN.search(before)
        or PAPER_DATE_PATTERN.search(earlier)
        and is_date_range(text, named[place - 1], named[place])
    ):
        return "", ""
    if place and has_first and is_date_pair(text, named[place - 1], named[place]):
        return "first", "day named beside another"
    if place and is_date_range(text, named[place - 1], named[place]) and (has_first or not only_strong):
        word = text[named[place - 1].end : named[place].start]
        return "last", EXCLUSIVE_END if re.search(r"\b(?:until|till)\b", word, re.IGNORECASE) else INCLUSIVE_END
    if EFFECTIVE_PATTERN.search(before):
        return "first", "first day (“effective”)"
    if last := (LAST_DAY_PATTERN.search(before) if not only_strong or has_first else None):
        return "last", EXCLUSIVE_END if last[1] else INCLUSIVE_END
    if only_strong:
        return "", ""
    if FIRST_DAY_PATTERN.search(before):
        return "first", "first day, by the words in front of it"
    if BEFORE_LEADING_DAY_PATTERN.fullmatch(before) and text[named[place].end : named[place].end + 3].lstrip(
        ")] "
    ).startswith(":"):
        return "first", "day that the line begins with"
    if CHANGE_PATTERN.search(before):
        return "first", "day of the change named in front of it"
    if place + 1 < len(named) and is_date_range(text, named[place], named[place + 1]):
        return "first", "first day of a range"
    return "", ""


def is_date_range(text: str, mention: DateMention, after: DateMention) -> bool:
    between = text[mention.end : after.start]
    if is_date_pair(text, mention, after):
        return False
    return (
        len(between) <= 30
        and bool(DATE_RANGE_PATTERN.match(between))
        or mention.end + 3 >= after.start
        and between.strip(" -–") == ""
    )


def is_date_pair(text: str, mention: DateMention, after: DateMention) -> bool:
    """Returns whether “and” joins two single dates, which are neither a range nor consecutive days."""
    if not AND_PATTERN.match(text[mention.end : after.start]) or BETWEEN_PATTERN.search(
        text[max(0, mention.start - MAX_DISTANCE) : mention.start]
    ):
        return False
    return bool(mention.on and after.on) and (after.on - mention.on).days != 1
