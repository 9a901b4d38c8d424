"""From when until when something applies, as the words in front of a date say it."""

import re
from dataclasses import dataclass

from portal.sources.parsing.dates import RANGE, Dated, dates_in
from portal.sources.parsing.spans import Found

TIME = r"(?:(?:\d{1,2}(?::\d{2})?\s?[ap]\.?m\.?|noon|midnight),?\s+(?:on\s+)?)?"
DAY = rf"(?:on\s+|at\s+|from\s+|the\s+)*{TIME}(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\s*,?\s*)?(?:the\s+)?$"
FIRST = re.compile(
    r"\b(?:effective|in effect|takes? effect|beginning|starting|begins?|starts?|commenc\w+|as of|from|between"
    r"|on and after"
    rf"|on or after|desde(?: el)?|a partir del?|entre el)\b[^;:\n]{{0,30}}?[:,\s]\s*{DAY}",
    re.IGNORECASE,
)
LAST = re.compile(
    rf"\b(?:(until|till|hasta(?: el)?)|through|thru|ending|ends|expires?|up to|last day\b[^.;:\n]{{0,40}}?\b(?:is|was))"
    rf"\s+(?:and including\s+)?{DAY}",
    re.IGNORECASE,
)
CHANGE = re.compile(
    r"\b(?:re-?open|resum|return|collected|held|reschedul|mov(?:e|es|ed|ing)\b"
    r"|clos(?:e|es|ed|ing)\b|open|suspend|postpon|cancel|offered|available|not (?:be )?available"
    r"|cerrad)\w*"
    rf"[^.;\n]{{0,40}}?[\s,]{DAY}",
    re.IGNORECASE,
)
LEADS = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){0,4}(?:[A-Z][\w.’'-]*,\s*)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?",
    re.IGNORECASE,
)
"""In front of a day that a line begins with: a holiday’s name, a weekday."""
STRONG = re.compile(
    rf"\b(?:effective|in effect|(?:takes?|took|taking) effect|goes? into effect|went into effect"
    rf"|beginning|starting|re-?open(?:s|ing)?|begins?|starts?|resumes?|commenc\w+)\b[^;:.\n]{{0,30}}?[:,\s]\s*{DAY}",
    re.IGNORECASE,
)
OF_PAPERS = re.compile(
    r"\b(?:expir(?:ed|ing|es?)|issued|dated|born|filed|received|submitted)\s+"
    r"(?:on\s+|after\s+|before\s+)?(?:between|from)\s+$",
    re.IGNORECASE,
)
"""Days of papers and persons, not of the service."""
AND = re.compile(r"\s*,?\s*(?:and|&)\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?$", re.IGNORECASE)
BETWEEN = re.compile(rf"\b(?:between|from|entre)\s+(?:the\s+)?{DAY}", re.IGNORECASE)
REACH = 75
"""Characters in front of a date in which the word that gives it its sense must stand."""
INCLUSIVE = "last day (“through”)"
EXCLUSIVE = "end (“until”)"


@dataclass(frozen=True)
class Effect:
    """The first and the last day named, each with its basis; `dates` are all in order, `doubts` sentences."""

    first: Found | None
    last: Found | None
    dates: list[Found]
    doubts: list[str]


def effect(text: str, start: int, end: int, *, only_strong: bool = False) -> Effect:
    """What text[start:end] says. `only_strong` wants the word “effective” or its like in front of the first day."""
    named = dates_in(text, start, end)
    firsts: list[Found] = []
    lasts: list[Found] = []
    doubts: list[str] = []
    dates: list[Found] = []
    for place, one in enumerate(named):
        before = text[max(start, one.start - REACH, named[place - 1].end if place else start) : one.start]
        role, basis = role_of(text, named, place, before, only_strong, bool(firsts))
        if not role:
            continue
        if one.doubt:
            doubts.append(one.doubt)
        if found := one.found(basis):
            (firsts if role == "first" else lasts).append(found)
            dates.append(found)
    return Effect(firsts[0] if firsts else None, lasts[0] if lasts else None, dates, doubts)


def role_of(
    text: str, named: list[Dated], place: int, before: str, only_strong: bool, has_first: bool
) -> tuple[str, str]:
    """Whether the date is a first day, a last one or neither (“”), and why."""
    earlier = text[max(0, named[place - 1].start - 40) : named[place - 1].start] if place else ""
    if OF_PAPERS.search(before) or OF_PAPERS.search(earlier) and joined(text, named[place - 1], named[place]):
        return "", ""
    if place and has_first and listed(text, named[place - 1], named[place]):
        return "first", "day named beside another"
    if place and joined(text, named[place - 1], named[place]) and (has_first or not only_strong):
        word = text[named[place - 1].end : named[place].start]
        return "last", EXCLUSIVE if re.search(r"\b(?:until|till)\b", word, re.IGNORECASE) else INCLUSIVE
    if STRONG.search(before):
        return "first", "first day (“effective”)"
    if last := (LAST.search(before) if not only_strong or has_first else None):
        return "last", EXCLUSIVE if last[1] else INCLUSIVE
    if only_strong:
        return "", ""
    if FIRST.search(before):
        return "first", "first day, as the words in front of it say"
    if LEADS.fullmatch(before) and text[named[place].end : named[place].end + 3].lstrip(")] ").startswith(":"):
        return "first", "day that the line begins with"
    if CHANGE.search(before):
        return "first", "day of the change named in front of it"
    if place + 1 < len(named) and joined(text, named[place], named[place + 1]):
        return "first", "first day of a span"
    return "", ""


def joined(text: str, one: Dated, after: Dated) -> bool:
    between = text[one.end : after.start]
    if listed(text, one, after):
        return False
    return (
        len(between) <= 30 and bool(RANGE.match(between)) or one.end + 3 >= after.start and between.strip(" -–") == ""
    )


def listed(text: str, one: Dated, after: Dated) -> bool:
    """Whether “and” sets two single days beside each other: neither between them nor one right behind the other."""
    if not AND.match(text[one.end : after.start]) or BETWEEN.search(text[max(0, one.start - REACH) : one.start]):
        return False
    return bool(one.on and after.on) and (after.on - one.on).days != 1
