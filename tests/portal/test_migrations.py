"""Migrations of a database that already contains published texts."""

import pytest
from django.contrib.auth.models import Group
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from portal.accounts.roles import build_roles
from portal.lib import sql_triggers
from portal.records.models import Edition
from portal.register import triggers
from tests.conftest import load_seeds


@pytest.mark.django_db(transaction=True)
def test_a_migration_can_rebuild_a_table_and_the_triggers_exist_afterwards(own_files):
    load_seeds()
    before = list(Edition.objects.values_list("record__key", "number", "publication__hash"))
    triggers.drop_before_migrate(plan=["a migration"])
    with connection.schema_editor() as editor:
        if connection.vendor == "sqlite":
            editor._remake_table(Edition)
    triggers.install_all_triggers()
    assert list(Edition.objects.values_list("record__key", "number", "publication__hash")) == before
    assert {trigger.name for trigger in triggers.get_all_triggers()} <= sql_triggers.get_installed_triggers()
    call_command("verify_register", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_migrate_without_a_plan_does_not_drop_the_triggers(monkeypatch):
    monkeypatch.setattr(triggers, "drop_all_triggers", lambda: pytest.fail("the triggers were dropped without need"))
    triggers.drop_before_migrate(plan=[])
    assert {trigger.name for trigger in triggers.get_all_triggers()} <= sql_triggers.get_installed_triggers()


@pytest.mark.django_db(transaction=True)
def test_migrate_creates_a_missing_trigger():
    missing = triggers.get_all_triggers()[0]
    sql_triggers.drop_triggers([missing])
    assert missing.name not in sql_triggers.get_installed_triggers()
    call_command("migrate", verbosity=0)
    assert missing.name in sql_triggers.get_installed_triggers()


def test_migrate_creates_missing_groups_and_the_cache_table(db):
    Group.objects.all().delete()
    for _ in range(2):  # the second run changes nothing
        call_command("migrate", verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) == set(build_roles())
    assert "portal_cache" in connection.introspection.table_names()


def test_a_database_between_two_earlier_versions_is_refused_with_a_sentence(db):
    recorder = MigrationRecorder(connection)
    assert run_checks(tags=["database"], databases=["default"]) == []
    recorder.record_unapplied("records", "0008_days_ahead")
    [error] = run_checks(tags=["database"], databases=["default"])
    assert error.msg.endswith("it has only some of the migrations that records.0001_initial replaces.")
    with pytest.raises(SystemCheckError, match="then upgrade again"):
        call_command("migrate", verbosity=0, skip_checks=False)
    recorder.flush()
    assert run_checks(tags=["database"], databases=["default"]) == [], "The database is new."


def test_no_model_has_changed_without_a_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
