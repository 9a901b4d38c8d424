"""Recognizes public bodies by their names: departments, offices, courts, towns, libraries; and officials who speak for
them."""

import re

ORGANIZATION_NOUNS = (
    r"Department|Dept\.|Division|Office|Bureau|Commission|Agency|Authority|Board|Council|Court|Courthouse|Library"
    r"|Libraries|Police|Registry|Branch"
    r"|District|Schools|Town|City|County|State|Commonwealth|Village|Borough|Administration|Archives|Legislature"
    r"|Senate|Assembly|Secretary|Service|Services|Center|Clerk"
)
NOUNS_BEFORE_OF = (
    r"Department|Dept\.?|Division|Office|Bureau|Commission|Agency|Administration|Board|Town|City|County|State"
    r"|Commonwealth|Village"
    r"|Borough|Judicial Branch|Supreme Court|Registry|Court|Council"
    r"|Secretary|Governor|Mayor|Attorney General|Commissioner|Superintendent|Comptroller|Treasurer|Chief"
)
CAPITALIZED_WORD = (
    r"(?!(?:The|Alerts?|Notices?|Hours|Clos(?:ed|ings?|ures?)|Changes?|Updates?|Status|Schedules?|Announc\w{1,20}|Temporary"
    r"|Modified|FAQs?)\b)[A-ZÁÉÍÓÚÑ][\w’'&./-]{0,40}+"
)
NAME_CONTINUATION = (
    rf"(?:,?\s+(?:and|&|of|the|for|on|to|&)(?:\s+(?:the|of|for))?\s+{CAPITALIZED_WORD}|\s+{CAPITALIZED_WORD})"
)
NAME_WITH_OF_PATTERN = re.compile(
    rf"(?:(?:{CAPITALIZED_WORD})\s+){{0,5}}(?:{NOUNS_BEFORE_OF})\s+(?:of|for|on)\s+(?:the\s+)?{CAPITALIZED_WORD}(?:{NAME_CONTINUATION}){{0,9}}",
    re.IGNORECASE,
)
NAME_WITH_NOUN_PATTERN = re.compile(
    rf"(?:{CAPITALIZED_WORD}\s+){{1,6}}(?:{ORGANIZATION_NOUNS})(?:\s+Department)?\b(?:,\s+{CAPITALIZED_WORD}(?:\s+{CAPITALIZED_WORD}){{0,3}})?",
    re.IGNORECASE,
)
SPANISH_NAME_PATTERN = re.compile(
    r"(?:Oficina|Departamento|Ayuntamiento|Ministerio|Biblioteca|Tribunal|Secretaría|Municipio|Gobierno|Ciudad|Alcaldía)"
    r"\s+(?:de\s+la|del|de|en)\s+[A-ZÁÉÍÓÚÑ]\w*(?:\s+(?:(?:de|y|la|del)\s+)?[A-ZÁÉÍÓÚÑ]\w*){0,5}"
)
SPANISH_CAPITALS_PATTERN = re.compile(SPANISH_NAME_PATTERN.pattern, re.IGNORECASE)
NAME_IN_TEXT_PATTERN = re.compile(
    rf"\bDMV\b|\b(?:(?:{CAPITALIZED_WORD}|and|&)\s+){{0,6}}?(?:{CAPITALIZED_WORD}\s+)(?:Departments?|Division|Office|Bureau|Commission|Agency"
    rf"|Authority|Board|Court|Courthouse|Library"
    rf"|Libraries|Police Department|Police|Registry|Branch|District|Public Schools|Schools|Archives|City Hall"
    rf"|Town Hall|Council|Clerk(?:['’]s\s+Office)?)\b"
    rf"(?:\s+(?:of|for)\s+(?:the\s+)?{CAPITALIZED_WORD}(?:\s+(?:and\s+)?{CAPITALIZED_WORD}){{0,4}})?"
)
NAME_WITH_OF_IN_TEXT_PATTERN = re.compile(
    rf"\b(?:(?:{CAPITALIZED_WORD})\s+){{0,3}}?(?:Department|Division|Office|Bureau|Commission|Agency|Board|Town|City|County|State"
    rf"|Commonwealth|Village|Borough|Registry|Court)\s+"
    rf"(?:of|for)\s+(?:the\s+)?{CAPITALIZED_WORD}(?:(?:,|\s+and|\s+of|\s+of the|\s+for)?\s+{CAPITALIZED_WORD}){{0,5}}"
)
OFFICIAL_IN_TEXT_PATTERN = re.compile(
    rf"\b(?:(?:Lt\.|Lieutenant)\s+)?(?:Governor|Gov\.|Mayor|Attorney General|Secretary of (?:the )?State"
    rf"|Comptroller|Treasurer|County Executive|First Selectman)\s+"
    rf"{CAPITALIZED_WORD}(?:\s+{CAPITALIZED_WORD}){{0,3}}"
)
TOWN_HALL_PATTERN = re.compile(
    rf"(?:{CAPITALIZED_WORD}\s+){{0,4}}(?:city|town|village|borough) (?:hall|offices?)|ayuntamiento", re.IGNORECASE
)
"""A municipality named by its town hall."""
OFFICIAL_NAME_PATTERN = re.compile(
    rf"(?:(?:Lt\.|Lieutenant)\s+)?(?:Governor|Mayor|Attorney General|Secretary of (?:the )?State)\s+"
    rf"{CAPITALIZED_WORD}(?:\s+{CAPITALIZED_WORD}){{0,3}}",
    re.IGNORECASE,
)
HEADLINE_VERB_PATTERN = re.compile(
    r"\b(?:announc|urg|warn|issu|open|offer|launch|remind|seek|sign|order|clos|extend|direct|advis|encourag|award"
    r"|receiv|call|present|celebrat|host|provid"
    r"|releas|unveil|propos|name|appoint|mark|report|recogni[sz]|honor|kick|highlight|invit|ask|to|will|is|are|has"
    r"|have|must|says?|join|begin|suspend|cancel"
    r"|chang|updat|modif|add|adopt|approv|set|plan|resum|reopen|temporar|visit)(?:e?[sd]?|es|ing|ied|ies|ily|y|tion"
    r"|al|ance|ations?|ure|ures)?\b",
    re.IGNORECASE,
)
GOVERNMENT_WORDS_PATTERN = re.compile(
    r"\b(?:department|division|agency|commission(?:er)?|bureau|courts?|courthouse|librar(?:y|ies)|town|city hall"
    r"|county|state|governor|mayor|dmv|police|registry"
    r"|permits?|licens\w+|municipal|public|superintendent|(?:school|health|fire|water|regional|park) district"
    r"|legislature|attorney general|city|village"
    r"|clerk'?s?|parks?|jury|judicial|transit"
    r"|council|selectmen|authority|transportation|university|biblioteca|departamento|oficina|estado|ciudad|gobernador\w*)\b|\.gov\b",
    re.IGNORECASE,
)
MAX_NAME_LENGTH = 120


