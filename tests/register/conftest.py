"""Appends entries to the register, verifies it, and removes the triggers that protect it."""

from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from portal.register import triggers
from portal.register.models import RegisterEntry


@pytest.fixture(autouse=True)
def files(own_files) -> None:
    """Applies own_files to every test of this folder."""


def change(text: str = "Do this.", **facts) -> dict:
    at = datetime(2025, 7, 2, 14, tzinfo=UTC)
    return {
        "action": "confirmed",
        "public_at": at,
        "address": "/guidance/m/editions/1/",
        "title": "M, version 1",
        "document": {"text": text},
    } | facts


def append(count: int = 1) -> list[RegisterEntry]:
    return [RegisterEntry.objects.append(**change(f"Do {number}.")) for number in range(count)]


def run(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


def run_verify_register() -> tuple[int, list[str]]:
    """Returns the command's exit status and its lines."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_register", stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, [*err.getvalue().splitlines(), str(error)]
    assert err.getvalue() == ""
    return 0, out.getvalue().splitlines()


@contextmanager
def without_triggers():
    """Drops all triggers, as an intruder with access to the database could. Everything is rolled back at the end."""
    with transaction.atomic():
        triggers.drop_all_triggers()
        yield
        transaction.set_rollback(True)
