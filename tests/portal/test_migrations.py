"""Migrations over a database that already holds published texts."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from portal.accounts.roles import ROLES
from portal.records.models import Edition
from portal.register import guards, triggers
from tests.conftest import load_seeds


@pytest.mark.django_db(transaction=True)
def test_guards_let_a_migration_remake_a_table_and_are_back_afterwards():
    load_seeds()
    before = list(Edition.objects.values_list("record__key", "number", "publication__hash"))
    guards.step_aside(plan=["a migration"])
    with connection.schema_editor() as editor:
        if connection.vendor == "sqlite":
            editor._remake_table(Edition)
    guards.install()
    assert list(Edition.objects.values_list("record__key", "number", "publication__hash")) == before
    assert {refusal.name for refusal in guards.refusals()} <= triggers.installed()
    call_command("verify_register", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_migrate_with_nothing_to_do_leaves_the_guards_where_they_are(monkeypatch):
    monkeypatch.setattr(guards, "remove", lambda: pytest.fail("the guards were taken away for nothing"))
    guards.step_aside(plan=[])
    assert {refusal.name for refusal in guards.refusals()} <= triggers.installed()


@pytest.mark.django_db(transaction=True)
def test_migrate_puts_a_missing_guard_back():
    missing = guards.refusals()[0]
    triggers.remove([missing])
    assert missing.name not in triggers.installed()
    call_command("migrate", verbosity=0)
    assert missing.name in triggers.installed()


def test_the_roles_are_groups_made_by_a_migration(db):
    Group.objects.all().delete()
    make_roles = import_module("portal.accounts.migrations.0007_roles").Migration.operations[0].code
    for _ in range(2):  # a database that has them keeps them
        make_roles(apps, connection.schema_editor())
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


def test_no_model_has_changed_without_a_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
