"""Selects the search module for the database in use."""

from types import ModuleType

from django.db import connection, transaction

from portal.search.backends.postgresql import queries as postgresql_queries
from portal.search.backends.sqlite import queries as sqlite_queries

MODULES = {"postgresql": postgresql_queries, "sqlite": sqlite_queries}


def get_backend() -> ModuleType:
    """Returns the module with find_hits, find_record_ids, examine_words and ensure_schema for the database in use."""
    return MODULES[connection.vendor]


def has_search_tables() -> bool:
    """Whether the search tables of Django, as this release has them, and those of the database's own full text search
    exist."""
    tables = {"search_document", *get_backend().TABLES}
    return tables <= set(connection.introspection.table_names()) and has_current_columns()


def has_current_columns() -> bool:
    """Whether the migrations of this release have been applied, and not only earlier ones."""
    with connection.cursor() as cursor:
        return "joined" in {
            column.name for column in connection.introspection.get_table_description(cursor, "search_entry")
        }


def install_after_migrate(**kwargs) -> None:
    """Creates what the database needs besides Django's tables, and restores what a migration on SQLite drops.

    Runs after every `migrate`, so that no migration contains SQL for only one database. If the migration of the search
    was reversed, it removes what it had created."""
    backend, tables = get_backend(), set(connection.introspection.table_names())
    with transaction.atomic(), connection.cursor() as cursor:
        if "search_document" not in tables:
            backend.drop_schema(cursor)
            return
        if not has_current_columns():
            return
        if not set(backend.TABLES) <= tables:
            backend.create_schema(cursor)
    backend.ensure_schema()
