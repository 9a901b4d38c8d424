"""The search on PostgreSQL: full text search without accents, ranked by weight, and trigrams for suggestions."""

from collections.abc import Sequence
from datetime import datetime
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
from portal.search.types import MAX_RANKED, HitPage, SearchHit, SearchScope, TextPlace

__all__ = [
    "TABLES",
    "create_schema",
    "drop_schema",
    "find_hits",
    "ensure_schema",
    "list_missing_functions",
    "find_record_ids",
    "find_similar_words",
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
"""


def drop_schema(cursor) -> None:
    sql_functions.drop_functions(cursor)
    postgresql_schema.drop_schema(cursor)


Forms = dict[str, set[str]]
Sql = tuple[str, list]
NULL_SQL: Sql = ("NULL", [])
WORDS_SQL = f"plainto_tsquery('{CONFIGURATION}', %s)"


def build_any_query(terms: Sequence[QueryTerm]) -> Sql:
    words, others = split_terms(terms)
    plain = (f"replace({WORDS_SQL}::text, '&', '|')::tsquery", [words])
    return join_sql(" || ", [*([plain] if words else []), *map(build_term_query, others)])


def build_all_query(terms: Sequence[QueryTerm], read: str = "phraseto_tsquery") -> Sql:
    words, others = split_terms(terms)
    return join_sql(
        " && ", [*([(WORDS_SQL, [words])] if words else []), *(build_term_query(term, read) for term in others)]
    )


def build_query_array(terms: Sequence[QueryTerm]) -> Sql:
    sql, params = join_sql(", ", [build_term_query(term) for term in terms])
    return f"ARRAY[{sql[1:-1]}]", params


def split_terms(terms: Sequence[QueryTerm]) -> tuple[str, list[QueryTerm]]:
    """Returns the terms of one word, joined so that PostgreSQL parses them at once, and the other terms."""
    others = [term for term in terms if len(term.words) > 1 or term.is_prefix or term.others]
    return " ".join(term.words[0] for term in terms if term not in others), others


def build_term_query(term: QueryTerm, read: str = "phraseto_tsquery") -> Sql:
    """Returns the SQL of a term. The reader's words are parameters and contain only letters and digits."""
    read = f"{read}('{CONFIGURATION}', %s)"
    ways = [(read, [" ".join(term.words)]), *((read, [word]) for word in term.others)]
    if term.is_prefix:
        ways.append((f"to_tsquery('{CONFIGURATION}', %s)", [f"{term.words[-1]}:*"]))
    return join_sql(" || ", ways)


def join_sql(sign: str, parts: list[Sql]) -> Sql:
    return "(" + sign.join(sql for sql, _ in parts) + ")", [param for _, params in parts for param in params]


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
    return [TextPlace(key, int(number), heading, text) for key, number, heading, text in split_groups(quoted, 4)]


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
        wanted if any(len(term.words) > 1 for term in query.wanted) else NULL_SQL,
        build_any_query(query.unwanted) if query.unwanted else NULL_SQL,
        wanted,
        build_query_array(query.wanted) if is_quoted else NULL_SQL,
    ]
    words = list(dict.fromkeys(word for term in query.wanted for word in term.words))
    values = [scope.first, scope.last, scope.on, scope.day, scope.at, words, query.unfinished or None, skip, size]
    sql = ", ".join([sql for sql, _ in arguments] + ["%s"] * len(values))
    with connection.cursor() as cursor:
        params = [param for _, params in arguments for param in params]
        cursor.execute(f"SELECT * FROM {get_function_name(scope.rule)}({sql})", params + values)
        return cursor.fetchall()


def build_candidates_query(query: ParsedQuery, facets: tuple[str, ...]) -> Sql:
    """Returns the part of the query that the index can answer: which words a text contains, but not where."""
    refused = [build_term_query(term) for term in query.unwanted if len(term.words) == 1]
    parts = [("%s::tsquery", [f"'{facet}'"]) for facet in facets] + [(f"!! {sql}", params) for sql, params in refused]
    return join_sql(" && ", [build_all_query(query.wanted, "plainto_tsquery"), *parts])


def find_similar_words(words: list[str], at: datetime) -> list[tuple[str, str]]:
    """Returns for each word the similar words of texts public at the moment, the most similar first."""
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR_SQL, [words, at])
        return cursor.fetchall()
