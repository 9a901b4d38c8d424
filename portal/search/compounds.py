"""Finds what people spell in several ways and means one word: “re-open” and “reopen”, “C.G.S.” and “CGS”, “8 a.m.” and
“8am”, a telephone number with any signs between its digits. The index and the queries use the same rules."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from portal.lib.phone_links import parse_number
from portal.search.tokenizer import MAX_WORD_LENGTH, STOP_WORDS, WORD_PATTERN

HYPHENS = "-‐‑‒–−"
SPACES = frozenset((" ", "\u00a0", "\u2009", "\u202f", "\n", "  "))
ENDED_SPACES = frozenset(f".{space}" for space in SPACES)
"""After an abbreviation such as “P.A.”."""
MAX_PARTS = 6
"""Largest number of parts that are joined to one word, such as those of a number of a form."""
# Beginnings that are no words of their own, so that “non citizen” is one word.
PREFIXES = frozenset("anti bi co e ex inter mid mis multi non pre re self semi sub tri".split())
# The ends and the beginnings of nouns such as “drop-off”.
PARTICLES = frozenset("away back by down downs in ins off offs on out outs over overs through up ups".split())
VERBS = frozenset(
    "back break build buy call carry check clean cut drive drop fill follow hand hold kick lay lead line lock log make"
    " mark mix opt phase pick plug pop print pull push put roll run send set shut sign sit stand start stop take trade"
    " turn walk warm work wrap write".split()
)
# The ends of nouns such as “web site” and “health care”, after any word but a function word.
ENDS = frozenset("care line lines school site sites time wide".split())
PAIRS = frozenset(
    [("no", "show"), ("no", "shows"), ("in", "person"), ("on", "line"), ("on", "site"), ("after", "school")]
)
DIGIT_PATTERN = re.compile("[0-9]")
PAIR_ENDS = frozenset(second for _, second in PAIRS) - ENDS
PHONE_PATTERN = re.compile(
    rf"(?<!\w)(?<![0-9][{HYPHENS}.])(?:(?:\+?1[{HYPHENS}./\s]{{0,2}})?\(?([2-9][0-9]{{2}})\)?[{HYPHENS}./\s]{{0,3}})?"
    rf"([0-9]{{3}})([{HYPHENS}.\s]?)([0-9]{{4}})(?![0-9])"
)
FOREIGN_PATTERN = re.compile(
    rf"(?<![\w+])(?:\+|0(?:11|0)[{HYPHENS}\s]?)[2-9](?:[{HYPHENS}./()\s]{{0,2}}[0-9]){{6,14}}(?![0-9])"
)
"""A telephone number of another country, with the sign or the digits that are dialed before the code of a country."""
FOREIGN_PREFIX = re.compile("^0(?:11|0)")
EXTENSION_PATTERN = re.compile(r"(?<!\w)(?:(?:x|extn|extension)[.:]{0,2}|ext[.:]{1,2})\s{0,2}([0-9]{1,7})(?!\w)")
CLOCK_PATTERN = re.compile(r"(?<![\w:.])([0-9]{1,2})(?:[:.]([0-5][0-9]))?\s{0,2}([ap])\.?\s?m\b\.?")
SECTION_PATTERN = re.compile(r"(?:§{1,2}|\bsecs?\b\.?)(?=\s{0,2}[0-9])")


class Compound(NamedTuple):
    """A place of a text and the one word that it means."""

    start: int
    stop: int
    word: str


class Unit(NamedTuple):
    """Words that signs connect, such as the two of “walk-in”."""

    start: int
    stop: int
    words: list[str]


def find_compounds(text: str) -> list[Compound]:
    """Returns the compounds of a folded text. A place may mean several words, such as a telephone number with and
    without its area code."""
    compounds: list[Compound] = []
    if DIGIT_PATTERN.search(text):
        compounds += [*find_foreign_phones(text), *find_phones(text), *find_times(text)]
        compounds += [
            Compound(found.start(), found.end(), f"ext{found[1]}") for found in EXTENSION_PATTERN.finditer(text)
        ]
        compounds += [Compound(match.start(), match.end(), "section") for match in SECTION_PATTERN.finditer(text)]
        for pattern in (FOREIGN_PATTERN, PHONE_PATTERN, CLOCK_PATTERN):
            text = pattern.sub(lambda match: " " * len(match[0]), text)
    units = list(split_units(text))
    for unit in units:
        if len(unit.words) > 1:
            compounds += join_parts(text, unit)
    for left, right in pairwise(units):
        gap = text[left.stop : right.start]
        if gap in SPACES or gap in ENDED_SPACES and len(left.words) > 1:
            first, second = "".join(left.words), "".join(right.words)
            if is_pair(first, second) and len(first + second) <= MAX_WORD_LENGTH:
                compounds.append(Compound(left.start, right.stop, first + second))
    return compounds


def list_joined_words(text: str) -> list[str]:
    """Returns the words that the compounds of a folded text mean, each as often as it occurs."""
    return [compound.word for compound in find_compounds(text)]


def find_phones(text: str) -> Iterator[Compound]:
    """Returns each telephone number without the 1 before it, and its last seven digits. A number without an area code
    gets another word, by which a query with any area code finds it."""
    for match in PHONE_PATTERN.finditer(text):
        area, exchange, sign, line = match.groups()
        number = exchange + line
        if area:
            yield Compound(match.start(), match.end(), area + number)
        elif not sign.isspace():
            yield Compound(match.start(), match.end(), name_local_number(number))
        if area or not sign.isspace():
            yield Compound(match.start(), match.end(), number)


def find_foreign_phones(text: str) -> Iterator[Compound]:
    """Returns each telephone number of another country with its code and without it."""
    for match in FOREIGN_PATTERN.finditer(text):
        for word in list_foreign_words(match[0]):
            yield Compound(match.start(), match.end(), word)


def list_foreign_words(written: str) -> list[str]:
    """Returns the digits of a number as they are dialed from abroad, and those of the number within its country."""
    number = parse_number(FOREIGN_PREFIX.sub("+", written))
    return [f"{number.country_code}{number.national_number}", str(number.national_number)] if number else []


def name_local_number(number: str) -> str:
    return f"tel{number}"


def find_times(text: str) -> Iterator[Compound]:
    for match in CLOCK_PATTERN.finditer(text):
        yield Compound(match.start(), match.end(), join_time(match))


def join_time(match: re.Match) -> str:
    """Returns “8am” for “8:00 a.m.” and “430pm” for “4:30 PM”."""
    hour, minutes, half = match.groups()
    return f"{hour.lstrip('0') or '0'}{'' if minutes in (None, '00') else minutes}{half}m"


def split_units(text: str) -> Iterator[Unit]:
    start = stop = 0
    words: list[str] = []
    for match in WORD_PATTERN.finditer(text):
        first, last = match.span()
        if words and len(words) < 2 * MAX_PARTS and is_connected(words[-1], text[stop:first], match[0]):
            words.append(match[0])
        else:
            if words:
                yield Unit(start, stop, words)
            start, words = first, [match[0]]
        stop = last
    if words:
        yield Unit(start, stop, words)


def is_connected(first: str, gap: str, second: str) -> bool:
    """Whether two words with these characters between them are parts of one: with a hyphen or an apostrophe, or figures
    or single letters with the usual signs."""
    if len(gap) > 2 or gap == " " and len(first) > 1:
        return False
    if len(first) == len(second) == 1 and gap in (".", "/", "&", ". ", " "):
        return gap != " " or first not in "ai" and second not in "ai"
    if gap in "./:,":
        return first.isdecimal() and second.isdecimal()
    return gap in HYPHENS or gap in "'’‘" and second != "s"


def join_parts(text: str, unit: Unit) -> Iterator[Compound]:
    """Returns the words that a unit of several parts means: all of its parts joined, numbers also without leading
    zeros, and each two that are neighbors."""
    count = len(unit.words)
    if 1 < count <= MAX_PARTS and sum(map(len, unit.words)) <= MAX_WORD_LENGTH:
        joined = "".join(unit.words)
        yield Compound(unit.start, unit.stop, joined)
        short = "".join([word.lstrip("0") for word in unit.words])
        if short and short != joined and joined.isdecimal():
            yield Compound(unit.start, unit.stop, short)
    if count > 2:
        places = list(WORD_PATTERN.finditer(text, unit.start, unit.stop))
        for first, second in pairwise(places):
            if 2 < len(first[0] + second[0]) <= MAX_WORD_LENGTH:
                yield Compound(first.start(), second.end(), first[0] + second[0])


def is_pair(first: str, second: str) -> bool:
    """Whether two words with a space between them are one."""
    if first in PREFIXES:
        return second.isalpha() and second not in STOP_WORDS
    if second in PARTICLES or second in PAIR_ENDS:
        return first in VERBS or (first, second) in PAIRS
    if second in ENDS:
        return first.isalpha() and len(first) > 1 and (first not in STOP_WORDS or (first, second) in PAIRS)
    if second.isalpha() and len(second) > 1:
        return False
    if first.isalpha():
        return second[0].isdecimal() and first not in STOP_WORDS and len(first) <= 10
    return second.isalpha()


def list_splits(word: str) -> list[tuple[str, str]]:
    """Returns the ways in which a word may be spelled as two: “reopen” as “re open”. The two are words of their own, a
    beginning or an end; function words are left out, so that “therapist” does not find two other words."""
    halves = ((word[:place], word[place:]) for place in range(1, len(word)))
    return [
        (first, second)
        for first, second in halves
        if (is_word(first) or first in PREFIXES or (first, second) in PAIRS)
        and (is_word(second) or second in PARTICLES and first not in PREFIXES)
    ]


def is_word(text: str) -> bool:
    return len(text) > 2 and text not in STOP_WORDS


def is_known_split(first: str, second: str) -> bool:
    """Whether the rules alone, without the words of the index, make the two halves one word."""
    return (first in PREFIXES and len(second) > 2) or is_pair(first, second)
