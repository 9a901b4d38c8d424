"""Marks the words of a text that match a query, by comparing letters. The database provides the forms of each word."""

import re
import unicodedata
from collections.abc import Mapping, Set
from typing import NamedTuple

from portal.search.compounds import find_compounds
from portal.search.query_parser import ParsedQuery
from portal.search.tokenizer import DIGITS

NON_ASCII_LETTERS = re.compile("[^\x00-\x7f‘’“”–—…•·§]")
"""Characters outside ASCII, except common signs."""
POSSESSIVE = re.compile(r"['’]s(?!\w)")


Span = tuple[int, int, int]
"""Start and end of a match in a text, and the term of the query that it matches."""


class HighlightedText(NamedTuple):
    """A text with its matching spans, in order and without overlaps."""

    text: str
    spans: list[Span]


class Spelling(NamedTuple):
    """One way in which a text can contain a term: its letters and, for a phrase, the words that must follow."""

    letters: str
    is_beginning: bool
    following: list[set[str]]
    term: int


def list_spellings(query: ParsedQuery, forms: Mapping[str, Set[str]]) -> list[Spelling]:
    """Returns the spellings of all terms. `forms` contains for a word the words with the same stem."""
    spellings = []
    for number, term in enumerate(query.marked):
        for way in term.ways:
            first, *following = [{word} | forms.get(word, set()) for word in way]
            spellings += [Spelling(word, False, following, number) for word in sorted(first)]
        if term.is_prefix:
            spellings.append(Spelling(term.words[-1], True, [], number))
    return spellings


def highlight_terms(text: str, spellings: list[Spelling], *, joined: str = "") -> HighlightedText:
    """Returns the text with every span that matches one of the spellings. `joined` has the words that compounds of the
    text mean."""
    if not text:
        return HighlightedText(text, [])
    letters = fold_letters(text)
    spans: list[Span] = []
    end = len(letters)
    for word, is_beginning, following, term in spellings:
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
    if joined:
        present = set(joined.split(" "))
        terms = {word: term for word, _, following, term in reversed(spellings) if word in present and not following}
        spans += list_compound_spans(letters, terms)
    return HighlightedText(text, resolve_overlaps(spans) if len(spans) > 1 else spans)


def list_compound_spans(letters: str, terms: Mapping[str, int]) -> list[Span]:
    """Returns the places of the folded text that mean one of these words, each with the term of the word."""
    if not terms:
        return []
    return [(start, stop, terms[word]) for start, stop, word in find_compounds(letters) if word in terms]


def resolve_overlaps(spans: list[Span]) -> list[Span]:
    """Returns the spans in order, without those that begin within another. Of spans with the same start it keeps the
    longest."""
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
    """Returns the end of the last of these words if they follow the word that ends at `stop`, otherwise 0."""
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
    """Folds a text like `tokenizer.fold_text`, as far as every letter keeps its position."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(letter.lower()[:1] for letter in text)
    return small if small.isascii() else NON_ASCII_LETTERS.sub(strip_accent, small)


def strip_accent(match: re.Match) -> str:
    letters = unicodedata.normalize("NFKD", match[0]).translate(DIGITS)
    parts = [character for character in letters if not unicodedata.combining(character)]
    return parts[0] if len(parts) == 1 else match[0]
