"""What a reader typed, as terms: words, “phrases”, words after a minus. Any text is a query; none is an error."""

import re
from dataclasses import dataclass, replace

from portal.search.tokenizer import STOP_WORDS, split_words

MAX_QUERY_LENGTH = 500
"""Characters that are read of a question."""
MAX_TERMS = 12
"""Terms that are looked for."""
MAX_COMPLETIONS = 20
"""Words that the last one may be the beginning of."""
CHUNK_PATTERN = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True)
class QueryTerm:
    """One word, or several that must follow each other."""

    words: tuple[str, ...]
    is_prefix: bool = False
    """Whether the word may go on."""
    others: tuple[str, ...] = ()
    """Words that serve as well."""


@dataclass(frozen=True)
class ParsedQuery:
    wanted: tuple[QueryTerm, ...] = ()
    unwanted: tuple[QueryTerm, ...] = ()
    has_more: bool = False
    """Whether some of what was typed is not looked for, because it was too much."""

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def unfinished(self) -> str:
        """The last word, which may still be being typed; empty after a phrase and for a word of one letter."""
        last = self.wanted[-1].words if self.wanted else ()
        return last[0] if len(last) == 1 and len(last[0]) > 1 else ""

    def with_completions(self, others: list[str]) -> "ParsedQuery":
        """The same with the last word taken as the beginning of one of these words of the index. Where they are all
        that there are, they are asked for by themselves, for both databases read through every text that has a word
        with a beginning; and so one of a text that this reader may not see changes nothing."""
        last = replace(self.wanted[-1], is_prefix=len(others) >= MAX_COMPLETIONS, others=tuple(others))
        return replace(self, wanted=(*self.wanted[:-1], last))

    def corrected(self, words: dict[str, str]) -> "ParsedQuery":
        """The same with some words replaced; one that is does not go on."""
        wanted = (
            QueryTerm(tuple(words.get(word, word) for word in one.words)) if words.keys() & set(one.words) else one
            for one in self.wanted
        )
        return replace(self, wanted=tuple(wanted))

    def spelled(self) -> str:
        """As a reader would type it."""
        return " ".join([*map(format_term, self.wanted), *(f"-{format_term(term)}" for term in self.unwanted)])


def format_term(term: QueryTerm) -> str:
    words = " ".join(term.words)
    if term.is_prefix:
        return f"{words}*"
    return f'"{words}"' if len(term.words) > 1 else words


def parse_query(text: str) -> ParsedQuery:
    """The terms of a question. Common words are passed over, unless they are in a phrase; “finger*” is the beginning
    of a word, for which one letter is not enough, and parts of one word, as in “drop-in”, must follow each other."""
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
