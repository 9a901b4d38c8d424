"""The search on SQLite: FTS5 tables that triggers keep in step with the index, and trigrams for suggestions."""

import sys

from django.db import connection
from django.db.models.expressions import RawSQL

from portal.search.query import Query, Term
from portal.search.scope import CANDIDATES, START, STOP, THIRD_PARTY, Hit, Place, Scope
from portal.search.texts import facet

STEMMED = "porter unicode61 remove_diacritics 2"
WEIGHTS = "10.0, 6.0, 4.0, 2.0, 1.0, 0.0"
"""For bm25(), in the order of the columns of search_document."""
# FTS5 table: (table it indexes, its columns, tokenizer, which rows).
MIRRORS = {
    "search_document_words": (
        "search_document", ("title", "headings", "points", "body", "rest", "facets"), STEMMED, "1",
    ),
    "search_entry_words": ("search_entry", ("heading", "text"), STEMMED, "1"),
    "search_term_letters": ("search_term", ("value",), "trigram", "{row}.name = 'word'"),
}  # fmt: skip
FIND = """
WITH titled AS MATERIALIZED (
  SELECT d.id, bm25(search_document_words, {weights}) AS rank FROM search_document_words w
  CROSS JOIN search_document d ON d.id = w.rowid
  WHERE search_document_words MATCH %s AND w.rowid BETWEEN %s AND %s {on} ORDER BY w.rowid DESC LIMIT {most}
), newest AS MATERIALIZED (
  SELECT d.id, bm25(search_document_words, {weights}) AS rank FROM search_document_words w
  CROSS JOIN search_document d ON d.id = w.rowid
  WHERE search_document_words MATCH %s AND w.rowid BETWEEN %s AND %s {on} ORDER BY w.rowid DESC LIMIT {most}
), hits AS MATERIALIZED (
  SELECT f.id, d.edition_id, instr(d.facets, '{official}') > 0 AS is_official,
    max(f.in_title) AS in_title, round(min(f.rank), 5) AS rank
  FROM (SELECT id, rank, 1 AS in_title FROM titled UNION ALL SELECT id, rank, 0 FROM newest) f
  CROSS JOIN search_document d ON d.id = f.id GROUP BY f.id
), visible (edition_id, record_id) AS MATERIALIZED ({visible})
SELECT h.edition_id, v.record_id, (SELECT count(*) FROM hits) FROM hits h JOIN visible v ON v.edition_id = h.edition_id
ORDER BY h.in_title DESC, round(h.rank * CASE WHEN h.is_official THEN 1 ELSE {third_party} END, 5), h.id DESC
"""
ON = "AND d.effective_from <= %s AND (d.effective_until IS NULL OR d.effective_until > %s)"
# CROSS JOIN keeps the order: each row of these editions is looked up among the hits, not the other way round.
PLACES = """
SELECT e.edition_id, e.point_key, e.number,
  highlight(search_entry_words, 0, %s, %s), highlight(search_entry_words, 1, %s, %s)
FROM search_entry e CROSS JOIN search_entry_words w ON w.rowid = e.id
WHERE e.edition_id IN ({ids}) AND search_entry_words MATCH %s ORDER BY e.edition_id, e.number
"""
BEGINNINGS = """
SELECT value FROM search_term WHERE name = 'word' AND value >= %s AND value < %s
ORDER BY value <> %s, length(value), value LIMIT %s
"""
SIMILAR = """
SELECT * FROM (SELECT %s AS word, value FROM search_term_letters WHERE search_term_letters MATCH %s
ORDER BY rank, value LIMIT 40)
"""


def create(cursor) -> None:
    """What the migration makes beside the tables."""
    for name, (table, columns, tokenizer, _) in MIRRORS.items():
        names = ", ".join(columns)
        cursor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({names},"
            f" content='{table}', content_rowid='id', tokenize='{tokenizer}')"
        )


