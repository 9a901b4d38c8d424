"""Restores databases of an earlier version.

The dumps come from the last version with a chain of migrations for each app. They contain the seeds, the accounts of
the demonstration, an acknowledgement, a withdrawn version and a draft. Do not make them again; add a dump for a later
version instead."""

import lzma
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.db import connection

from tests.source_files import ROOT

FOLDER = Path(__file__).parent
SQLITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
POSTGRES_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
CHANGING = {"django_migrations", "django_session", "django_content_type", "auth_permission", "auth_group_permissions"}
"""Tables that migrations may change on their own."""
COPY_BLOCK = re.compile(r"^(COPY [^\n]* FROM stdin;)\n(.*?)^\\\.\n", re.DOTALL | re.MULTILINE)
PSQL_COMMAND = re.compile(r"^\\(?:un)?restrict .*\n", re.MULTILINE)


@dataclass(frozen=True)
class RestoredDatabase:
    url: str
    """The value of DATABASE_URL."""
    data: Path
    """The value of DATA_DIR, an empty folder."""
    connect: Callable[[], Any]
    table_query: str

    def run_manage(self, *words: str) -> str:
        """The output of a command of manage.py, which must succeed."""
        (self.data / "static").mkdir(exist_ok=True)  # whitenoise warns where there is none
        env = os.environ | {"DATABASE_URL": self.url, "DATA_DIR": str(self.data), "DEBUG": "1"}
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def count_rows(self) -> dict[str, int]:
        """Rows by table, without the index of the search and tables that migrations change."""
        with closing(self.connect()) as database:
            tables = [table for (table,) in database.execute(self.table_query).fetchall()]
            return {
                table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
                for table in tables
                if table not in CHANGING and not table.startswith(("search_", "sqlite_"))
            }


@contextmanager
def restore_sqlite(data: Path) -> Iterator[RestoredDatabase]:
    file = data / "portal.sqlite3"
    file.write_bytes(unpack("portal.sqlite3.xz"))
    yield RestoredDatabase(f"sqlite:///{file}", data, partial(sqlite3.connect, file), SQLITE_TABLES)


@contextmanager
def restore_postgres(data: Path) -> Iterator[RestoredDatabase]:
    """Beside the test database, on the same server."""
    name = f"{connection.settings_dict['NAME']}_upgrade"
    params = connection.get_connection_params()
    place = {key: params[key] for key in ("host", "port", "user", "password") if params.get(key)}
    url = f"postgresql:///{name}?{urlencode(place, quote_via=quote)}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            with psycopg.connect(url) as database:
                run_dump(database, unpack("postgresql.sql.xz").decode())
            yield RestoredDatabase(url, data, partial(psycopg.connect, url), POSTGRES_TABLES)
        finally:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def unpack(name: str) -> bytes:
    return lzma.decompress((FOLDER / name).read_bytes())


def run_dump(database: psycopg.Connection, dump: str) -> None:
    """Does what psql does with a plain dump of pg_dump: executes the statements and copies the rows between them."""
    parts = COPY_BLOCK.split(PSQL_COMMAND.sub("", dump))
    for statements, copy, rows in zip_longest(parts[::3], parts[1::3], parts[2::3]):
        database.execute(statements)
        if copy:
            with database.cursor().copy(copy) as target:
                target.write(rows)