ARTICLE_PATTERN = re.compile(r"the\s+", re.IGNORECASE)


def is_organization_name(words: str) -> bool:
    """Returns whether a line is only the name of a public body, as in a masthead."""
    words = words.strip("*_ ")
    if not 3 < len(words) <= MAX_NAME_LENGTH or words[-1] in ".:;?!" or any(character.isdigit() for character in words):
        return False
    if HEADLINE_VERB_PATTERN.search(words) and not re.match(
        r"(?i)(?:the )?(?:office|department|state|division)\b", words
    ):
        return False
    bare = re.sub(r"^(?:the)\s+", "", words, flags=re.IGNORECASE)
    return (
        is_bare_organization_name(bare)
        or "," in bare
        and all(is_bare_organization_name(part.strip()) for part in bare.split(",", 2))
    )


def is_bare_organization_name(words: str) -> bool:
    forms = (
        NAME_WITH_OF_PATTERN,
        NAME_WITH_NOUN_PATTERN,
        SPANISH_NAME_PATTERN,
        OFFICIAL_NAME_PATTERN,
        TOWN_HALL_PATTERN,
    )
    return (
        any(form.fullmatch(words) for form in forms)
        or words.isupper()
        and bool(SPANISH_CAPITALS_PATTERN.fullmatch(words))
    )


def find_organization(words: str) -> re.Match | None:
    """Returns the first public body named in the first 2,000 characters of the words."""
    matches = [
        match
        for pattern in (NAME_WITH_OF_IN_TEXT_PATTERN, NAME_IN_TEXT_PATTERN, SPANISH_NAME_PATTERN)
        if (match := pattern.search(words[:2000]))
    ]
    return min(matches, key=lambda match: (match.start(), -match.end())) if matches else None


def find_official(words: str) -> re.Match | None:
    """Returns an official named with the office: “Governor Alex Example”."""
    return OFFICIAL_IN_TEXT_PATTERN.search(words[:2000])


def has_government_words(words: str) -> bool:
    return bool(GOVERNMENT_WORDS_PATTERN.search(words))
