"""What the search needs in SQLite beside the tables: FTS5 tables and the triggers that keep them in step."""

from django.db import connection

STEMMED = "porter unicode61 remove_diacritics 2"
# FTS5 table: (table it indexes, its columns, tokenizer, which rows).
MIRRORS = {
    "search_document_words": (
        "search_document", ("title", "headings", "points", "body", "rest", "facets"), STEMMED, "1",
    ),
    "search_entry_words": ("search_entry", ("heading", "text"), STEMMED, "1"),
    "search_term_letters": ("search_term", ("value",), "trigram", "{row}.name = 'word'"),
}  # fmt: skip


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
    """With what is indexed: tables made anew would know nothing of it. `migrate` indexes everything again."""
    for name in MIRRORS:
        for event in ("insert", "delete", "update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{event}")
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
    for table, *_ in MIRRORS.values():
        cursor.execute(f"DELETE FROM {table}")
