"""Migrations over a database that already holds published texts."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from portal.accounts.roles import build_roles
from portal.lib import sql_triggers
from portal.records.models import Edition
from portal.register import triggers
from tests.conftest import load_seeds


@pytest.mark.django_db(transaction=True)
def test_guards_let_a_migration_remake_a_table_and_are_back_afterwards():
    load_seeds()
    before = list(Edition.objects.values_list("record__key", "number", "publication__hash"))
    triggers.drop_before_migrate(plan=["a migration"])
    with connection.schema_editor() as editor:
        if connection.vendor == "sqlite":
            editor._remake_table(Edition)
    triggers.install_all_triggers()
    assert list(Edition.objects.values_list("record__key", "number", "publication__hash")) == before
    assert {refusal.name for refusal in triggers.get_all_triggers()} <= sql_triggers.get_installed_triggers()
    call_command("verify_register", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_migrate_with_nothing_to_do_leaves_the_guards_where_they_are(monkeypatch):
    monkeypatch.setattr(triggers, "drop_all_triggers", lambda: pytest.fail("the guards were taken away for nothing"))
    triggers.drop_before_migrate(plan=[])
    assert {refusal.name for refusal in triggers.get_all_triggers()} <= sql_triggers.get_installed_triggers()


@pytest.mark.django_db(transaction=True)
def test_migrate_puts_a_missing_guard_back():
    missing = triggers.get_all_triggers()[0]
    sql_triggers.drop_triggers([missing])
    assert missing.name not in sql_triggers.get_installed_triggers()
    call_command("migrate", verbosity=0)
    assert missing.name in sql_triggers.get_installed_triggers()


def test_migrate_creates_the_groups_and_the_cache_table_that_are_missing(db):
    Group.objects.all().delete()
    for _ in range(2):  # a database that has them keeps them
        call_command("migrate", verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) == set(build_roles())
    assert "portal_cache" in connection.introspection.table_names()


def test_no_model_has_changed_without_a_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
