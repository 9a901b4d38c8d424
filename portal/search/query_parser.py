"""Parses a query into terms: words, “phrases”, and words to exclude after a minus. Every text is a valid query."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from portal.search.compounds import (
    CLOCK_PATTERN,
    DIGIT_PATTERN,
    FOREIGN_PATTERN,
    PHONE_PATTERN,
    Compound,
    find_compounds,
    is_known_split,
    join_time,
    list_foreign_words,
    list_splits,
    name_local_number,
)
from portal.search.function_words import ENGLISH, SPANISH, SPANISH_MARKS
from portal.search.tokenizer import MAX_WORD_LENGTH, STOP_WORDS, WORD_PATTERN, fold_text

MAX_QUERY_LENGTH = 500
"""Characters of a query that are read."""
MAX_TERMS = 12
"""Largest number of terms in a search."""
MAX_COMPLETIONS = 20
"""Largest number of words to which the last word is completed."""
MAX_WAYS = 40
"""Largest number of other ways in which the words of a term may be spelled."""
MAX_SHORT_PART = 4
"""Letters that one half of a compound mostly has at most, as in “web site” or “health care”. Two longer words are taken
for one only if nothing else is found, because each more word to look up takes time."""
CHUNK_PATTERN = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
SPANISH_ENDING = re.compile(r"(?<=\w{3})([oa])(s?)\Z")
EXTENSION_PATTERN = re.compile(r"(?<=[0-9] )\s?x(?=[0-9])")
ADDRESS_PATTERN = re.compile(r"\btel:(?=\+?[0-9])")


@dataclass(frozen=True)
class QueryTerm:
    """One word, or several that must follow one another."""

    words: tuple[str, ...]
    is_prefix: bool = False
    """Whether the word may be the beginning of a longer one."""
    others: tuple[str, ...] = ()
    """Words and phrases that match as well. The words of a phrase have spaces between them."""
    spare: tuple[str, ...] = field(default=(), compare=False)
    """Less likely ones, which are tried if nothing is found."""

    @property
    def ways(self) -> list[tuple[str, ...]]:
        """The words of every spelling."""
        return [self.words, *(tuple(other.split(" ")) for other in self.others)]

    @property
    def has_phrase(self) -> bool:
        return len(self.words) > 1 or any(" " in other for other in self.others)

    def with_others(self, others: list[str], spare: list[str] | tuple[str, ...] = ()) -> "QueryTerm":
        more = dict.fromkeys([*self.others, *others])
        more.pop(" ".join(self.words), None)
        return QueryTerm(self.words, self.is_prefix, tuple(more)[:MAX_WAYS], (*self.spare, *spare))


@dataclass(frozen=True)
class ParsedQuery:
    wanted: tuple[QueryTerm, ...] = ()
    unwanted: tuple[QueryTerm, ...] = ()
    optional: tuple[QueryTerm, ...] = ()
    """Terms that a text need not contain. Texts with them come first."""
    has_more: bool = False
    """Whether the query was too long and only its beginning is used."""
    is_question: bool = field(default=False, compare=False)
    """Whether it contains words that a question has and a list of words to search for has not."""

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def marked(self) -> tuple[QueryTerm, ...]:
        """The terms to rank by and to mark in a text."""
        return self.wanted + self.optional

    @property
    def unfinished(self) -> str:
        """The last word, which the reader may still be typing. Empty after a phrase and for a word of one letter."""
        last = self.wanted[-1].words if self.wanted else ()
        return last[0] if len(last) == 1 and len(last[0]) > 1 else ""

    def with_completions(self, others: list[str]) -> "ParsedQuery":
        """Returns the query with the last word completed to these words of the index. If they are fewer than
        `MAX_COMPLETIONS`, the words themselves are searched, because a prefix search in both databases reads every text
        with such a word; and a hidden text with another such word then cannot change the result."""
        last = replace(self.wanted[-1], is_prefix=len(others) >= MAX_COMPLETIONS).with_others(others)
        return replace(self, wanted=(*self.wanted[:-1], last))

    def with_splits(self, known: set[str]) -> "ParsedQuery":
        """Returns the query in which a word may be two, and two words one, as far as the other words are known."""
        wanted = (
            term.with_others([*known.intersection(term.spare), *list_split_ways(term.words, known)])
            for term in self.wanted
        )
        return replace(self, wanted=tuple(wanted))

    @property
    def can_relax(self) -> bool:
        """Whether texts with some of the terms are of use: in a question, and if there are many terms."""
        return len(self.wanted) >= (2 if self.is_question else 3)

    def relaxed(self, counts: list[int], enough: int) -> "ParsedQuery":
        """Returns a query for the texts with the rarest of the terms, or with the two rarest if that one is in more
        than `enough` texts. `counts` is the number of texts with each term; a term in no text is left out."""
        rows = sorted((count, place) for place, count in enumerate(counts))
        places = [place for count, place in rows if count]
        most = 2 if places and counts[places[0]] > enough else 1
        needed, rest = sorted(places[:most]), sorted(places[most:])
        return replace(
            self,
            wanted=tuple(self.wanted[place] for place in needed),
            optional=tuple(self.wanted[place] for place in rest),
        )

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


def list_other_words(query: ParsedQuery) -> set[str]:
    """Returns the words into which words of the query may be split, and those to which two may be joined."""
    words = {word for term in query.wanted for word in term.words}
    halves = {half for word in words for halves in list_splits(word) for half in halves}
    return halves.union(*(term.spare for term in query.wanted))


def list_split_ways(words: tuple[str, ...], known: set[str]) -> list[str]:
    """Returns the words of a term with one of them split, as phrases."""
    return [
        " ".join([*words[:place], first, second, *words[place + 1 :]])
        for place, word in enumerate(words)
        for first, second in list_splits(word)
        if {first, second} <= known or is_known_split(first, second) and (first in known or second in known)
    ]


@dataclass(frozen=True)
class Chunk:
    """A part of the query between spaces, with its place among all."""

    term: QueryTerm
    start: int
    stop: int
    is_unwanted: bool = False
    is_fixed: bool = False
    """Whether it is a phrase or a beginning of a word, which may contain only common words."""

    @property
    def is_common(self) -> bool:
        return not self.is_fixed and all(word in STOP_WORDS for word in self.term.words)


def parse_query(text: str) -> ParsedQuery:
    """Returns the terms of a query. It ignores common words outside phrases. “finger*” is the beginning of a word and
    needs at least two letters. Parts of one word, as in “drop-in”, must follow one another, or be joined."""
    folded = fold_text(text[:MAX_QUERY_LENGTH])
    if DIGIT_PATTERN.search(folded):
        folded = unify_numbers(folded)
    chunks = list_chunks(folded)
    if len(chunks) > 1 or chunks and len(chunks[0].term.words) > 1:
        chunks = add_compounds(chunks, find_compounds(folded))
    remaining, is_question = drop_function_words(chunks, folded)
    wanted = list(dict.fromkeys(chunk.term for chunk in remaining if not chunk.is_unwanted))
    unwanted = list(dict.fromkeys(chunk.term for chunk in chunks if chunk.is_unwanted and not chunk.is_common))
    has_more = len(text) > MAX_QUERY_LENGTH or len(wanted) > MAX_TERMS or len(unwanted) > MAX_TERMS
    wanted, unwanted = wanted[:MAX_TERMS], unwanted[:MAX_TERMS]
    return ParsedQuery(tuple(wanted), tuple(unwanted), has_more=has_more, is_question=is_question)


def unify_numbers(folded: str) -> str:
    """Returns the query with telephone numbers and times outside phrases as the single words that the index has."""
    parts = folded.split('"')
    for place in range(0, len(parts), 2):
        part = FOREIGN_PATTERN.sub(unify_foreign_number, ADDRESS_PATTERN.sub("", parts[place]))
        part = PHONE_PATTERN.sub(lambda match: f"{match[1] or ''}{match[2]}{match[4]} ", part)
        part = EXTENSION_PATTERN.sub("ext ", part)
        parts[place] = CLOCK_PATTERN.sub(lambda match: f"{join_time(match)} ", part)
    return '"'.join(parts)


def unify_foreign_number(match: re.Match) -> str:
    words = list_foreign_words(match[0])
    return f"{words[0]} " if words else match[0]


def list_chunks(folded: str) -> list[Chunk]:
    chunks = []
    for match in CHUNK_PATTERN.finditer(folded):
        is_quoted = match["phrase"] is not None
        name = "phrase" if is_quoted else "word"
        start, stop = match.span(name)
        places = list(WORD_PATTERN.finditer(folded, start, stop))
        if not places:
            continue
        words = tuple([place[0] for place in places])
        is_prefix = not is_quoted and len(words) == 1 and len(words[0]) > 1 and match["word"].endswith("*")
        term = QueryTerm(words, is_prefix)
        if is_quoted:
            term = term.with_others(list_phrase_ways(words))
        elif len(words[0]) == 10 and words[0].isdecimal():
            term = term.with_others([name_local_number(words[0][3:])])
        is_fixed = is_prefix or is_quoted and len(words) > 1
        chunks.append(Chunk(term, places[0].start(), places[-1].end(), bool(match["minus"]), is_fixed))
    return chunks


def list_phrase_ways(words: tuple[str, ...]) -> list[str]:
    """Returns a phrase with two of its words joined, and with one of them split as the rules of compounds know."""
    splits = [
        " ".join([*words[:place], first, second, *words[place + 1 :]])
        for place, word in enumerate(words)
        for first, second in list_splits(word)
        if is_known_split(first, second)
    ]
    joined = [
        " ".join([*words[:place], first + second, *words[place + 2 :]])
        for place, (first, second) in enumerate(pairwise(words))
        if can_join(first, second)
    ]
    return [*joined, *splits]


def can_join(first: str, second: str) -> bool:
    return not {first, second} & STOP_WORDS and len(first + second) <= MAX_WORD_LENGTH


def add_compounds(chunks: list[Chunk], compounds: list[Compound]) -> list[Chunk]:
    """Adds to each chunk the words that it means, or that it means together with its neighbor."""
    others: list[list[str]] = [[] for _ in chunks]
    spare: list[list[str]] = [[] for _ in chunks]
    for place, chunk in enumerate(chunks):
        if not chunk.is_fixed:
            others[place] += [
                compound.word
                for compound in compounds
                if compound.start <= chunk.start
                and compound.stop >= chunk.stop
                and (len(chunk.term.words) > 1 or compound.stop - compound.start > chunk.stop - chunk.start)
            ]
    for place, (left, right) in enumerate(pairwise(chunks)):
        if not (left.is_fixed or right.is_fixed or left.is_unwanted or right.is_unwanted):
            first, second = "".join(left.term.words), "".join(right.term.words)
            if can_join(first, second):
                ways = others if min(len(first), len(second)) <= MAX_SHORT_PART else spare
                ways[place].append(first + second)
                ways[place + 1].append(first + second)
    return [
        replace(chunk, term=chunk.term.with_others(more, less)) if more or less else chunk
        for chunk, more, less in zip(chunks, others, spare, strict=True)
    ]


def drop_function_words(chunks: list[Chunk], folded: str) -> tuple[list[Chunk], bool]:
    """Returns the chunks without common words and, in a question, without those that say nothing about its subject, as
    long as another word remains. Returns also whether the query is a question."""
    chunks = [chunk for chunk in chunks if not chunk.is_unwanted]
    remaining = [chunk for chunk in chunks if not chunk.is_common]
    is_spanish = "¿" in folded or any(SPANISH_MARKS.issuperset(chunk.term.words) for chunk in chunks)
    is_question = is_spanish or "?" in folded or len(remaining) < len(chunks)
    fillers: frozenset[str] = ENGLISH if is_question else frozenset()
    if is_spanish:
        fillers |= SPANISH
        remaining = [replace(chunk, term=chunk.term.with_others(list_genders(chunk.term.words))) for chunk in remaining]
    subject = [chunk for chunk in remaining if chunk.is_fixed or not fillers.issuperset(chunk.term.words)]
    return subject or remaining, is_question


def list_genders(words: tuple[str, ...]) -> list[str]:
    """Returns a Spanish word with the other ending of -o and -a, because the index knows English endings only."""
    ending = SPANISH_ENDING.search(words[0]) if len(words) == 1 else None
    return [f"{words[0][: ending.start()]}{'oa'[ending[1] == 'o']}{ending[2]}"] if ending else []
