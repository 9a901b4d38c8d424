"""The search functions in PostgreSQL. A session plans their statements once, and one call returns a whole page: in a
search among a few thousand texts, planning and round trips would take most of the time.

They contain the portal's rules of this release, so their names end in a hash of their source: `migrate` creates those
of its release, and a process never calls one of another release."""

import sys
from functools import cache
from hashlib import sha256

from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from psycopg.sql import Literal

from portal.records.models import Edition, Issuer, Record
from portal.search import compiled_querysets
from portal.search.backends.postgresql.postgresql_schema import KEEP_RECENT, MAX_RECENT, PLACES, build_lexemes
from portal.search.query_parser import MAX_COMPLETIONS
from portal.search.types import MAX_CANDIDATES, MAX_PLACES, MAX_RANKED, THIRD_PARTY_WEIGHT

UNIT_SEPARATOR, GROUP_SEPARATOR = "\x1f", "\x1e"
"""Separators between texts and between groups of texts. No text contains them (see
`documents.strip_control_characters`). An array would be slower, because the database writes it letter by letter."""
ENOUGH_NEWEST = 100
"""If so many of the newest texts contain the words, older texts are not searched at first."""
# For each word the words of the index with the same stem; and, if nothing matches, the words that begin with the last
# word, with the words of the same stem.
SAME_WORDS_SQL = f"""
    SELECT string_agg(concat_ws('{UNIT_SEPARATOR}', w.word, t.value, 'asked'), '{GROUP_SEPARATOR}')
    FROM unnest(words) w (word) JOIN search_term t ON t.name = 'word' AND t.stem = ({build_lexemes("w.word")})[1]"""
COMPLETIONS_SQL = f"""
    SELECT string_agg(concat_ws('{UNIT_SEPARATOR}', w.value, coalesce(t.value, w.value), 'begun'), '{GROUP_SEPARATOR}')
    FROM (
      SELECT b.value, b.stem FROM search_term b
      WHERE b.name IN ('word', 'code') AND b.public_at <= known_at
        AND b.value ~>=~ last_word AND b.value ~<~ (last_word || chr({sys.maxunicode}))
      ORDER BY length(b.value), b.value LIMIT {MAX_COMPLETIONS}
    ) w
    LEFT JOIN search_term t ON t.name = 'word' AND t.stem = w.stem"""
# Among a hundred thousand editions, a common word has tens of thousands of matches. They are counted and ordered by
# the narrow rows only; vectors are fetched for the few that are ranked. The planner does not know the cost of fetching
# vectors; "+ 0" keeps it from reading all rows with their vectors in the order of their ids.
NEWEST_SQL = """
    SELECT d.id FROM {table} d WHERE d.{vector} @@ wanted AND d.id + 0 BETWEEN first AND last
      AND (day IS NULL OR d.effective_from <= day AND (d.effective_until IS NULL OR d.effective_until > day))
    ORDER BY d.id + 0 DESC LIMIT {limit}"""
# A phrase may be in the text and not in the title, and the index does not know the positions of words. So four times
# as many texts are checked, until at first `ENOUGH_NEWEST` contain it.
EXACT_SQL = """
      IF exactly IS NOT NULL THEN
        titled := ARRAY(
          SELECT w.id FROM (SELECT id FROM unnest(titled) t (id) ORDER BY id DESC OFFSET 0) w
          WHERE (SELECT d.title_vector @@ exactly FROM search_document d WHERE d.id = w.id) LIMIT many / {part});
        titled_cut := titled_cut OR cardinality(titled) >= many / {part};
      END IF;"""
# The newest hundred texts with a word may be old versions of one record, so the search goes further back until enough
# texts match the rule or there are no more.
LOOK_SQL = """
    IF many = most THEN {ids} := ARRAY({recent}); END IF;
    {ids}_cut := many = most AND cardinality({ids}) >= {enough};
    IF NOT {ids}_cut THEN
      {ids} := ARRAY({every});
      {ids}_cut := cardinality({ids}) >= many;
    END IF;"""
