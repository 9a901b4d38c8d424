"""Reads the place and date that a report begins with: “(HARTFORD, CT) –”, “ALBANY, N.Y. (March 3, 2020) –”."""

import re
from dataclasses import dataclass

from portal.importer.parser.date_parser import DateMention, find_dates
from portal.importer.parser.spans import ExtractedValue

PLACE_NAME = r"[A-ZÁÉÍÓÚÑ][\wÁÉÍÓÚÑáéíóúñ.'’]*(?:[ -](?:de |of |the )?[A-ZÁÉÍÓÚÑ][\wÁÉÍÓÚÑáéíóúñ.'’]*){0,3}"
STATE_NAME = (
    r",\s{0,2}(?:[A-Z]\.\s?[A-Z]\.(?:\s?[A-Z]\.)?|[A-Z]{2}\b"
    r"|[A-Z][a-z]{1,12}\.?(?:\s[A-Z][a-z]{2,9})?|[A-Z]{4,14}(?:\s[A-Z]{4,9})?)"
)
DATELINE_DAY = (
    r"(?:\s*[,(–—-]?\s*\(?(?P<day>"
    r"(?:[A-Z][a-z]+day,?\s)?[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,?\s\d{4})?|\d{1,2}/\d{1,2}/\d{2,4})\)?)?"
)
NEWS_AGENCY = r"(?:\s*\((?P<agency>AP|Reuters|UPI|[A-Z][A-Za-z ]{1,25})\))?"
DATELINE_PATTERN = re.compile(
    rf"[*_]*\(?(?P<place>{PLACE_NAME}(?P<state>{STATE_NAME})?)\)?{NEWS_AGENCY}{DATELINE_DAY}\)?[*_]*(?:\s*(?:–|—|--|―|>>|»)\s*|\s+-\s*"
    rf"|-\s+)(?=[“\"‘A-Za-z0-9(])"
)
NON_PLACE_PATTERN = re.compile(
    r"NOTICE|ALERT|UPDATE|CLOSED|OPEN|NEW|FAQ|Q|A|NOTE|REMINDER|IMPORTANT|ATTENTION|WARNING|PLEASE|NO|COVID|DMV"
    r"|MEMO\w*|PRESS|NEWS|RE|TO|FROM|DATE|PART|STEP|DRAFT|TITLE"
)
MIN_PARAGRAPH_LENGTH = 60


@dataclass(frozen=True)
class Dateline:
    place: ExtractedValue
    dated: DateMention | None
    is_agency: bool
    """Whether a news agency is named with the place."""


def parse_dateline(text: str, start: int, end: int) -> Dateline | None:
    """Returns the dateline at the beginning of the paragraph text[start:end], or None. Looks at its first 110
    characters."""
    if end - start < MIN_PARAGRAPH_LENGTH:
        return None
    match = DATELINE_PATTERN.match(text[start : min(end, start + 110)])
    if not match or NON_PLACE_PATTERN.fullmatch(match["place"].split()[0].rstrip(":,")):
        return None
    city = match["place"][: match.start("state") - match.start("place")] if match["state"] else match["place"]
    if not (city.isupper() or match["state"] or match["day"]) or (
        match["day"] and not city.isupper() and len(city.split()) > 3
    ):
        return None
    if city.isupper() and not match["state"] and len(city) < 4:
        return None
    place = ExtractedValue(
        " ".join(match["place"].split()), start + match.start("place"), start + match.end("place"), "dateline"
    )
    days = find_dates(text, start + match.start("day"), start + match.end("day")) if match["day"] else []
    after = re.match(
        r"\s*(?:[A-Z][a-z]+day,\s)?[A-Z][a-z]{2,8}\.?\s\d{1,2},\s\d{4}\s*[-–—]",
        text[start + match.end() : start + match.end() + 50],
    )
    if not days and after:
        days = find_dates(text, start + match.end(), start + match.end() + after.end())
    return Dateline(place, days[0] if days else None, bool(match["agency"]) and match["agency"].isupper())
