"""Finds telephone numbers in a printed line, and their addresses by RFC 3966: `tel:+1-203-555-0134;ext=12`."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import Leniency, PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher, ValidationResult

REGION, COUNTRY_CODE = "US", 1
"""The country of numbers without a country code."""
NATIONAL_PATTERN = re.compile(r"[2-9]\d{2}[2-9]\d{6}")
"""Area code and number in North America. A list of the area codes in use would refuse those to come."""
VANITY_PATTERN = re.compile(
    r"(?<!\w)(?:\+?1[-. ])?\(?([2-9]\d\d)\)?[-. ](?=[A-Z0-9-]{0,12}[A-Z]{2})([A-Z0-9][A-Z0-9-]{6,12})\b"
)
"""A number that is spelled with letters, such as 1-800-555-HELP."""
SHORT_PATTERN = re.compile(
    r"(?:^|\b(?:tty|tdd|relay|dial|call|or|and)\b:?|[,;/(:])\s{0,3}\b([2-9](-?)1(?:\2)1|988)\b(?![-.\d])", re.IGNORECASE
)
"""A number of three digits, such as 711 for the relay service of deaf callers, also printed as 7-1-1."""
EXTENSION_PATTERN = re.compile(
    r"[\s,;]{0,3}[(\[]?\s?(?:x|extn?|extension|extensi[oó]n|poste|p[oò]s|ramal|anexo|interno|int|wew)(?![^\W\d])[.:]{0,2}"
    r"\s{0,2}#?(\d{1,7})(?!\d)\s?[)\]]?",
    re.IGNORECASE,
)
"""An extension that the library does not read: in parentheses, with a colon, or in other languages."""
NEARLY_PATTERN = re.compile(r"\+?\d(?:[-.() ]{0,2}\d){4,}")
"""Digits that look like a number but are none."""
URI_PATTERN = re.compile(r"\+?[0-9().-]+(?:;[a-z-]+=[^;]+)*")
ADVICE = "Write it with the area code, as 203-555-0134 or 203-555-0134 ext. 12, or from abroad as +44 20 7946 0958."


class PhonePiece(NamedTuple):
    """A piece of a printed line. `address` is empty for words that are no number."""

    words: str
    address: str = ""


class FoundNumber(NamedTuple):
    start: int
    end: int
    address: str


@lru_cache(maxsize=256)
def split_phone_numbers(text: str) -> list[PhonePiece]:
    """Returns the line in pieces: telephone numbers, each with its address, and the words between them."""
    pieces, end = [], 0
    for number in sorted(find_numbers(text)):
        pieces += [PhonePiece(text[end : number.start]), PhonePiece(text[number.start : number.end], number.address)]
        end = number.end
    return [piece for piece in [*pieces, PhonePiece(text[end:])] if piece.words]


def find_phone_problem(text: str) -> str:
    """Returns a sentence if the line has no telephone number, or one that nobody can call; "" if it is right or
    empty."""
    pieces = split_phone_numbers(text.strip())
    nearly = [match[0] for piece in pieces if not piece.address for match in NEARLY_PATTERN.finditer(piece.words)]
    if nearly:
        return f"“{nearly[0]}” is not a complete telephone number. {ADVICE}"
    if pieces and not any(piece.address for piece in pieces):
        return f"“{text.strip()}” is not a telephone number. {ADVICE}"
    return ""


def is_phone_uri(path: str) -> bool:
    """Whether what follows `tel:` in an address is one telephone number."""
    is_short = re.fullmatch(r"([2-9]11|988)(;phone-context=\+1)?", path)
    return bool(is_short or URI_PATTERN.fullmatch(path) and parse_number(path))


def find_numbers(text: str) -> Iterator[FoundNumber]:
    """Yields the numbers without overlaps, in no order."""
    for match in VANITY_PATTERN.finditer(text):
        letters = match[1] + match[2].replace("-", "")[:7]
        if number := parse_number(phonenumbers.convert_alpha_characters_in_number(letters)):
            yield FoundNumber(*match.span(), format_address(number))
        text = blank_out(text, *match.span())
    for found in PhoneNumberMatcher(text, REGION, leniency=Leniency.POSSIBLE):
        if is_complete(found.number):
            end = found.end
            if not found.number.extension and (extension := EXTENSION_PATTERN.match(text, end)):
                found.number.extension, end = extension[1], extension.end()
            yield FoundNumber(found.start, end, format_address(found.number))
            text = blank_out(text, found.start, end)
    for match in SHORT_PATTERN.finditer(text):
        yield FoundNumber(*match.span(1), f"tel:{match[1].replace('-', '')};phone-context=+{COUNTRY_CODE}")


def blank_out(text: str, start: int, end: int) -> str:
    """Replaces a number that is found by characters that belong to no number."""
    return text[:start] + ";" * (end - start) + text[end:]


def parse_number(text: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    return number if is_complete(number) else None


def is_complete(number: PhoneNumber) -> bool:
    """Whether the number has a possible length and, in North America, an area code."""
    if number.country_code == COUNTRY_CODE:
        return bool(NATIONAL_PATTERN.fullmatch(str(number.national_number)))
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def format_address(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)
