"""Finds dates in a text, in the usual American forms, with the doubts that each form leaves. Guesses nothing."""

import re
from dataclasses import dataclass, replace
from datetime import date

from portal.importer.parser.spans import ExtractedValue

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero",
            "february feb febrero",
            "march mar marzo",
            "april apr abril",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto",
            "september sept sep septiembre setiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre",
        ),
        1,
    )
    for name in names.split()
}
MONTH_NAME = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
DAY_NUMBER = r"(\d{1,2})(?:st|nd|rd|th)?\b"
DATE_PATTERN = re.compile(
    rf"\b(?:(?P<m1>{MONTH_NAME})\s{{1,3}}{DAY_NUMBER.replace('(', '(?P<d1>', 1)}"
    rf"(?:(?:\s?[-–]\s?|\s(?:and|&|to|through|thru)\s)(?P<d1b>\d{{1,2}})(?:st|nd|rd|th)?(?=,?\s{{1,3}}\d{{4}}))?(?:,?\s{{1,3}}(?:de\s"
    rf"|of\s)?(?P<y1>\d{{4}})\b(?!\d))?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s{{1,3}}(?:de\s"
    rf"|of\s)?(?P<m2>{MONTH_NAME}),?\s{{1,3}}(?:de(?:l)?\s)?(?P<y2>\d{{4}})\b"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})\b"
    r"|(?P<n1>\d{1,2})(?P<sep>[/.-])(?P<n2>\d{1,2})(?P=sep)(?P<y4>\d{4}|\d{2})\b(?![/.-]?\d))",
    re.IGNORECASE,
)
DATE_RANGE_PATTERN = re.compile(
    r"\s*(?:-|–|—|to|through|thru|until|and|al?)\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?$", re.IGNORECASE
)
TWO_DIGIT_YEAR = "“{}” has a two-digit year, read as {}."
DAY_FIRST = "“{}” has no month {}; it was read with the day first, as {}."
MAYBE_DAY_FIRST = "“{}” may have the day first, as another date here has; it was read as {}."
IMPOSSIBLE_DATE = "“{}” is not a valid date."
MISSING_YEAR = "“{}” is without a year and was not read as a date."
SHARED_YEAR = "“{}” takes its year from the end of the range."
MIN_YEAR, MAX_YEAR = 1700, 2199


@dataclass(frozen=True)
class DateMention:
    """A date at start to end. `on` is None if the words do not settle the date, and `doubt` gives the reason."""

    on: date | None
    start: int
    end: int
    words: str
    doubt: str = ""
    month_day: tuple[int, int] | None = None
    """Month and day of a date without a year."""
    is_day_first: bool = False

    def found(self, basis: str) -> ExtractedValue | None:
        return ExtractedValue(self.on.isoformat(), self.start, self.end, basis) if self.on else None


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[DateMention]:
    """Returns every date in text[start:end], in order."""
    end = len(text) if end is None else end
    mentions: list[DateMention] = []
    for match in DATE_PATTERN.finditer(text, start, end):
        mentions += parse_date_match(match)
    mentions = [
        share_year(text, mention, after) for mention, after in zip(mentions, [*mentions[1:], None], strict=False)
    ]
    if any(mention.is_day_first for mention in mentions):
        mentions = [mark_doubtful_date(mention) for mention in mentions]
    return mentions


def parse_date_match(match: re.Match) -> list[DateMention]:
    words = " ".join(match[0].split())
    if match["n1"]:
        return [parse_numeric_date(match, words)]
    if match["y3"]:
        return [build_date(int(match["y3"]), int(match["m3"]), int(match["d3"]), *match.span(), words)]
    if match["m2"]:
        month = MONTHS[match["m2"].lower().rstrip(".")]
        return [build_date(int(match["y2"]), month, int(match["d2"]), *match.span(), words)]
    month, day = MONTHS[match["m1"].lower().rstrip(".")], int(match["d1"])
    if not match["y1"]:
        if match["m1"] == "may" or not 1 <= day <= 31:
            return []
        return [DateMention(None, *match.span(), words, MISSING_YEAR.format(words), (month, day))]
    if match["d1b"]:
        first = build_date(int(match["y1"]), month, day, match.start(), match.end("d1"), words)
        return [first, build_date(int(match["y1"]), month, int(match["d1b"]), match.start("d1b"), match.end(), words)]
    return [build_date(int(match["y1"]), month, day, *match.span(), words)]


def build_date(year: int, month: int, day: int, start: int, end: int, words: str, doubt: str = "") -> DateMention:
    try:
        on = date(year, month, day) if MIN_YEAR <= year <= MAX_YEAR else None
    except ValueError:
        on = None
    return DateMention(on, start, end, words, doubt if on else IMPOSSIBLE_DATE.format(words))


def parse_numeric_date(match: re.Match, words: str) -> DateMention:
    """Reads the month first, as is usual in America; a first number above 12 can only be the day."""
    month, day, year = int(match["n1"]), int(match["n2"]), int(match["y4"])
    short = len(match["y4"]) == 2
    year += 2000 if short else 0
    swapped = month > 12 >= day > 0
    mention = build_date(year, *((day, month) if swapped else (month, day)), *match.span(), words)
    doubts = []
    if mention.on and short:
        doubts.append(TWO_DIGIT_YEAR.format(words, year))
    if mention.on and swapped:
        doubts.append(DAY_FIRST.format(words, month, mention.on.isoformat()))
    return replace(mention, doubt=" ".join(doubts) or mention.doubt, is_day_first=bool(mention.on and swapped))


def mark_doubtful_date(mention: DateMention) -> DateMention:
    """Adds a doubt to a date with two possible readings, in a text that writes the day first elsewhere."""
    if (
        mention.on is None
        or mention.is_day_first
        or mention.on.day > 12
        or not mention.words[0].isdigit()
        or mention.words[:4].isdigit()
    ):
        return mention
    return replace(
        mention, doubt=(mention.doubt + " " + MAYBE_DAY_FIRST.format(mention.words, mention.on.isoformat())).strip()
    )


def share_year(text: str, mention: DateMention, after: DateMention | None) -> DateMention:
    """Gives both dates of “June 15 through July 1, 2020” one year, if the first is before the second in that year."""
    if mention.month_day is None or after is None or after.on is None or after.start - mention.end > 30:
        return mention
    if not DATE_RANGE_PATTERN.match(text[mention.end : after.start]) or mention.month_day > (
        after.on.month,
        after.on.day,
    ):
        return mention
    return build_date(
        after.on.year, *mention.month_day, mention.start, mention.end, mention.words, SHARED_YEAR.format(mention.words)
    )
