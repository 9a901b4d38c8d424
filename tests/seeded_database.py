"""A second database for the tests that ask for the demonstration data.

The seeds are loaded once for each test process, into a copy of the empty test database. A test with the fixture
`seeded` gets Django's connection to the copy; what it changes is rolled back as after any other test."""

import sqlite3

from django.db import connection


class SeededDatabase:
    def __init__(self, load):
        """`load` fills the copy. No transaction may be open."""
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
        # No session may use a database that is copied.
        name = f"{connection.settings_dict['NAME']}_seeded"
        connection.close()
        self.empty = None, connection.settings_dict["NAME"]
        self.execute_on_server(
            f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{self.empty[1]}"'
        )
        return None, name

    def copy_sqlite(self, name: str) -> sqlite3.Connection:
        params = connection.get_connection_params() | {"database": name}
        copy = connection.get_new_connection(params)
        connection.ensure_connection()
        connection.connection.backup(copy)
        return copy

    def execute_on_server(self, *statements: str) -> None:
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def switch(self, target: tuple) -> None:
        """Points Django's connection at one of the two databases."""
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
        """Gives the empty database the content of the copy, outside a transaction; on SQLite only."""
        connection.ensure_connection()
        self.copy[0].backup(connection.connection)

    def drop(self) -> None:
        if self.copy[0] is not None:
            self.copy[0].close()
        if connection.vendor == "postgresql":
            self.execute_on_server(f'DROP DATABASE IF EXISTS "{self.copy[1]}"')
