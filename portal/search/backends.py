"""Which module answers the search's questions to the database: the one written for the database in use."""

from types import ModuleType

from django.db import connection

from portal.search import postgresql, sqlite

MODULES = {"postgresql": postgresql, "sqlite": sqlite}


def backend() -> ModuleType:
    """A module with find(query, scope, skip, size), records(query, scope, is_complete), similar(words), install()."""
    return MODULES[connection.vendor]


def are_tables_there() -> bool:
    """Not where the migrations were taken back."""
    return {"search_document", *backend().TABLES} <= set(connection.introspection.table_names())


def after_migrate(**kwargs) -> None:
    """Puts back what a migration of SQLite takes away."""
    if are_tables_there():
        backend().install()
