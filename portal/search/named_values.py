"""Which values of a filter a query names, such as the service in “is the fingerprint unit open today?”."""

from os.path import commonprefix

from portal.search.query_parser import parse_query
from portal.search.tokenizer import STOP_WORDS, split_words

Choice = tuple[str, str]
"""A value and its label."""
MAX_NAMED = 3
"""Largest number of values that a query names. A query whose words are in more labels names none."""
MIN_LETTERS = 6
"""Letters of a word that names a value by itself; shorter ones, such as “new”, do so only together."""


def find_named_values(text: str, choices: list[Choice]) -> list[Choice]:
    """Returns the values that the query names best. A word counts more the fewer labels contain it."""
    typed = [word for term in parse_query(text).wanted for word in term.words]
    matches = {choice: match_words(typed, choice[1]) for choice in choices}
    spread = {word: sum(word in words for words in matches.values()) for word in typed}
    strengths = {
        choice: sum(1 / spread[word] for word in words)
        for choice, words in matches.items()
        if len(words) > 1 or any(len(word) >= MIN_LETTERS for word in words)
    }
    best = max(strengths.values(), default=0)
    named = [choice for choice, strength in strengths.items() if strength > 0.8 * best]
    return named if len(named) <= MAX_NAMED else []


def match_words(typed: list[str], label: str) -> set[str]:
    """Returns the typed words that are in the label, perhaps with another ending."""
    words = [word for word in split_words(label) if word not in STOP_WORDS]
    return {one for one in typed if any(is_same_word(one, other) for other in words)}


def is_same_word(one: str, other: str) -> bool:
    """Whether the words begin alike, as “renew” and “renewals” or “license” and “licensing” do."""
    shared = len(commonprefix([one, other]))
    return one == other or shared >= 4 and shared >= min(len(one), len(other)) - 1
