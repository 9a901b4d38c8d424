"""Which words of a text are those that were asked for: by comparing letters, once a database has said which words
count as the same."""

import re
import unicodedata
from collections.abc import Mapping, Set
from typing import NamedTuple

from portal.search.query_parser import ParsedQuery

NON_ASCII_LETTERS = re.compile("[^\x00-\x7f‘’“”–—…•·§]")
"""What is not ASCII, without the signs that texts are full of."""
POSSESSIVE = re.compile(r"['’]s(?!\w)")


Span = tuple[int, int, int | str]
"""Where a find begins and ends in a text, and which of the terms asked for it answers."""


class HighlightedText(NamedTuple):
    """A text with the spans that were found in it, in their order, none over another."""

    text: str
    spans: list[Span]


class Spelling(NamedTuple):
    """One way in which a text can have a term: letters, and of a phrase the words that must follow."""

    letters: str
    is_beginning: bool
    following: list[set[str]]
    term: int


def list_spellings(query: ParsedQuery, forms: Mapping[str, Set[str]]) -> list[Spelling]:
    """`forms` has for a word the words that count as the same."""
    found = []
    for number, term in enumerate(query.wanted):
        first, *following = [{word} | forms.get(word, set()) for word in term.words]
        for other in term.others:
            first |= {other} | forms.get(other, set())
        found += [Spelling(word, False, following, number) for word in sorted(first)]
        if term.is_prefix:
            found.append(Spelling(term.words[-1], True, [], number))
    return found


def highlight_terms(text: str, asked: list[Spelling]) -> HighlightedText:
    """The text with every place where one of the terms stands."""
    if not text:
        return HighlightedText(text, [])
    letters = fold_letters(text)
    spans: list[Span] = []
    end = len(letters)
    for word, is_beginning, following, term in asked:
        start = letters.find(word)
        while start >= 0:
            stop = start + len(word)
            if not start or not letters[start - 1].isalnum():
                if is_beginning:
                    spans.append((start, find_word_end(letters, stop), term))
                elif stop == end or not letters[stop].isalnum():
                    last = find_phrase_end(letters, stop, following) if following else stop
                    if last:
                        spans.append((start, last, term))
            start = letters.find(word, stop)
    return HighlightedText(text, resolve_overlaps(spans) if len(spans) > 1 else spans)


def resolve_overlaps(spans: list[Span]) -> list[Span]:
    """In their order; where some begin together the longest, and none that begins within another."""
    kept: list[Span] = []
    reached = 0
    for span in sorted(spans):
        if span[0] >= reached:
            kept.append(span)
        elif span[0] == kept[-1][0]:
            kept[-1] = span
        else:
            continue
        reached = span[1]
    return kept


def find_phrase_end(letters: str, stop: int, following: list[set[str]]) -> int:
    """Where the last of these words ends, if they follow the word that ends here; else 0."""
    for words in following:
        possessive = POSSESSIVE.match(letters, stop)
        start = possessive.end() if possessive else stop
        while start < len(letters) and not letters[start].isalnum():
            start += 1
        stop = find_word_end(letters, start)
        if letters[start:stop] not in words:
            return 0
    return stop


def find_word_end(letters: str, start: int) -> int:
    while start < len(letters) and letters[start].isalnum():
        start += 1
    return start


def fold_letters(text: str) -> str:
    """As portal.search.words.folded() has it, as far as each letter stays where it is."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(one.lower()[:1] for one in text)
    return small if small.isascii() else NON_ASCII_LETTERS.sub(strip_accent, small)


def strip_accent(match: re.Match) -> str:
    parts = [one for one in unicodedata.normalize("NFKD", match[0]) if not unicodedata.combining(one)]
    return parts[0] if len(parts) == 1 else match[0]
