"""The search on PostgreSQL: full text search without accents, ranked by weight, and trigrams for suggestions."""

from collections.abc import Sequence
from functools import partial

from django.db import connection

from portal.search import compiled_querysets
from portal.search.backends.postgresql import postgresql_schema, sql_functions
from portal.search.backends.postgresql.postgresql_schema import CONFIGURATION
from portal.search.backends.postgresql.sql_functions import (
    GROUP_SEPARATOR,
    UNIT_SEPARATOR,
    ensure_schema,
    get_function_name,
    list_missing_functions,
)
from portal.search.highlighting import highlight_terms, list_spellings
from portal.search.query_parser import MAX_COMPLETIONS, ParsedQuery, QueryTerm
from portal.search.types import MAX_COUNTED, MAX_RANKED, HitPage, SearchHit, SearchScope, TextPlace

__all__ = [
    "TABLES",
    "create_schema",
    "drop_schema",
    "find_hits",
    "ensure_schema",
    "list_missing_functions",
    "find_record_ids",
    "examine_words",
]
create_schema = postgresql_schema.create_schema
TABLES = ("search_recent",)
LEADING_COLUMNS = 5
"""Number of columns before those of the edition in a row of the result."""
SIMILAR_SQL = """
SELECT asked.word, near.value FROM unnest(%s::text[]) AS asked(word) CROSS JOIN LATERAL (
  SELECT t.value FROM search_term t WHERE t.name = 'word' AND t.public_at <= %s
  ORDER BY t.value <-> asked.word LIMIT 20
) near
UNION ALL SELECT value, value FROM search_term WHERE name = 'word' AND value = ANY(%s) AND public_at <= %s
"""
COUNT_SQL = """
SELECT NULL, count(*)::text
FROM (SELECT FROM search_document WHERE vector @@ ({query}) AND id BETWEEN %s AND %s LIMIT {most}) d
"""


def drop_schema(cursor) -> None:
    sql_functions.drop_functions(cursor)
    postgresql_schema.drop_schema(cursor)


Forms = dict[str, set[str]]
Sql = tuple[str, list]
NULL_SQL: Sql = ("NULL", [])
QUERY_SQL = f"to_tsquery('{CONFIGURATION}', %s)"


def build_any_query(terms: Sequence[QueryTerm]) -> Sql:
    return QUERY_SQL, [" | ".join(map(format_term, terms))]


def build_all_query(terms: Sequence[QueryTerm], between: str = "<->") -> Sql:
    return QUERY_SQL, [" & ".join(format_term(term, between) for term in terms)]


def build_query_array(terms: Sequence[QueryTerm]) -> Sql:
    """Returns an array with the query of each term."""
    return f"ARRAY[{', '.join([QUERY_SQL] * len(terms))}]", list(map(format_term, terms))


def format_term(term: QueryTerm, between: str = "<->") -> str:
    """Returns a term for to_tsquery(). The reader's words contain only letters and digits. `between` is the operator
    between the words of a phrase."""
    ways = [f" {between} ".join(way) for way in term.ways]
    if term.is_prefix:
        ways.append(f"{term.words[-1]}:*")
    return "(" + " | ".join(f"({way})" if " " in way else way for way in ways) + ")"


def find_record_ids(query: ParsedQuery, scope: SearchScope, *, is_complete: bool = False) -> list[int]:
    """Returns the ids of the records with the newest matching texts, no matter where the words occur. It costs at most
    two queries, and one if the last word is complete."""
    if is_complete:
        rows = fetch_page(query, scope, 0, MAX_RANKED, is_quoted=False)
    else:
        _, _, rows = fetch_with_completion(query, scope, 0, MAX_RANKED, is_quoted=False)
    place = LEADING_COLUMNS + compiled_querysets.RESULT_COLUMNS.index("record_id")
    return [row[place] for row in rows if row[place] is not None]


def find_hits(query: ParsedQuery, scope: SearchScope, skip: int, size: int) -> HitPage:
    """Returns a page of the matching records, best first. It costs at most two queries."""
    query, forms, rows = fetch_with_completion(query, scope, skip, size, is_quoted=True)
    count, is_capped, *_ = rows[0]
    hits = [
        SearchHit(row[LEADING_COLUMNS:], row[3], parse_places(row[4]))
        for row in rows
        if row[LEADING_COLUMNS] is not None
    ]
    return HitPage(query, hits, count, is_capped, partial(highlight_terms, spellings=list_spellings(query, forms)))


