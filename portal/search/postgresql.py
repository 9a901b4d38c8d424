"""The search on PostgreSQL: full text search with accents folded, ranked by weight, and trigrams for suggestions."""

from django.db import DatabaseError, connection, transaction
from django.db.models.expressions import RawSQL

from portal.search.query import Query, Term
from portal.search.scope import CANDIDATES, START, STOP, Hit, Place, Scope

CONFIGURATION = "portal_english"
EXTENSIONS = ("unaccent", "pg_trgm")
PLACES = 6
"""Places of an edition whose words are marked, the best of them."""


class Missing(Exception):
    """One sentence about what the database lacks."""


# A stemmer that leaves no word out, so that every word of a phrase counts, as it does on SQLite.
CONFIGURE = f"""
CREATE TEXT SEARCH DICTIONARY {CONFIGURATION}_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION {CONFIGURATION} (COPY = english);
ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION}
  ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {CONFIGURATION}_stem;
ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION}
  ALTER MAPPING FOR asciihword, asciiword, hword_asciipart WITH {CONFIGURATION}_stem;
"""


def words_in(column: str) -> str:
    return f"to_tsvector('{CONFIGURATION}'::regconfig, {column})"


FACETS = "array_to_tsvector(string_to_array(facets, ' '))"
VECTOR = " || ".join(
    [
        f"setweight({words_in('title')}, 'A')",
        f"setweight({words_in('headings')}, 'A')",
        f"setweight({words_in('points')}, 'B')",
        f"setweight({words_in('body')}, 'C')",
        f"setweight({words_in('rest')}, 'D')",
        FACETS,
    ]
)
# Long values lie elsewhere, so that the newest of many hits are picked from few pages. Half an edition's hits could
# be read in a sequence instead, but then every vector would be fetched: hence the setting of the function.
TABLES = f"""
ALTER TABLE search_document SET (toast_tuple_target = 128);
ALTER TABLE search_document ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED;
ALTER TABLE search_document
  ADD COLUMN title_vector tsvector GENERATED ALWAYS AS ({words_in("title")} || {FACETS}) STORED;
CREATE INDEX search_document_vector ON search_document USING gin (vector) WITH (fastupdate = off);
CREATE INDEX search_document_title_vector ON search_document USING gin (title_vector) WITH (fastupdate = off);
ALTER TABLE search_entry ADD COLUMN vector tsvector GENERATED ALWAYS AS
  (setweight({words_in("heading")}, 'A') || setweight({words_in("text")}, 'B')) STORED;
CREATE INDEX search_term_similar ON search_term USING gist (value gist_trgm_ops) WHERE name = 'word';

CREATE FUNCTION search_find(wanted tsquery, ranked tsquery, first bigint, last bigint, day date, most integer)
RETURNS TABLE (id bigint, edition_id bigint, in_title boolean, rank numeric)
LANGUAGE sql STABLE SET enable_seqscan = off SET jit = off AS $body$
  WITH titled AS MATERIALIZED (
    SELECT d.id FROM search_document d
    WHERE d.title_vector @@ wanted AND d.id BETWEEN first AND last
      AND (day IS NULL OR d.effective_from <= day AND (d.effective_until IS NULL OR d.effective_until > day))
    ORDER BY d.id DESC LIMIT most
  ), newest AS MATERIALIZED (
    SELECT d.id FROM search_document d
    WHERE d.vector @@ wanted AND d.id BETWEEN first AND last
      AND (day IS NULL OR d.effective_from <= day AND (d.effective_until IS NULL OR d.effective_until > day))
    ORDER BY d.id DESC LIMIT most
  )
  SELECT d.id, d.edition_id, t.id IS NOT NULL,
    round(ts_rank('{{0.1, 0.2, 0.4, 1.0}}', d.vector, ranked, 1)::numeric, 5)
  FROM (SELECT id FROM titled UNION SELECT id FROM newest) f
  JOIN search_document d ON d.id = f.id LEFT JOIN titled t ON t.id = f.id
  WHERE d.vector @@ wanted
$body$;
"""
FIND = """
WITH hits AS MATERIALIZED (SELECT * FROM search_find(({wanted}), ({ranked}), %s, %s, %s, %s)),
visible (edition_id, record_id) AS MATERIALIZED ({visible})
SELECT h.edition_id, v.record_id, (SELECT count(*) FROM hits) FROM hits h JOIN visible v ON v.edition_id = h.edition_id
ORDER BY h.in_title DESC, h.rank DESC, h.id DESC
"""
PLACES_FOUND = f"""
SELECT edition_id, point_key, number,
  ts_headline('{CONFIGURATION}', heading, query, %s), ts_headline('{CONFIGURATION}', text, query, %s)
FROM (
  SELECT e.*, query, row_number() OVER (
    PARTITION BY edition_id ORDER BY (point_key = '') DESC, ts_rank(vector, query) DESC, number) AS place
  FROM search_entry e, (SELECT {{query}} AS query) q
  WHERE edition_id = ANY(%s) AND vector @@ query
) best WHERE place <= {PLACES} ORDER BY edition_id, number
"""
BEGINNINGS = """
SELECT value FROM search_term WHERE name = 'word' AND value LIKE %s ORDER BY value <> %s, length(value), value LIMIT %s
"""
SIMILAR = """
SELECT asked.word, near.value FROM unnest(%s::text[]) AS asked(word) CROSS JOIN LATERAL (
  SELECT t.value FROM search_term t WHERE t.name = 'word'
  ORDER BY t.value <-> asked.word LIMIT 20
) near
"""


