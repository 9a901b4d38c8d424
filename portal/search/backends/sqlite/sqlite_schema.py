"""What the search needs in SQLite besides Django's tables: FTS5 tables and the triggers that keep them up to date."""

from django.db import connection

STEMMING_TOKENIZER = "porter unicode61 remove_diacritics 2"
# FTS5 table: (indexed table, columns, tokenizer, condition for rows).
FTS_TABLES = {
    "search_document_words": (
        "search_document",
        ("title", "headings", "points", "body", "rest", "facets"),
        STEMMING_TOKENIZER,
        "1",
    ),
    "search_entry_words": ("search_entry", ("heading", "text", "joined"), STEMMING_TOKENIZER, "1"),
    "search_term_letters": ("search_term", ("value",), "trigram", "{row}.name = 'word'"),
}


def create_schema(cursor) -> None:
    """Creates the FTS5 tables that are missing, and fills them."""
    present = set(connection.introspection.table_names(cursor))
    for name, (table, columns, tokenizer, _) in FTS_TABLES.items():
        if name in present:
            continue
        names = ", ".join(columns)
        cursor.execute(
            f"CREATE VIRTUAL TABLE {name} USING fts5({names},"
            f" content='{table}', content_rowid='id', tokenize='{tokenizer}')"
        )
        if name != "search_term_letters":
            cursor.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


def ensure_schema() -> None:
    """Creates the triggers. A later migration that rebuilds one of the tables would drop them."""
    with connection.cursor() as cursor:
        for name, (table, columns, _, which) in FTS_TABLES.items():
            names = ", ".join(columns)
            old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
            put = f"INSERT INTO {name} (rowid, {names}) VALUES (NEW.id, {new});"
            take = f"INSERT INTO {name} ({name}, rowid, {names}) VALUES ('delete', OLD.id, {old});"
            for event, row, does in (("INSERT", "NEW", put), ("DELETE", "OLD", take), ("UPDATE", "NEW", take + put)):
                cursor.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {name}_{event.lower()} AFTER {event} ON {table}"
                    f" WHEN {which.format(row=row)} BEGIN {does} END"
                )


def drop_schema(cursor) -> None:
    """Removes the FTS5 tables. The triggers are dropped with Django's tables."""
    for name in FTS_TABLES:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