def parse_places(quoted: str | None) -> list[TextPlace]:
    return [TextPlace(key, int(number), *texts) for key, number, *texts in split_groups(quoted, 5)]


def split_groups(joined: str | None, length: int) -> list[list[str]]:
    """Splits a value that was joined with `UNIT_SEPARATOR` and `GROUP_SEPARATOR`."""
    return [group.split(UNIT_SEPARATOR, length - 1) for group in joined.split(GROUP_SEPARATOR)] if joined else []


def fetch_with_completion(
    query: ParsedQuery, scope: SearchScope, skip: int, size: int, *, is_quoted: bool
) -> tuple[ParsedQuery, Forms, list[tuple]]:
    """Returns the query that was run, the forms of each of its words, and the rows of the page. If nothing matches, it
    searches once more with the last word completed. Whether the index contains that word must not matter, because it
    may occur only in texts that are not public."""
    rows = fetch_page(query, scope, skip, size, is_quoted)
    forms: Forms = {}
    completions: dict[str, None] = {}
    for word, form, kind in split_groups(rows[0][2], 3):
        forms.setdefault(word, set()).add(form)
        if kind == "begun":
            completions[word] = None
    count, *_ = rows[0]
    last = query.unfinished
    if count or not completions or len(completions) < MAX_COMPLETIONS and completions.keys() <= forms.get(last, set()):
        # All completions are forms of the last word, which the first search already covered.
        return query, forms, rows
    query = query.with_completions(list(completions))
    return query, forms, fetch_page(query, scope, skip, size, is_quoted)


def fetch_page(query: ParsedQuery, scope: SearchScope, skip: int, size: int, is_quoted: bool) -> list[tuple]:
    """Calls the function of `sql_functions.PAGE_SQL` and returns its rows."""
    wanted = build_all_query(query.wanted)
    arguments = [
        build_candidates_query(query, scope.facets),
        wanted if any(term.has_phrase for term in query.wanted) else NULL_SQL,
        build_any_query(query.unwanted) if query.unwanted else NULL_SQL,
        build_any_query(query.marked) if query.optional else wanted,
        build_query_array(query.marked) if is_quoted else NULL_SQL,
    ]
    words = list(dict.fromkeys(word for term in query.marked for word in term.words))
    values = [scope.first, scope.last, scope.on, scope.day, scope.at, words, query.unfinished or None, skip, size]
    sql = ", ".join([sql for sql, _ in arguments] + ["%s"] * len(values))
    with connection.cursor() as cursor:
        params = [param for _, params in arguments for param in params]
        cursor.execute(f"SELECT * FROM {get_function_name(scope.rule)}({sql})", params + values)
        return cursor.fetchall()


def build_candidates_query(query: ParsedQuery, facets: tuple[str, ...]) -> Sql:
    """Returns the part of the query that the index can answer: which words a text contains, but not where."""
    refused = [term for term in query.unwanted if not term.has_phrase]
    sql, params = build_all_query(query.wanted, "&")
    sql += "".join(" && %s::tsquery" for _ in facets) + "".join(f" && !! {QUERY_SQL}" for _ in refused)
    return f"({sql})", [*params, *(f"'{facet}'" for facet in facets), *map(format_term, refused)]


def examine_words(
    words: list[str], halves: set[str], terms: Sequence[QueryTerm], scope: SearchScope
) -> tuple[list[tuple[str, str]], list[int]]:
    """Returns for each word the similar words of texts public at the moment, the most similar first, and each of the
    halves that is such a word beside itself. Returns the number of texts with each term, at most `MAX_COUNTED`."""
    facets = "".join(" && %s::tsquery" for _ in scope.facets)
    values: list = [words, scope.at, sorted(halves), scope.at]
    for term in terms:
        values += [format_term(term, "&"), *(f"'{facet}'" for facet in scope.facets), scope.first, scope.last]
    parts = [SIMILAR_SQL, *[COUNT_SQL.format(query=f"{QUERY_SQL}{facets}", most=MAX_COUNTED)] * len(terms)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = cursor.fetchall()
    last = len(rows) - len(terms)
    return rows[:last], [int(count) for _, count in rows[last:]]
