"""A second database for tests that use the demonstration data.

Each test process loads the seeds once, into a copy of the empty test database. In a test with the fixture `seeded`,
Django's connection uses the copy; the changes of the test are rolled back as usual."""

import sqlite3

from django.contrib.contenttypes.models import ContentType
from django.db import connection


class SeededDatabase:
    def __init__(self, load):
        """Creates the copy and fills it with `load`. No transaction may be open."""
        self.empty = connection.connection, connection.settings_dict["NAME"]
        self.copy = self.create_copy()
        self.switch(self.copy)
        try:
            load()
        finally:
            self.copy = connection.connection, connection.settings_dict["NAME"]
            self.switch(self.empty)

    def create_copy(self) -> tuple:
        if connection.vendor == "sqlite":
            name = connection.settings_dict["NAME"].replace("memorydb", "seededdb")
            return self.copy_sqlite(name), name
        name = f"{connection.settings_dict['NAME']}_seeded"
        connection.close()
        self.empty = None, connection.settings_dict["NAME"]
        self.copy_postgresql(self.empty[1], name)
        return None, name

    def copy_sqlite(self, name: str) -> sqlite3.Connection:
        params = connection.get_connection_params() | {"database": name}
        copy = connection.get_new_connection(params)
        connection.ensure_connection()
        connection.connection.backup(copy)
        return copy

    def copy_postgresql(self, source: str, target: str) -> None:
        """Replaces the target by a copy of the source. No session may use the source. Sessions of the target end: a
        thread of the live server may still have one."""
        self.execute_on_server(
            f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)', f'CREATE DATABASE "{target}" TEMPLATE "{source}"'
        )

    def execute_on_server(self, *statements: str) -> None:
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def switch(self, target: tuple) -> None:
        """Connects Django to one of the two databases."""
        connection.connection, connection.settings_dict["NAME"] = target
        if target[0] is None:
            connection.connect()

    def enter(self) -> None:
        self.empty = connection.connection, connection.settings_dict["NAME"]
        self.switch(self.copy)

    def leave(self) -> None:
        self.copy = connection.connection, connection.settings_dict["NAME"]
        self.switch(self.empty)

    def restore(self) -> None:
        """Copies the content of the copy to the empty database, outside a transaction."""
        # Rows of content types have other numbers after the tables were emptied.
        ContentType.objects.clear_cache()
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            self.copy[0].backup(connection.connection)
            return
        self.close_copy()
        connection.close()
        self.copy_postgresql(self.copy[1], connection.settings_dict["NAME"])

    def close_copy(self) -> None:
        if self.copy[0] is not None:
            self.copy[0].close()
            self.copy = None, self.copy[1]

    def drop(self) -> None:
        self.close_copy()
        if connection.vendor == "postgresql":
            self.execute_on_server(f'DROP DATABASE IF EXISTS "{self.copy[1]}"')
