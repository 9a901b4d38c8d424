"""American telephone numbers, as printed, with the type that a word beside them gives."""

import re
from dataclasses import dataclass

from portal.sources.parsing.spans import Found

NUMBER = re.compile(
    r"(?<![\d.-])(?:\+?1[-. ]{0,2})?(?:\(\d{3}\)[-. ]{0,2}|\d{3}[-./ ]{1,2})\d{3}[-. ]\d{4}(?!\d)(?:,?\s{0,3}(?:x"
    r"|ext\.?|extension)\s{0,2}\.?:?\s{0,2}\d{1,6})?",
    re.IGNORECASE,
)
TYPES = {
    "office": "office o work w main m-f desk direct d oficina",
    "cell": "cell c mobile m cellular celular",
    "fax": "fax f",
    "phone": "phone telephone tel t p ph teléfono",
    "tty": "tty tdd tty/tdd",
}
TYPE_OF = {word: kind for kind, words in TYPES.items() for word in words.split()}
NAMES = (
    r"cellular|cell|mobile|office|work|main|desk|direct|fax|telephone|phone|tel|ph|tty/tdd|tty|tdd|celular"
    r"|oficina|teléfono"
)
BEFORE = re.compile(
    rf"(?:\b({NAMES})(?:\s+(?:phone|number|line|no))?|\b([ocwmftpd]))\s{{0,2}}[.:#)]{{0,2}}\s{{0,3}}$", re.IGNORECASE
)
AFTER = re.compile(
    rf"\s{{0,3}}[-–,]?\s{{0,2}}[(\[]?\s{{0,2}}(?:({NAMES})(?:\s+(?:phone|number|line))?|([ocwmf])(?=[)\]\s,;/]"
    rf"|$))\s{{0,2}}[)\]]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Phone:
    number: Found
    type: Found | None
    start: int
    end: int
    """From the word that gives the type to the one behind the number."""


def phones(text: str, start: int, end: int) -> list[Phone]:
    made: list[Phone] = []
    for match in NUMBER.finditer(text, start, end):
        floor = max(start, match.start() - 25, made[-1].end if made else start)
        before = BEFORE.search(text[floor : match.start()])
        after = None if before else AFTER.match(text[match.end() : min(end, match.end() + 30)])
        first, last = match.span()
        kind = None
        if before:
            first = floor + before.start()
            kind = typed(before, floor)
        elif after:
            last = match.end() + after.end()
            kind = typed(after, match.end())
        made.append(Phone(Found(" ".join(match[0].split()), *match.span(), "telephone number"), kind, first, last))
    return made


def typed(match: re.Match, shift: int) -> Found | None:
    group = 1 if match[1] else 2
    kind = TYPE_OF.get(match[group].lower())
    return Found(kind, shift + match.start(group), shift + match.end(group), "word beside the number") if kind else None
