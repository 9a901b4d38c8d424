"""What the search needs in PostgreSQL besides Django's tables: a text search configuration, vectors and indexes."""

from django.db import DatabaseError, transaction

from portal.search.documents import LOW_BITS

CONFIGURATION = "portal_english"
EXTENSIONS = ("unaccent", "pg_trgm")
MAX_RECENT = 500
"""Number of newest texts that are searched first. Of ten times as many the titles are searched, because fewer titles
contain a word. Scheduled texts come on top of these numbers."""


class MissingExtension(Exception):
    """The database lacks an extension; the message names it."""


# The stemmer has no stop words, so that every word of a phrase counts, as on SQLite.
CONFIGURATION_SQL = f"""
CREATE TEXT SEARCH DICTIONARY {CONFIGURATION}_stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION {CONFIGURATION} (COPY = english);
ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION}
  ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {CONFIGURATION}_stem;
ALTER TEXT SEARCH CONFIGURATION {CONFIGURATION}
  ALTER MAPPING FOR asciihword, asciiword, hword_asciipart WITH {CONFIGURATION}_stem;
"""


def build_tsvector(column: str) -> str:
    return f"to_tsvector('{CONFIGURATION}'::regconfig, {column})"


# The parser of PostgreSQL treats an address, a path, a sign before a number or anything in <> as one word, and a
# possessive s as a separate word. The words of a document contain none of these (see `tokenizer.split_words`).
SIGNS = "!\"#$&''()*+,-./:;<=>?@[\\]^_`{|}~‘’“”–—…"
POSSESSIVE = "[''’]s(?![[:alnum:]_])"


def blank_signs(column: str) -> str:
    """Returns SQL that replaces the signs in a column that would hide words from the parser."""
    signs = SIGNS.replace("''", "'")
    return f"translate(regexp_replace({column}, '{POSSESSIVE}', '', 'gi'), '{SIGNS}', '{' ' * len(signs)}')"


def build_lexemes(column: str) -> str:
    return f"tsvector_to_array({build_tsvector(column)})"


FACETS = "array_to_tsvector(string_to_array(facets, ' '))"
VECTOR = " || ".join(
    [
        f"setweight({build_tsvector('title')}, 'A')",
        f"setweight({build_tsvector('headings')}, 'A')",
        f"setweight({build_tsvector('points')}, 'B')",
        f"setweight({build_tsvector('body')}, 'C')",
        f"setweight({build_tsvector('rest')}, 'D')",
        FACETS,
    ]
)
PLACE_VECTOR = " || ".join(map(build_tsvector, (blank_signs("heading"), blank_signs("text"), "coalesce(joined, '')")))
# A migration that changes the column drops this one.
PLACES = (
    f"ALTER TABLE search_entry ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS ({PLACE_VECTOR}) STORED"
)
# Long values are stored out of line, so that PostgreSQL reads few pages to pick the newest of many matches.
TABLES = f"""
ALTER TABLE search_document SET (toast_tuple_target = 128);
ALTER TABLE search_document ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED;
ALTER TABLE search_document
  ADD COLUMN title_vector tsvector GENERATED ALWAYS AS ({build_tsvector("title")} || {FACETS}) STORED;
CREATE INDEX search_document_vector ON search_document USING gin (vector) WITH (fastupdate = off);
CREATE INDEX search_document_title_vector ON search_document USING gin (title_vector) WITH (fastupdate = off);
{PLACES};
CREATE INDEX search_term_similar ON search_term USING gist (value gist_trgm_ops) WHERE name = 'word';
"""
# The stem of each word, to mark other forms of the words of a query in a text.
STEMS = f"""
ALTER TABLE search_term ADD COLUMN stem text GENERATED ALWAYS AS
  (CASE WHEN name = 'word' THEN ({build_lexemes("value")})[1] END) STORED;
CREATE INDEX search_term_stem ON search_term (stem) WHERE name = 'word';
-- The last word of a query may also be completed to words with digits.
CREATE INDEX search_term_beginning ON search_term (value varchar_pattern_ops) WHERE name IN ('word', 'code');
"""
# Without this table, PostgreSQL would read a hundred thousand rows to find the newest hundred texts with a word that is
# in all of them. Usually they are among the newest few hundred texts.
RECENT_COLUMNS = "id, effective_from, effective_until, vector, title_vector"
KEEP_RECENT = f"""
CREATE OR REPLACE FUNCTION search_keep_recent() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  present bigint := (extract(epoch FROM now())::bigint + 1) << {LOW_BITS};
  oldest bigint := coalesce(
    (SELECT id FROM search_document WHERE id < present ORDER BY id DESC OFFSET {{most}} - 1 LIMIT 1), {-(2**63)});
  oldest_title bigint := coalesce(
    (SELECT id FROM search_document WHERE id < present ORDER BY id DESC OFFSET {{most}} * 10 - 1 LIMIT 1), {-(2**63)});
BEGIN
  DELETE FROM search_recent r
  WHERE TG_OP = 'UPDATE' OR r.id < oldest_title OR (r.vector IS NULL) <> (r.id < oldest)
    OR NOT EXISTS (SELECT FROM search_document d WHERE d.id = r.id);
  INSERT INTO search_recent (id, effective_from, effective_until, vector, title_vector)
  SELECT id, effective_from, effective_until, CASE WHEN id >= oldest THEN vector END, title_vector
  FROM search_document d
  WHERE d.id >= oldest_title AND NOT EXISTS (SELECT FROM search_recent r WHERE r.id = d.id);
  RETURN NULL;
END $body$;
"""
# The update changes no row. It fires the trigger, which copies the existing rows.
RECENT = f"""
CREATE TABLE search_recent AS SELECT {RECENT_COLUMNS} FROM search_document LIMIT 0;
ALTER TABLE search_recent ADD PRIMARY KEY (id);
ALTER TABLE search_recent SET (toast_tuple_target = 128);
CREATE INDEX search_recent_vector ON search_recent USING gin (vector) WITH (fastupdate = off);
CREATE INDEX search_recent_title_vector ON search_recent USING gin (title_vector) WITH (fastupdate = off);
{KEEP_RECENT.format(most=MAX_RECENT)}
CREATE TRIGGER search_keep_recent AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON search_document
  EXECUTE FUNCTION search_keep_recent();
UPDATE search_document SET id = id WHERE false;
ANALYZE search_recent;
ANALYZE search_term;
"""


def create_schema(cursor) -> None:
    """Adds to Django's tables what the search needs. Raises MissingExtension."""
    for extension in EXTENSIONS:
        try:
            with transaction.atomic():
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        except DatabaseError as error:
            raise MissingExtension(
                f"The search needs the PostgreSQL extension {extension}, which could not be created"
                f" ({str(error).splitlines()[0]}). Install the contrib package of PostgreSQL if it is missing, ask an"
                f" administrator of the database to run CREATE EXTENSION {extension}, and migrate again."
            ) from error
    cursor.execute(CONFIGURATION_SQL)
    cursor.execute(TABLES)
    cursor.execute(STEMS)
    cursor.execute(RECENT)


def drop_schema(cursor) -> None:
    """Removes what remains after Django's tables were dropped."""
    cursor.execute("DROP TABLE IF EXISTS search_recent")
    cursor.execute("DROP FUNCTION IF EXISTS search_keep_recent()")
    cursor.execute(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {CONFIGURATION}")
    cursor.execute(f"DROP TEXT SEARCH DICTIONARY IF EXISTS {CONFIGURATION}_stem")
