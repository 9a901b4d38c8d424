"""The search on PostgreSQL: full text search with accents folded, ranked by weight, and trigrams for suggestions."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import connection

from portal.search import postgresql_functions, postgresql_tables, rules
from portal.search.marking import mark, spellings
from portal.search.postgresql_functions import GROUP, UNIT, install, missing, name_of
from portal.search.postgresql_tables import CONFIGURATION
from portal.search.query import BEGINNINGS, Query, Term
from portal.search.scope import RANKED, Answer, Hit, Place, Scope

__all__ = ["TABLES", "create", "drop", "find", "install", "missing", "records", "similar"]
create = postgresql_tables.create
TABLES = ("search_recent",)
BEFORE = 5
"""Columns of an answer before those of the edition."""
SIMILAR = """
SELECT asked.word, near.value FROM unnest(%s::text[]) AS asked(word) CROSS JOIN LATERAL (
  SELECT t.value FROM search_term t WHERE t.name = 'word' AND t.public_at <= %s
  ORDER BY t.value <-> asked.word LIMIT 20
) near
"""


def drop(cursor) -> None:
    postgresql_functions.drop(cursor)
    postgresql_tables.drop(cursor)


Forms = dict[str, set[str]]
Sql = tuple[str, list]
NULL: Sql = ("NULL", [])
WORDS = f"plainto_tsquery('{CONFIGURATION}', %s)"


def any_of(terms: Sequence[Term]) -> Sql:
    words, others = parted(terms)
    plain = (f"replace({WORDS}::text, '&', '|')::tsquery", [words])
    return joined(" || ", [*([plain] if words else []), *map(term_query, others)])


def all_of(terms: Sequence[Term], read: str = "phraseto_tsquery") -> Sql:
    words, others = parted(terms)
    return joined(" && ", [*([(WORDS, [words])] if words else []), *(term_query(term, read) for term in others)])


def each_of(terms: Sequence[Term]) -> Sql:
    sql, params = joined(", ", [term_query(term) for term in terms])
    return f"ARRAY[{sql[1:-1]}]", params


def parted(terms: Sequence[Term]) -> tuple[str, list[Term]]:
    """The terms that are one word each, to be read at once, and the others."""
    others = [term for term in terms if len(term.words) > 1 or term.is_prefix or term.others]
    return " ".join(term.words[0] for term in terms if term not in others), others


def term_query(term: Term, read: str = "phraseto_tsquery") -> Sql:
    """The reader's words reach the database as parameters, and in them are letters and digits alone."""
    read = f"{read}('{CONFIGURATION}', %s)"
    ways = [(read, [" ".join(term.words)]), *((read, [word]) for word in term.others)]
    if term.is_prefix:
        ways.append((f"to_tsquery('{CONFIGURATION}', %s)", [f"{term.words[-1]}:*"]))
    return joined(" || ", ways)


def joined(sign: str, parts: list[Sql]) -> Sql:
    return "(" + sign.join(sql for sql, _ in parts) + ")", [one for _, params in parts for one in params]


def records(query: Query, scope: Scope, *, is_complete: bool = False) -> list[int]:
    """Ids of the records with the newest texts that answer, wherever the words stand in them. Two queries at most, one
    where the last word does not go on."""
    if is_complete:
        rows = ask(query, scope, 0, RANKED, is_quoted=False)
    else:
        _, _, rows = answered(query, scope, 0, RANKED, is_quoted=False)
    place = BEFORE + rules.ROW.index("record_id")
    return [row[place] for row in rows if row[place] is not None]


def find(query: Query, scope: Scope, skip: int, size: int) -> Answer:
    """A page of the records that answer, best first. Two queries at most."""
    query, forms, rows = answered(query, scope, skip, size, is_quoted=True)
    count, is_capped, *_ = rows[0]
    hits = [Hit(row[BEFORE:], row[3], places(row[4])) for row in rows if row[BEFORE] is not None]
    return Answer(query, hits, count, is_capped, partial(mark, asked=spellings(query, forms)))


def places(quoted: str | None) -> list[Place]:
    return [Place(key, int(number), heading, text) for key, number, heading, text in groups(quoted, 4)]


def groups(joined: str | None, length: int) -> list[list[str]]:
    """See UNIT and GROUP."""
    return [group.split(UNIT, length - 1) for group in joined.split(GROUP)] if joined else []


def answered(query: Query, scope: Scope, skip: int, size: int, *, is_quoted: bool) -> tuple[Query, Forms, list[tuple]]:
    """The rows of the page; what was looked for, and for each of its words those that count as the same. Asked once
    more, with the last word going on, where nothing is found. Whether the index has that word must not count: it may
    stand in nothing but a text that is not public."""
    rows = ask(query, scope, skip, size, is_quoted)
    forms: Forms = {}
    begun: dict[str, None] = {}
    for word, form, kind in groups(rows[0][2], 3):
        forms.setdefault(word, set()).add(form)
        if kind == "begun":
            begun[word] = None
    count, *_ = rows[0]
    last = query.unfinished
    if count or not begun or len(begun) < BEGINNINGS and begun.keys() <= forms.get(last, set()):
        # Words that count as the last one have been looked for with it.
        return query, forms, rows
    query = query.going_on(list(begun))
    return query, forms, ask(query, scope, skip, size, is_quoted)


def ask(query: Query, scope: Scope, skip: int, size: int, is_quoted: bool) -> list[tuple]:
    """See PAGE of postgresql_functions."""
    wanted = all_of(query.wanted)
    arguments = [
        candidates_query(query, scope.facets),
        wanted if any(len(term.words) > 1 for term in query.wanted) else NULL,
        any_of(query.unwanted) if query.unwanted else NULL,
        wanted,
        each_of(query.wanted) if is_quoted else NULL,
    ]
    words = list(dict.fromkeys(word for term in query.wanted for word in term.words))
    values = [scope.first, scope.last, scope.on, scope.day, scope.at, words, query.unfinished or None, skip, size]
    sql = ", ".join([sql for sql, _ in arguments] + ["%s"] * len(values))
    with connection.cursor() as cursor:
        params = [one for _, params in arguments for one in params]
        cursor.execute(f"SELECT * FROM {name_of(scope.rule)}({sql})", params + values)
        return cursor.fetchall()


def candidates_query(query: Query, facets: tuple[str, ...]) -> Sql:
    """What the index can tell by itself: which words stand in a text, not where."""
    refused = [term_query(term) for term in query.unwanted if len(term.words) == 1]
    parts = [("%s::tsquery", [f"'{facet}'"]) for facet in facets] + [(f"!! {sql}", params) for sql, params in refused]
    return joined(" && ", [all_of(query.wanted, "plainto_tsquery"), *parts])


def similar(words: list[str], at: datetime) -> list[tuple[str, str]]:
    """For each word those of the texts public at that moment that look like it, the likest first."""
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, [words, at])
        return cursor.fetchall()
