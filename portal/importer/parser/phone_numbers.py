"""Finds American telephone numbers, as printed, with the type that a word beside them gives."""

import re
from dataclasses import dataclass

from portal.importer.parser.spans import ExtractedValue

PHONE_PATTERN = re.compile(
    r"(?<![\d.-])(?:\+?1[-. ]{0,2})?(?:\(\d{3}\)[-. ]{0,2}|\d{3}[-./ ]{1,2})\d{3}[-. ]\d{4}(?!\d)(?:,?\s{0,3}(?:x"
    r"|ext\.?|extension)\s{0,2}\.?:?\s{0,2}\d{1,6})?",
    re.IGNORECASE,
)
PHONE_TYPES = {
    "office": "office o work w main m-f desk direct d oficina",
    "cell": "cell c mobile m cellular celular",
    "fax": "fax f",
    "phone": "phone telephone tel t p ph teléfono",
    "tty": "tty tdd tty/tdd",
}
PHONE_TYPE_BY_WORD = {word: kind for kind, words in PHONE_TYPES.items() for word in words.split()}
PHONE_TYPE_WORDS = (
    r"cellular|cell|mobile|office|work|main|desk|direct|fax|telephone|phone|tel|ph|tty/tdd|tty|tdd|celular"
    r"|oficina|teléfono"
)
TYPE_BEFORE_PATTERN = re.compile(
    rf"(?:\b({PHONE_TYPE_WORDS})(?:\s+(?:phone|number|line|no))?|\b([ocwmftpd]))\s{{0,2}}[.:#)]{{0,2}}\s{{0,3}}$",
    re.IGNORECASE,
)
TYPE_AFTER_PATTERN = re.compile(
    rf"\s{{0,3}}[-–,]?\s{{0,2}}[(\[]?\s{{0,2}}(?:({PHONE_TYPE_WORDS})(?:\s+(?:phone|number|line))?|([ocwmf])(?=[)\]\s,;/]"
    rf"|$))\s{{0,2}}[)\]]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ParsedPhone:
    number: ExtractedValue
    type: ExtractedValue | None
    start: int
    end: int
    """Start and end include the word that gives the type, before or after the number."""


def find_phones(text: str, start: int, end: int) -> list[ParsedPhone]:
    phones: list[ParsedPhone] = []
    for match in PHONE_PATTERN.finditer(text, start, end):
        floor = max(start, match.start() - 25, phones[-1].end if phones else start)
        before = TYPE_BEFORE_PATTERN.search(text[floor : match.start()])
        after = None if before else TYPE_AFTER_PATTERN.match(text[match.end() : min(end, match.end() + 30)])
        first, last = match.span()
        kind = None
        if before:
            first = floor + before.start()
            kind = parse_phone_type(before, floor)
        elif after:
            last = match.end() + after.end()
            kind = parse_phone_type(after, match.end())
        phones.append(
            ParsedPhone(
                ExtractedValue(" ".join(match[0].split()), *match.span(), "telephone number"), kind, first, last
            )
        )
    return phones


def parse_phone_type(match: re.Match, shift: int) -> ExtractedValue | None:
    group = 1 if match[1] else 2
    kind = PHONE_TYPE_BY_WORD.get(match[group].lower())
    return (
        ExtractedValue(kind, shift + match.start(group), shift + match.end(group), "word beside the number")
        if kind
        else None
    )