def install() -> None:
    """The triggers; a later migration that remakes one of the tables drops them."""
    with connection.cursor() as cursor:
        for name, (table, columns, _, which) in MIRRORS.items():
            names = ", ".join(columns)
            old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
            put = f"INSERT INTO {name} (rowid, {names}) VALUES (NEW.id, {new});"
            take = f"INSERT INTO {name} ({name}, rowid, {names}) VALUES ('delete', OLD.id, {old});"
            for event, row, does in (("INSERT", "NEW", put), ("DELETE", "OLD", take), ("UPDATE", "NEW", take + put)):
                cursor.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {name}_{event.lower()} AFTER {event} ON {table}"
                    f" WHEN {which.format(row=row)} BEGIN {does} END"
                )


def drop(cursor) -> None:
    for name in MIRRORS:
        for event in ("insert", "delete", "update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{event}")
        cursor.execute(f"DROP TABLE IF EXISTS {name}")


def quoted(words: tuple[str, ...]) -> str:
    """For FTS5: in the reader's words are letters and digits alone, and in quotes none is an operator."""
    return '"' + " ".join(words) + '"'


def term_query(term: Term) -> str:
    ways = [quoted(term.words), *(quoted((word,)) for word in term.others)]
    if term.is_prefix:
        ways.append(quoted(term.words) + " *")
    return "(" + " OR ".join(ways) + ")"


def words_query(query: Query, facets: tuple[str, ...], *, where: str) -> str:
    """`where` is FTS5's way to say in which columns the wanted words must stand."""
    sql = f"{where} : ({' AND '.join(map(term_query, query.wanted))})"
    sql = " AND ".join([f"({sql})", *(f'(facets : "{facet}")' for facet in facets)])
    if query.unwanted:
        sql = f"({sql}) NOT (- facets : ({' OR '.join(map(term_query, query.unwanted))}))"
    return sql


def find(query: Query, scope: Scope, editions) -> tuple[list[Hit], bool]:
    """The best hits that are among the editions, best first, and whether there may be more: see CANDIDATES."""
    visible = editions.filter(pk__in=RawSQL("SELECT edition_id FROM hits", []))
    visible_sql, visible_params = visible.order_by().values("pk", "record_id").query.sql_with_params()
    parts = {"weights": WEIGHTS, "on": ON if scope.on else "", "most": CANDIDATES, "third_party": THIRD_PARTY}
    parts |= {"official": facet("official", "1")}
    sql = FIND.format(**parts, visible=visible_sql)
    limits = [scope.first, scope.last, *([scope.on.isoformat()] * 2 if scope.on else [])]
    wanted = [words_query(query, scope.facets, where=where) for where in ("{title}", "- facets")]
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted[0], *limits, wanted[1], *limits, *visible_params])
        rows = cursor.fetchall()
    return [Hit(edition, record) for edition, record, _ in rows], bool(rows) and rows[0][2] >= CANDIDATES


def places(query: Query, edition_ids: list[int]) -> list[Place]:
    """Where in these editions any of the words stand."""
    ids = ", ".join(str(int(one)) for one in edition_ids) or "NULL"
    words = " OR ".join(map(term_query, query.wanted))
    with connection.cursor() as cursor:
        cursor.execute(PLACES.format(ids=ids), [START, STOP, START, STOP, words])
        return [Place(*row) for row in cursor.fetchall()]


def similar(words: list[str]) -> list[tuple[str, str]]:
    """For each word those of the index that look like it, the likest first."""
    asked = [(word, " OR ".join(quoted((part,)) for part in trigrams(word))) for word in words if len(word) > 2]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([SIMILAR] * len(asked)), [one for pair in asked for one in pair])
        return cursor.fetchall()


def beginnings(word: str, most: int) -> list[str]:
    """Words of the index that begin with these letters, the word itself first if it is one."""
    with connection.cursor() as cursor:
        cursor.execute(BEGINNINGS, [word, word + chr(sys.maxunicode), word, most])
        return [value for (value,) in cursor.fetchall()]


def trigrams(word: str) -> list[str]:
    return list(dict.fromkeys(word[start : start + 3] for start in range(len(word) - 2)))
