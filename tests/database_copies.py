"""Copies of the test database: an empty one, and one with the demonstration data.

A transactional test leaves rows behind. Django would then empty each table and create the content types, permissions,
roles and triggers again, which takes PostgreSQL some seconds. To copy a database takes a fraction of that."""

import sqlite3

from django.contrib.contenttypes.models import ContentType
from django.db import connection


class DatabaseCopy:
    """A copy of the test database as it is now. No transaction may be open when it is made or restored."""

    def __init__(self, label: str):
        original = connection.settings_dict["NAME"]
        self.connection: sqlite3.Connection | None = None
        if connection.vendor == "sqlite":
            self.name = original.replace("memorydb", f"{label}db")
            self.connection = connection.get_new_connection(
                connection.get_connection_params() | {"database": self.name}
            )
            connection.ensure_connection()
            connection.connection.backup(self.connection)
        else:
            self.name = f"{original}_{label}"
            connection.close()
            copy_postgresql_database(original, self.name)

    def restore(self) -> None:
        """Replaces the content of the test database by that of the copy."""
        # Rows of content types may have other numbers.
        ContentType.objects.clear_cache()
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            self.connection.backup(connection.connection)
            return
        self.close()
        connection.close()
        copy_postgresql_database(self.name, connection.settings_dict["NAME"])

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def drop(self) -> None:
        self.close()
        if connection.vendor == "postgresql":
            execute_on_server(f'DROP DATABASE IF EXISTS "{self.name}"')


class SeededDatabase(DatabaseCopy):
    """A copy with the demonstration data. Each test process loads the seeds once. In a test with the fixture `seeded`,
    Django's connection uses the copy; the changes of the test are rolled back as usual."""

    def __init__(self, load):
        super().__init__("seeded")
        self.enter()
        try:
            load()
        finally:
            self.leave()

    def enter(self) -> None:
        """Connects Django to the copy."""
        self.outside = connection.connection, connection.settings_dict["NAME"]
        self.switch(self.connection, self.name)

    def leave(self) -> None:
        self.connection = connection.connection
        self.switch(*self.outside)

    def switch(self, raw_connection, name: str) -> None:
        connection.connection, connection.settings_dict["NAME"] = raw_connection, name
        if raw_connection is None:
            connection.connect()


def copy_postgresql_database(source: str, target: str) -> None:
    """Replaces the target by a copy of the source. No session may use the source. Sessions of the target end: a thread
    of the live server may still have one."""
    execute_on_server(
        f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)', f'CREATE DATABASE "{target}" TEMPLATE "{source}"'
    )


def execute_on_server(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