# The texts that match the rule: first those with the words in the title, then by rank. Rows are checked one by one in
# the order of the lists until there are enough; OFFSET forces the sort to come first. One statement ranks and returns
# them, because each statement of a function takes some time to start.
CHOOSE_SQL = """
    WITH candidates AS MATERIALIZED (
      SELECT d.id, d.vector, one.in_title, a.*
      FROM (
        SELECT listed.id, place, place <= cardinality(titled) AS in_title
        FROM unnest(titled || newest) WITH ORDINALITY listed (id, place) ORDER BY place OFFSET 0
      ) one
      JOIN search_document d ON d.id = one.id
      CROSS JOIN LATERAL ({about}) a (edition_id, record_id, number, is_official)
      WHERE (one.in_title OR one.id NOT IN (SELECT unnest(titled)))
        AND (exactly IS NULL OR d.vector @@ exactly) AND (unwanted IS NULL OR NOT d.vector @@ unwanted)
      ORDER BY one.place LIMIT {ranked} + 1
    ), placed AS (
      SELECT c.edition_id, c.record_id, c.number, row_number() OVER (ORDER BY c.in_title DESC, round((
        ts_rank('{{0.1, 0.2, 0.4, 1.0}}', c.vector, ranked, 1)
        * CASE WHEN c.is_official THEN 1 ELSE {third_party} END)::numeric, 5) DESC, c.id DESC) AS place
      FROM (SELECT * FROM candidates LIMIT {ranked}) c
    )
    SELECT (SELECT count(*) FROM candidates), (SELECT count(*) FROM candidates WHERE in_title),
      array_agg(edition_id ORDER BY place), array_agg(record_id ORDER BY place), array_agg(number ORDER BY place)
    INTO found, found_titled, editions, records, numbers FROM placed;"""
PAGE_SQL = """
FUNCTION {name}(
  wanted tsquery, exactly tsquery, unwanted tsquery, ranked tsquery, quoted tsquery[], first bigint, last bigint,
  day date, on_day date, known_at timestamptz, words text[], last_word text, skipped integer, size integer)
RETURNS TABLE (count bigint, is_capped boolean, known text, others integer[], places text, {columns})
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $body$
#variable_conflict use_column
DECLARE
  most bigint := CASE WHEN exactly IS NULL THEN {most} ELSE {most} * 4 END;
  many bigint := most;
  titled bigint[] := '{{}}';
  newest bigint[];
  titled_cut boolean := false;
  newest_cut boolean;
  found bigint;
  found_titled bigint;
  editions bigint[];
  records bigint[];
  numbers integer[];
  found_words text := ({same});
BEGIN
  LOOP
    IF quoted IS NOT NULL THEN {look_for_titled} {exactly}
    END IF; {look_for_newest} {choose}
    EXIT WHEN found_titled > {ranked} OR NOT (titled_cut OR newest_cut AND found <= {ranked});
    many := many * 10;
  END LOOP;
  IF found = 0 THEN
    found_words := concat_ws('{group}', found_words, ({begun}));
  END IF;
  RETURN QUERY
  WITH hits AS (
    SELECT * FROM unnest(editions, records, numbers) WITH ORDINALITY h (edition_id, record_id, number, place)
  ), page AS (
    SELECT * FROM ({records}) r ORDER BY r.place OFFSET skipped LIMIT size
  )
  SELECT (SELECT count(DISTINCT record_id) FROM hits), found > {ranked},
    CASE WHEN row_number() OVER (ORDER BY p.place) = 1 THEN found_words END, p.others, (
    SELECT string_agg(concat_ws('{unit}', e.point_key, e.number, e.heading, e.text, e.joined), '{group}')
    FROM (
      SELECT e.point_key, e.number, e.heading, CASE
          WHEN e.point_key = '' AND max(s.terms) FILTER (WHERE e.point_key <> '') OVER () = cardinality(quoted) THEN ''
          ELSE e.text
        END AS text, coalesce(e.joined, '') AS joined
      FROM search_entry e
      CROSS JOIN LATERAL (SELECT count(*) FROM unnest(quoted) q (one) WHERE e.vector @@ q.one) s (terms)
      WHERE e.edition_id = p.best AND s.terms > 0
      ORDER BY e.point_key = '' DESC, s.terms DESC, e.number LIMIT {places}
    ) e
  ), s.*
  FROM (SELECT) always LEFT JOIN (page p CROSS JOIN LATERAL ({standing}) s) ON true ORDER BY p.place;
END $body$
"""
# A record has at most one matching edition, unless all versions are searched.
RECORDS_SQL = "SELECT h.place, h.edition_id AS best, '{}'::integer[] AS others FROM hits h"
ALL_VERSIONS_SQL = """
    SELECT min(h.place) AS place, (array_agg(h.edition_id ORDER BY h.place))[1] AS best,
      (array_agg(h.number ORDER BY h.place))[2:] AS others
    FROM hits h GROUP BY h.record_id"""


@cache
def build_functions() -> dict[str, str]:
    """Returns the source of a function for each rule."""
    return {rule: build_page_function(rule) for rule in compiled_querysets.RULES}


