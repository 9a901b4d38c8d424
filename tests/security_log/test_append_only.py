"""The log is append-only and uses the time of the database. An action that cannot be logged does not happen."""

import logging
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from portal.lib import sql_triggers
from portal.register.models import get_database_time
from portal.security_log import triggers
from portal.security_log.event_log import log_event
from portal.security_log.models import SecurityEvent
from tests.accounts.sign_in import sign_in

pytestmark = pytest.mark.django_db
TABLE = triggers.TABLE


@pytest.fixture
def event(db, editor):
    log_event("signed_in", person=editor, subject=editor)
    return SecurityEvent.objects.latest("pk")


def make_old(event, days: int) -> None:
    """Moves the event into the past, with the triggers dropped."""
    log_triggers = triggers.build_triggers(connection.vendor)
    sql_triggers.drop_triggers(log_triggers)
    SecurityEvent.objects.filter(pk=event.pk).update(recorded_at=timezone.now() - timedelta(days=days))
    sql_triggers.create_triggers(log_triggers)


@pytest.mark.parametrize("facts", [{"kind": "refused"}, {"detail": "x"}, {"person": None}, {"client_address": "::1"}])
def test_an_event_cannot_be_changed(facts, event):
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        SecurityEvent.objects.filter(pk=event.pk).update(**facts)


def test_an_event_cannot_be_deleted_or_replaced(event):
    for change in (
        lambda: SecurityEvent.objects.filter(pk=event.pk).delete(),
        lambda: SecurityEvent.objects.create(pk=event.pk, kind="refused"),
    ):
        with pytest.raises(Error, match="append-only|UNIQUE|unique"), transaction.atomic():
            change()
    assert SecurityEvent.objects.get(pk=event.pk).kind == "signed_in"


def test_the_table_cannot_be_emptied_or_overwritten(event):
    connection.check_constraints()  # PostgreSQL does not truncate a table with pending checks.
    statement = f"TRUNCATE {TABLE}"
    if connection.vendor == "sqlite":
        statement = f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE} WHERE id = {event.pk}"
    with pytest.raises(Error, match="append-only|be emptied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("minutes", [-5, 5])
def test_the_time_of_an_event_is_the_clock_of_the_database(minutes, event):
    assert abs(event.recorded_at - get_database_time()) < timedelta(minutes=1)
    with pytest.raises(Error, match="recorded_at is the database clock"), transaction.atomic():
        SecurityEvent.objects.create(kind="refused", recorded_at=timezone.now() + timedelta(minutes=minutes))


def test_only_events_older_than_the_retention_period_are_deleted(event, capsys):
    make_old(event, triggers.RETENTION_DAYS - 1)
    call_command("prune_security_log")
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        SecurityEvent.objects.filter(pk=event.pk).delete()
    make_old(event, triggers.RETENTION_DAYS + 1)
    call_command("prune_security_log", "--dry-run")
    assert SecurityEvent.objects.filter(pk=event.pk).exists()
    call_command("prune_security_log")
    assert not SecurityEvent.objects.filter(pk=event.pk).exists()
    assert SecurityEvent.objects.latest("pk").kind == "pruned"
    with pytest.raises(CommandError, match="keeps every event for 400 days"):
        call_command("prune_security_log", days=30)


def test_the_triggers_are_installed(db):
    names = {trigger.name for trigger in triggers.build_triggers(connection.vendor)}
    assert names <= sql_triggers.get_installed_triggers()


class TestUnwritableLog:
    @pytest.fixture
    def broken(self, monkeypatch, client, caplog):
        """Makes the database refuse events. A view that raises responds with 500, as in production."""

        def refuse(self, **kwargs):
            raise DatabaseError("disk full")

        monkeypatch.setattr(SecurityEvent, "save", refuse)
        client.raise_request_exception = False
        caplog.set_level(logging.INFO, "portal.security")

    def test_nobody_can_sign_in(self, client, editor, caplog, request):
        request.getfixturevalue("broken")
        assert sign_in(client, editor).status_code == 500
        assert client.get("/admin/").status_code == 302
        assert f"signed_in person={editor.pk}" in caplog.text

    def test_no_role_can_be_changed(self, editor, administrator, client, request):
        client.force_login(administrator)
        request.getfixturevalue("broken")
        page = reverse("admin:accounts_user_change", args=[editor.pk])
        assert client.post(page, {"email": editor.email, "name": ""}).status_code == 500
        editor.refresh_from_db()
        assert editor.is_active and editor.is_staff and editor.groups.count() == 1

    def test_no_data_is_exported_and_the_process_log_has_a_line(self, administrator, editor, client, request, caplog):
        client.force_login(administrator)
        request.getfixturevalue("broken")
        assert client.get("/admin/accounts/agency/export/").status_code == 500
        assert "exported" in caplog.text

    def test_public_pages_still_work(self, broken, client):
        assert client.get("/").status_code == 200
