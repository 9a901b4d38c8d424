"""`migrate` upgrades a database of an earlier version.

The dumps come from the last version with a chain of migrations for each app. They contain the seeds, the accounts of
the demonstration, an acknowledgement, a withdrawn version and a draft. Do not make them again; add a dump for a later
version instead."""

import lzma
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

FOLDER = Path(__file__).parent
ROOT = Path(settings.BASE_DIR)
CHANGING = {"django_migrations", "django_session", "django_content_type", "auth_permission", "auth_group_permissions"}
"""Tables whose rows migrations may change."""
PAGES = (
    "/",
    "/guidance/memo-to-police-chiefs-on-immigration-matters/",
    "/guidance/memo-to-school-superintendents-on-immigration-matters/",
    "/announcements/state-police-headquarters-modified-services-hours/",
    "/search/?q=fingerprint",
    "/register/",
)
READ_PAGES = f"""
from django.test import Client
for page in {PAGES!r}:
    response = Client(SERVER_NAME="localhost").get(page)
    assert response.status_code == 200, (page, response.status_code)
    assert b"Connecticut" in response.content, page
"""


def unpack(name: str) -> bytes:
    return lzma.decompress((FOLDER / name).read_bytes())


def run_manage(url: str, data: Path, *words: str) -> str:
    env = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(data), "DEBUG": "1"}
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def upgrade(url: str, data: Path) -> None:
    (data / "static").mkdir()  # WhiteNoise warns if it is missing.
    run_manage(url, data, "migrate", "--verbosity", "0")
    run_manage(url, data, "migrate", "--check")
    assert "holds" in run_manage(url, data, "verify_register")
    run_manage(url, data, "shell", "-c", READ_PAGES)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite only")
def test_a_database_on_sqlite_is_upgraded(tmp_path):
    file = tmp_path / "portal.sqlite3"
    file.write_bytes(unpack("portal.sqlite3.xz"))
    before = count_sqlite_rows(file)
    upgrade(f"sqlite:///{file}", tmp_path)
    assert keep_old(count_sqlite_rows(file), before) == before and before["records_edition"] == 8


def count_sqlite_rows(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("search_", "sqlite_")) and name not in CHANGING
        ]
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def keep_old(after: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in after.items() if name in before}


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_database_on_postgresql_is_upgraded(tmp_path):
    """Restores the dump beside the test database, with psql."""
    name = f"{connection.settings_dict['NAME']}_upgrade"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            carry_over_postgresql(name, tmp_path)
        finally:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def carry_over_postgresql(name: str, data: Path) -> None:
    params = connection.get_connection_params() | {"dbname": name}
    place = {key: str(params[key]) for key in ("host", "port", "user", "password") if params.get(key)}
    server = psycopg.conninfo.make_conninfo(dbname=name, **place)
    psql = ["psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", server]
    subprocess.run(psql, input=unpack("postgresql.sql.xz"), check=True, stdout=subprocess.DEVNULL)
    before = count_postgresql_rows(name, place)
    upgrade(build_url(name, place), data)
    assert keep_old(count_postgresql_rows(name, place), before) == before and before["records_edition"] == 8


def build_url(name: str, place: dict[str, str]) -> str:
    query = "&".join(f"{key}={value}" for key, value in place.items())
    return f"postgresql:///{name}?{query}"


def count_postgresql_rows(name: str, place: dict[str, str]) -> dict[str, int]:
    with psycopg.connect(dbname=name, **place) as database:
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        names = [table for (table,) in tables if not table.startswith("search_") and table not in CHANGING]
        return {table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in names}