def build_page_function(rule: str) -> str:
    parts = {
        "same": SAME_WORDS_SQL,
        "begun": COMPLETIONS_SQL,
        "unit": UNIT_SEPARATOR,
        "group": GROUP_SEPARATOR,
        "columns": format_columns(),
        "most": MAX_CANDIDATES,
        "ranked": MAX_RANKED,
        "places": MAX_PLACES,
    }
    for ids, vector in (("titled", "title_vector"), ("newest", "vector")):
        recent = NEWEST_SQL.format(vector=vector, table="search_recent", limit="many")
        every = NEWEST_SQL.format(vector=vector, table="search_document", limit="many")
        parts[f"look_for_{ids}"] = LOOK_SQL.format(ids=ids, recent=recent, every=every, enough=ENOUGH_NEWEST)
    about = format_statement(compiled_querysets.compile_rule(rule, pk=RawSQL("d.edition_id", [])))
    exactly = EXACT_SQL.format(part=4 * MAX_CANDIDATES // ENOUGH_NEWEST)
    parts |= {
        "exactly": exactly,
        "choose": CHOOSE_SQL.format(about=about, ranked=MAX_RANKED, third_party=THIRD_PARTY_WEIGHT),
    }
    parts["records"] = ALL_VERSIONS_SQL if rule == compiled_querysets.EVERY else RECORDS_SQL
    standing = compiled_querysets.get_edition_rows(
        compiled_querysets.STAND_IN_DAY, compiled_querysets.STAND_IN_MOMENT, pk=RawSQL("p.best", [])
    )
    parts["standing"] = format_statement(compiled_querysets.compile_queryset(standing))
    return PAGE_SQL.format(name="{name}", **parts)


def format_statement(statement: compiled_querysets.SqlStatement) -> str:
    """Returns the statement with the function's arguments in place of the placeholders."""
    arguments: dict[object, str] = {
        compiled_querysets.STAND_IN_DAY: "on_day",
        compiled_querysets.STAND_IN_MOMENT: "known_at",
    }
    return statement.spelled(lambda value: arguments.get(value) or Literal(value).as_string())


def format_columns() -> str:
    """Returns the columns `compiled_querysets.RESULT_COLUMNS` with their types."""
    models = (
        (Edition, compiled_querysets.EDITION_COLUMNS),
        (Record, compiled_querysets.RECORD_COLUMNS),
        (Issuer, compiled_querysets.ISSUER_COLUMNS),
    )
    fields = [model._meta.get_field(name) for model, names in models for name in names]
    types = [field.cast_db_type(connection) for field in fields]  # type: ignore[union-attr]
    types += ["text", "text"]
    return ", ".join(f"row{place} {kind}" for place, kind in enumerate(types))


@cache
def get_function_name(what: str) -> str:
    return f"search_{what}_{sha256(build_functions()[what].encode()).hexdigest()[:12]}"


@transaction.atomic
def ensure_schema() -> None:
    """Creates the functions of this release. Those of the previous one stay for processes that still run it."""
    names = {what: get_function_name(what) for what in build_functions()}
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        cursor.execute(KEEP_RECENT.format(most=MAX_RECENT))
        # This changes no row. It fires the trigger, which keeps as many rows as this release needs.
        cursor.execute("UPDATE search_document SET id = id WHERE false")
        for what, text in build_functions().items():
            cursor.execute(f"CREATE OR REPLACE {text.replace('{name}', names[what])}")
        for name, signature in list_installed_functions(cursor)[2 * len(names) :]:
            if name not in names.values():
                cursor.execute(f"DROP FUNCTION {signature}")


def list_missing_functions() -> list[str]:
    """Returns the functions of this release that the database lacks."""
    with connection.cursor() as cursor:
        present = {name for name, _ in list_installed_functions(cursor)}
    return [name for name in map(get_function_name, build_functions()) if name not in present]


def list_installed_functions(cursor) -> list[tuple[str, str]]:
    """Returns the names and signatures of the functions of this and earlier releases, newest first."""
    cursor.execute(
        "SELECT p.proname, p.oid::regprocedure::text FROM pg_proc p"
        " WHERE p.proname ~ '^search_(candidates|documents|shown|applied|every)(_[0-9a-f]{12})?$'"
        " AND p.pronamespace = current_schema()::regnamespace ORDER BY p.oid DESC"
    )
    return cursor.fetchall()


def drop_functions(cursor) -> None:
    for _, signature in list_installed_functions(cursor):
        cursor.execute(f"DROP FUNCTION {signature}")
