"""Public bodies by their names: departments, offices, courts, towns, libraries, and those who speak for them."""

import re

NOUN = (
    r"Department|Dept\.|Division|Office|Bureau|Commission|Agency|Authority|Board|Council|Court|Courthouse|Library"
    r"|Libraries|Police|Registry|Branch"
    r"|District|Schools|Town|City|County|State|Commonwealth|Village|Borough|Administration|Archives|Legislature"
    r"|Senate|Assembly|Secretary|Service|Services|Center|Clerk"
)
HEAD = (
    r"Department|Dept\.?|Division|Office|Bureau|Commission|Agency|Administration|Board|Town|City|County|State"
    r"|Commonwealth|Village"
    r"|Borough|Judicial Branch|Supreme Court|Registry|Court|Council"
    r"|Secretary|Governor|Mayor|Attorney General|Commissioner|Superintendent|Comptroller|Treasurer|Chief"
)
CAPITAL = (
    r"(?!(?:The|Alerts?|Notices?|Hours|Clos(?:ed|ings?|ures?)|Changes?|Updates?|Status|Schedules?|Announc\w+|Temporary"
    r"|Modified|FAQs?)\b)[A-ZÁÉÍÓÚÑ][\w’'&./-]*"
)
TAIL = rf"(?:,?\s+(?:and|&|of|the|for|on|to|&)(?:\s+(?:the|of|for))?\s+{CAPITAL}|\s+{CAPITAL})"
OF = re.compile(
    rf"(?:(?:{CAPITAL})\s+){{0,5}}(?:{HEAD})\s+(?:of|for|on)\s+(?:the\s+)?{CAPITAL}(?:{TAIL}){{0,9}}", re.IGNORECASE
)
ENDING = re.compile(
    rf"(?:{CAPITAL}\s+){{1,6}}(?:{NOUN})(?:\s+Department)?\b(?:,\s+{CAPITAL}(?:\s+{CAPITAL}){{0,3}})?", re.IGNORECASE
)
SPANISH = re.compile(
    r"(?:Oficina|Departamento|Ayuntamiento|Ministerio|Biblioteca|Tribunal|Secretaría|Municipio|Gobierno|Ciudad|Alcaldía)"
    r"\s+(?:de\s+la|del|de|en)\s+[A-ZÁÉÍÓÚÑ]\w*(?:\s+(?:(?:de|y|la|del)\s+)?[A-ZÁÉÍÓÚÑ]\w*){0,5}"
)
SPANISH_CAPITALS = re.compile(SPANISH.pattern, re.IGNORECASE)
INSIDE = re.compile(
    rf"\bDMV\b|(?:(?:{CAPITAL}|and|&)\s+){{0,6}}?(?:{CAPITAL}\s+)(?:Departments?|Division|Office|Bureau|Commission|Agency"
    rf"|Authority|Board|Court|Courthouse|Library"
    rf"|Libraries|Police Department|Police|Registry|Branch|District|Public Schools|Schools|Archives|City Hall"
    rf"|Town Hall|Council|Clerk(?:['’]s\s+Office)?)\b"
    rf"(?:\s+(?:of|for)\s+(?:the\s+)?{CAPITAL}(?:\s+(?:and\s+)?{CAPITAL}){{0,4}})?"
)
OF_INSIDE = re.compile(
    rf"\b(?:(?:{CAPITAL})\s+){{0,3}}?(?:Department|Division|Office|Bureau|Commission|Agency|Board|Town|City|County|State"
    rf"|Commonwealth|Village|Borough|Registry|Court)\s+"
    rf"(?:of|for)\s+(?:the\s+)?{CAPITAL}(?:(?:,|\s+and|\s+of|\s+of the|\s+for)?\s+{CAPITAL}){{0,5}}"
)
SPEAKER = re.compile(
    rf"\b(?:(?:Lt\.|Lieutenant)\s+)?(?:Governor|Gov\.|Mayor|Attorney General|Secretary of (?:the )?State"
    rf"|Comptroller|Treasurer|County Executive|First Selectman)\s+"
    rf"{CAPITAL}(?:\s+{CAPITAL}){{0,3}}"
)
HALL = re.compile(
    rf"(?:{CAPITAL}\s+){{0,4}}(?:city|town|village|borough) (?:hall|offices?)|ayuntamiento", re.IGNORECASE
)
"""A municipality by its house."""
OFFICIAL = re.compile(
    rf"(?:(?:Lt\.|Lieutenant)\s+)?(?:Governor|Mayor|Attorney General|Secretary of (?:the )?State)\s+"
    rf"{CAPITAL}(?:\s+{CAPITAL}){{0,3}}",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:announc|urg|warn|issu|open|offer|launch|remind|seek|sign|order|clos|extend|direct|advis|encourag|award"
    r"|receiv|call|present|celebrat|host|provid"
    r"|releas|unveil|propos|name|appoint|mark|report|recogni[sz]|honor|kick|highlight|invit|ask|to|will|is|are|has"
    r"|have|must|says?|join|begin|suspend|cancel"
    r"|chang|updat|modif|add|adopt|approv|set|plan|resum|reopen|temporar|visit)(?:e?[sd]?|es|ing|ied|ies|ily|y|tion"
    r"|al|ance|ations?|ure|ures)?\b",
    re.IGNORECASE,
)
WORDS = re.compile(
    r"\b(?:department|division|agency|commission(?:er)?|bureau|courts?|courthouse|librar(?:y|ies)|town|city hall"
    r"|county|state|governor|mayor|dmv|police|registry"
    r"|permits?|licens\w+|municipal|public|superintendent|(?:school|health|fire|water|regional|park) district"
    r"|legislature|attorney general|city|village"
    r"|clerk'?s?|parks?|jury|judicial|transit"
    r"|council|selectmen|authority|transportation|university|biblioteca|departamento|oficina|estado|ciudad|gobernador\w*)\b|\.gov\b",
    re.IGNORECASE,
)
LONGEST = 120


ARTICLE = re.compile(r"the\s+", re.IGNORECASE)


def is_body_name(words: str) -> bool:
    """Whether a line is nothing but the name of a public body, as in a masthead."""
    words = words.strip("*_ ")
    if not 3 < len(words) <= LONGEST or words[-1] in ".:;?!" or any(one.isdigit() for one in words):
        return False
    if VERB.search(words) and not re.match(r"(?i)(?:the )?(?:office|department|state|division)\b", words):
        return False
    bare = re.sub(r"^(?:the)\s+", "", words, flags=re.IGNORECASE)
    return is_name(bare) or "," in bare and all(is_name(part.strip()) for part in bare.split(",", 2))


def is_name(words: str) -> bool:
    forms = (OF, ENDING, SPANISH, OFFICIAL, HALL)
    return any(form.fullmatch(words) for form in forms) or words.isupper() and bool(SPANISH_CAPITALS.fullmatch(words))


def body_in(words: str) -> re.Match | None:
    """The first public body named within the words, which are searched in their first 2,000 characters."""
    found = [match for pattern in (OF_INSIDE, INSIDE, SPANISH) if (match := pattern.search(words[:2000]))]
    return min(found, key=lambda match: (match.start(), -match.end())) if found else None


def speaker_in(words: str) -> re.Match | None:
    """An official named with the office: “Governor Alex Example”."""
    return SPEAKER.search(words[:2000])


def speaks_public(words: str) -> bool:
    return bool(WORDS.search(words))
