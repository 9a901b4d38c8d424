"""The search on PostgreSQL: full text search with accents folded, ranked by weight, and trigrams for suggestions."""

from django.db import DatabaseError, connection, transaction
from django.db.models.expressions import RawSQL

from portal.search.query import Query, Term
from portal.search.scope import CANDIDATES, START, STOP, THIRD_PARTY, Hit, Place, Scope
from portal.search.texts import facet

CONFIGURATION = "portal_english"
EXTENSIONS = ("unaccent", "pg_trgm")
PLACES = 4
"""Places of an edition whose words are marked, the best of them: its own text and three points."""


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
# Long values lie elsewhere, so that the newest of many hits are picked from few pages.
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
"""
# Among a hundred thousand editions a common word has tens of thousands of hits. They are counted and ordered by what
# is in the narrow rows alone; vectors are fetched for the few that are ranked. A function, because the planner knows
# nothing of that cost: seeing the words, it would read all rows in the order of their ids, with every vector.
CANDIDATES_FUNCTION = """
CREATE OR REPLACE FUNCTION search_candidates(
  wanted tsquery, exactly tsquery, first bigint, last bigint, day date, most integer)
RETURNS TABLE (id bigint, edition_id bigint, vector tsvector, in_title boolean, is_all boolean)
LANGUAGE sql STABLE ROWS 200 SET enable_seqscan = off SET jit = off AS $body$
  WITH with_words_in_title AS MATERIALIZED ({narrow_title}), titled AS MATERIALIZED (
    SELECT w.id FROM with_words_in_title w
    WHERE exactly IS NULL OR (SELECT d.title_vector @@ exactly FROM search_document d WHERE d.id = w.id) LIMIT most
  ), with_words AS MATERIALIZED ({narrow}), newest AS MATERIALIZED (
    SELECT w.id FROM with_words w
    WHERE exactly IS NULL OR (SELECT d.vector @@ exactly FROM search_document d WHERE d.id = w.id) LIMIT most
  )
  SELECT d.id, d.edition_id, d.vector, f.in_title,
    (SELECT count(*) < {many} FROM with_words) AND (SELECT count(*) < most FROM newest)
  FROM (
    SELECT either.id, bool_or(either.in_title)
    FROM (SELECT t.id, true FROM titled t UNION ALL SELECT n.id, false FROM newest n) either (id, in_title)
    GROUP BY either.id
  ) f (id, in_title) JOIN search_document d ON d.id = f.id
$body$
"""
# A phrase is looked for among the newest texts that have its words, for the index does not know where they stand.
MANY = "(CASE WHEN exactly IS NULL THEN most ELSE most * 10 END)"
NARROW = """
    SELECT d.id FROM search_document d WHERE d.{vector} @@ wanted AND d.id + 0 BETWEEN first AND last
      AND (day IS NULL OR d.effective_from <= day AND (d.effective_until IS NULL OR d.effective_until > day))
    ORDER BY d.id + 0 DESC LIMIT {many}"""
VECTORS = {"narrow": "vector", "narrow_title": "title_vector"}
FIND = """
WITH candidates AS MATERIALIZED (
  SELECT * FROM search_candidates(({wanted}), ({exactly}), %s, %s, %s, %s)
), visible (edition_id, record_id) AS MATERIALIZED ({visible})
SELECT c.edition_id, v.record_id, c.is_all
FROM candidates c JOIN visible v ON v.edition_id = c.edition_id {unless}
ORDER BY c.in_title DESC, round((ts_rank('{{0.1, 0.2, 0.4, 1.0}}', c.vector, ({ranked}), 1)
  * CASE WHEN c.vector @@ '''{official}'''::tsquery THEN 1 ELSE {third_party} END)::numeric, 5) DESC, c.id DESC
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
    """The function, in its present form."""
    narrow = {name: NARROW.format(vector=vector, many=MANY) for name, vector in VECTORS.items()}
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES_FUNCTION.format(many=MANY, **narrow))


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
    for name in ("search_candidates", "search_documents"):
        cursor.execute(f"DROP FUNCTION IF EXISTS {name}(tsquery, tsquery, bigint, bigint, date, integer)")
    cursor.execute("DROP INDEX IF EXISTS search_term_similar")
    for table, column in (("document", "vector"), ("document", "title_vector"), ("entry", "vector")):
        cursor.execute(f"ALTER TABLE search_{table} DROP COLUMN IF EXISTS {column}")
    cursor.execute(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {CONFIGURATION}")
    cursor.execute(f"DROP TEXT SEARCH DICTIONARY IF EXISTS {CONFIGURATION}_stem")


Sql = tuple[str, list]


def any_of(terms: list[Sql]) -> Sql:
    return "(" + " || ".join(sql for sql, _ in terms) + ")", [one for _, params in terms for one in params]


def term_query(term: Term, read: str = "phraseto_tsquery") -> Sql:
    """The reader's words reach the database as parameters, and in them are letters and digits alone."""
    phrase = f"{read}('{CONFIGURATION}', %s)"
    ways = [(phrase, [" ".join(term.words)]), *((phrase, [word]) for word in term.others)]
    if term.is_prefix:
        ways.append((f"to_tsquery('{CONFIGURATION}', %s)", [f"{term.words[-1]}:*"]))
    return any_of(ways)


def all_of(terms: list[Sql]) -> Sql:
    return " && ".join(sql for sql, _ in terms), [one for _, params in terms for one in params]


def find(query: Query, scope: Scope, editions) -> tuple[list[Hit], bool]:
    """The best hits that are among the editions, best first, and whether there may be more: see CANDIDATES."""
    visible = editions.filter(pk__in=RawSQL("SELECT edition_id FROM candidates", []))
    visible_sql, visible_params = visible.order_by().values("pk", "record_id").query.sql_with_params()
    facets = " && %s::tsquery" * len(scope.facets), [f"'{facet}'" for facet in scope.facets]
    ranked, refused = all_of(list(map(term_query, query.wanted))), any_of(list(map(term_query, query.unwanted)))
    # What is unwanted may stand anywhere, and candidates by their title were looked at by their title alone.
    unless = (f"WHERE NOT c.vector @@ {refused[0]}", refused[1]) if query.unwanted else ("", [])
    wanted, exactly = candidates_query(query), ranked if has_phrase(query) else ("NULL", [])
    limits = [scope.first, scope.last, scope.on, CANDIDATES]
    parts = {"exactly": exactly[0], "ranked": ranked[0], "unless": unless[0], "visible": visible_sql}
    sql = FIND.format(wanted=wanted[0] + facets[0], third_party=THIRD_PARTY, official=facet("official", "1"), **parts)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*wanted[1], *facets[1], *exactly[1], *limits, *visible_params, *unless[1], *ranked[1]])
        rows = cursor.fetchall()
    return [Hit(edition, record) for edition, record, _ in rows], bool(rows) and not rows[0][2]


def has_phrase(query: Query) -> bool:
    return any(len(term.words) > 1 for term in query.wanted)


def candidates_query(query: Query) -> Sql:
    """What the index can tell by itself: which words stand in a text, not where."""
    parts = [term_query(term, "plainto_tsquery") for term in query.wanted]
    plain = [term_query(term) for term in query.unwanted if len(term.words) == 1]
    return all_of([*parts, *((f"!! {sql}", params) for sql, params in plain)])


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
