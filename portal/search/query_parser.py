"""Parses a query into terms: words, “phrases”, and words to exclude after a minus. Every text is a valid query."""

import re
from dataclasses import dataclass, replace

from portal.search.tokenizer import STOP_WORDS, split_words

MAX_QUERY_LENGTH = 500
"""Characters of a query that are read."""
MAX_TERMS = 12
"""Largest number of terms in a search."""
MAX_COMPLETIONS = 20
"""Largest number of words to which the last word is completed."""
CHUNK_PATTERN = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class QueryTerm:
    """One word, or several that must follow one another."""

    words: tuple[str, ...]
    is_prefix: bool = False
    """Whether the word may be the beginning of a longer one."""
    others: tuple[str, ...] = ()
    """Words that match as well."""


@dataclass(frozen=True)
class ParsedQuery:
    wanted: tuple[QueryTerm, ...] = ()
    unwanted: tuple[QueryTerm, ...] = ()
    has_more: bool = False
    """Whether the query was too long and only its beginning is used."""

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def unfinished(self) -> str:
        """The last word, which the reader may still be typing. Empty after a phrase and for a word of one letter."""
        last = self.wanted[-1].words if self.wanted else ()
        return last[0] if len(last) == 1 and len(last[0]) > 1 else ""

    def with_completions(self, others: list[str]) -> "ParsedQuery":
        """Returns the query with the last word completed to these words of the index. If they are fewer than
        `MAX_COMPLETIONS`, the words themselves are searched, because a prefix search in both databases reads every text
        with such a word; and a hidden text with another such word then cannot change the result."""
        last = replace(self.wanted[-1], is_prefix=len(others) >= MAX_COMPLETIONS, others=tuple(others))
        return replace(self, wanted=(*self.wanted[:-1], last))

    def corrected(self, words: dict[str, str]) -> "ParsedQuery":
        """Returns the query with some words replaced. A replaced word is not a prefix."""
        wanted = (
            QueryTerm(tuple(words.get(word, word) for word in term.words)) if words.keys() & set(term.words) else term
            for term in self.wanted
        )
        return replace(self, wanted=tuple(wanted))

    def spelled(self) -> str:
        """Returns the query as a reader would type it."""
        return " ".join([*map(format_term, self.wanted), *(f"-{format_term(term)}" for term in self.unwanted)])


def format_term(term: QueryTerm) -> str:
    words = " ".join(term.words)
    if term.is_prefix:
        return f"{words}*"
    return f'"{words}"' if len(term.words) > 1 else words


def parse_query(text: str) -> ParsedQuery:
    """Returns the terms of a query. It ignores common words outside phrases. “finger*” is the beginning of a word and
    needs at least two letters. Parts of one word, as in “drop-in”, must follow one another."""
    wanted: list[QueryTerm] = []
    unwanted: list[QueryTerm] = []
    for chunk in CHUNK_PATTERN.finditer(text[:MAX_QUERY_LENGTH]):
        words = tuple(split_words(chunk["word"] or chunk["phrase"] or ""))
        is_prefix = len(words) == 1 and len(words[0]) > 1 and (chunk["word"] or "").endswith("*")
        is_phrase = len(words) > 1 and chunk["phrase"] is not None
        if not words or not (is_prefix or is_phrase) and all(word in STOP_WORDS for word in words):
            continue
        (unwanted if chunk["minus"] else wanted).append(QueryTerm(words, is_prefix))
    wanted, unwanted = list(dict.fromkeys(wanted)), list(dict.fromkeys(unwanted))
    has_more = len(text) > MAX_QUERY_LENGTH or len(wanted) > MAX_TERMS or len(unwanted) > MAX_TERMS
    return ParsedQuery(tuple(wanted[:MAX_TERMS]), tuple(unwanted[:MAX_TERMS]), has_more)
