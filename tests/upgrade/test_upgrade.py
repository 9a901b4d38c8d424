"""`migrate` upgrades a database of an earlier version."""

import pytest
from django.db import connection

from tests.upgrade.restored_database import restore_postgres, restore_sqlite

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


@pytest.mark.parametrize(
    "restore",
    [
        pytest.param(
            restore_sqlite, marks=pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite only")
        ),
        pytest.param(restore_postgres, marks=[pytest.mark.postgres, pytest.mark.django_db]),
    ],
)
def test_a_database_of_an_earlier_version_is_upgraded(restore, tmp_path):
    with restore(tmp_path) as database:
        before = database.count_rows()
        database.run_manage("migrate", "--verbosity", "0")
        database.run_manage("migrate", "--check")
        assert "is intact" in database.run_manage("verify_register")
        database.run_manage("shell", "-c", READ_PAGES)
        after = database.count_rows()
    assert {table: after.get(table) for table in before} == before and before["records_edition"] == 8