def install() -> None:
    """Nothing is lost in later migrations here."""


def create(cursor) -> None:
    """What the migration makes beside the tables."""
    for extension in EXTENSIONS:
        try:
            with transaction.atomic():
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        except DatabaseError as error:
            raise Missing(
                f"The search needs PostgreSQL’s extension {extension}, which could not be created"
                f" ({str(error).splitlines()[0]}). Install PostgreSQL’s contrib package if it is missing, have an"
                f" administrator of the database run CREATE EXTENSION {extension}; and migrate again."
            ) from error
    cursor.execute(CONFIGURE)
    cursor.execute(TABLES)


def drop(cursor) -> None:
    cursor.execute("DROP FUNCTION IF EXISTS search_find(tsquery, tsquery, bigint, bigint, date, integer)")
    cursor.execute("DROP INDEX IF EXISTS search_term_similar")
    for table, column in (("document", "vector"), ("document", "title_vector"), ("entry", "vector")):
        cursor.execute(f"ALTER TABLE search_{table} DROP COLUMN IF EXISTS {column}")
    cursor.execute(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {CONFIGURATION}")
    cursor.execute(f"DROP TEXT SEARCH DICTIONARY IF EXISTS {CONFIGURATION}_stem")


Sql = tuple[str, list]


def any_of(terms: list[Sql]) -> Sql:
    return "(" + " || ".join(sql for sql, _ in terms) + ")", [one for _, params in terms for one in params]


def term_query(term: Term) -> Sql:
    """The reader's words reach the database as parameters, and in them are letters and digits alone."""
    phrase = f"phraseto_tsquery('{CONFIGURATION}', %s)"
    ways = [(phrase, [" ".join(term.words)]), *((phrase, [word]) for word in term.others)]
    if term.is_prefix:
        ways.append((f"to_tsquery('{CONFIGURATION}', %s)", [f"{term.words[-1]}:*"]))
    return any_of(ways)


def words_query(query: Query) -> Sql:
    parts = [term_query(term) for term in query.wanted]
    parts += [(f"!! {sql}", params) for sql, params in map(term_query, query.unwanted)]
    return " && ".join(sql for sql, _ in parts), [one for _, params in parts for one in params]


def find(query: Query, scope: Scope, editions) -> tuple[list[Hit], bool]:
    """The best hits that are among the editions, best first, and whether there may be more: see CANDIDATES."""
    visible = editions.filter(pk__in=RawSQL("SELECT edition_id FROM hits", [])).order_by().values("pk", "record_id")
    visible_sql, visible_params = visible.query.sql_with_params()
    ranked, words = words_query(query)
    facets = "".join([" && %s::tsquery"] * len(scope.facets))
    sql = FIND.format(wanted=f"({ranked}){facets}", ranked=ranked, visible=visible_sql)
    limits = [scope.first, scope.last, scope.on, CANDIDATES]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*words, *(f"'{facet}'" for facet in scope.facets), *words, *limits, *visible_params])
        rows = cursor.fetchall()
    return [Hit(edition, record) for edition, record, _ in rows], bool(rows) and rows[0][2] >= CANDIDATES


def places(query: Query, edition_ids: list[int]) -> list[Place]:
    """Where in these editions any of the words stand."""
    words, params = any_of([term_query(term) for term in query.wanted])
    options = f"HighlightAll=true, StartSel={START}, StopSel={STOP}"
    with connection.cursor() as cursor:
        cursor.execute(PLACES_FOUND.format(query=words), [options, options, *params, edition_ids])
        return [Place(*row) for row in cursor.fetchall()]


def similar(words: list[str]) -> list[tuple[str, str]]:
    """For each word those of the index that look like it, the likest first."""
    with connection.cursor() as cursor:
        cursor.execute(SIMILAR, [words])
        return cursor.fetchall()


def beginnings(word: str, most: int) -> list[str]:
    """Words of the index that begin with these letters, the word itself first if it is one."""
    with connection.cursor() as cursor:
        cursor.execute(BEGINNINGS, [f"{word}%", word, most])
        return [value for (value,) in cursor.fetchall()]
