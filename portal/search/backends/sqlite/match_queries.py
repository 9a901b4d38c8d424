"""Writes queries for FTS5 from the terms of a query."""

from itertools import product

from portal.search.query_parser import ParsedQuery, QueryTerm

MAX_POSSESSIVE_GAPS = 4
"""Largest number of words in a phrase after which the text may have a possessive s."""


def quote_words(words: tuple[str, ...]) -> str:
    """Quotes words for FTS5. They contain only letters and digits, and in quotes none is an operator."""
    return '"' + " ".join(words) + '"'


def build_term_query(term: QueryTerm) -> str:
    ways = list(map(quote_words, term.ways))
    if term.is_prefix:
        ways.append(quote_words(term.words) + " *")
    return "(" + " OR ".join(ways) + ")"


def build_place_query(term: QueryTerm) -> str:
    """Returns the query for a text as readers see it. Unlike the words of a document, it may have a possessive ’s
    within a phrase."""
    spelled = [way for words in term.ways if len(words) > 1 for way in list_possessive_ways(words)]
    return "(" + " OR ".join([*map(quote_words, spelled), build_term_query(term)]) + ")"


def list_possessive_ways(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    gaps = min(MAX_POSSESSIVE_GAPS, len(words) - 1)
    ways = product(*[((word,), (word, "s")) for word in words[:gaps]])
    return [(*sum(way, ()), *words[gaps:]) for way in ways]


def build_words_query(query: ParsedQuery, facets: tuple[str, ...], *, where: str) -> str:
    """Returns the FTS5 query. `where` is the column filter for the wanted words."""
    parts = list(map(build_term_query, query.wanted))
    if query.optional:
        # FTS5 ranks by every part of the query, so this one only changes the order.
        parts.append("(" + " OR ".join(map(build_term_query, query.marked)) + ")")
    sql = f"{where} : ({' AND '.join(parts)})"
    sql = " AND ".join([f"({sql})", *(f'(facets : "{facet}")' for facet in facets)])
    if query.unwanted:
        sql = f"({sql}) NOT (- facets : ({' OR '.join(map(build_term_query, query.unwanted))}))"
    return sql
