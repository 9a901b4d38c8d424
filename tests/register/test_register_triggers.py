"""The database refuses every change of the register, and a check reports a missing trigger."""

from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from portal.register import triggers
from portal.register.checks import check_triggers
from portal.register.integrity import find_register_problems
from portal.register.models import RegisterEntry
from tests.register.conftest import append, run, without_triggers

pytestmark = pytest.mark.django_db
APPEND_ONLY = "The register is append-only"
AT_ITS_END = "Entries are added only at the end of the register"


@contextmanager
def refused(message: str):
    before = list(RegisterEntry.objects.values_list())
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        yield
    assert list(RegisterEntry.objects.values_list()) == before


# Changes that the database refuses


def test_no_column_of_an_entry_can_be_changed():
    entry = append(2)[0]
    for field in RegisterEntry._meta.concrete_fields:
        with refused(APPEND_ONLY):
            run(f"UPDATE register_registerentry SET {field.column} = {field.column} WHERE number = 1")
    with refused(APPEND_ONLY):
        RegisterEntry.objects.update(title="Changed")
    entry.title = "Changed"
    with refused(APPEND_ONLY):
        entry.save()


def test_no_entry_can_be_deleted():
    entries = append(2)
    with refused(APPEND_ONLY):
        run("DELETE FROM register_registerentry")
    with refused(APPEND_ONLY):
        entries[-1].delete()
    with refused(APPEND_ONLY):
        RegisterEntry.objects.all().delete()


COLUMNS = "number, action, public_at, recorded_at, address, title, content, content_digest, previous, hash"


def insert_entry(verb: str = "INSERT", **values) -> None:
    """Inserts a copy of the last entry as the next one, with the values given as SQL."""
    [last] = RegisterEntry.objects.order_by("-number")[:1]
    values = {"number": "number + 1", "previous": f"'{last.hash}'", "hash": "'new'"} | values
    chosen = ", ".join(values.get(column, column) for column in COLUMNS.split(", "))
    rows = f"SELECT {chosen} FROM register_registerentry WHERE number = %s"
    run(f"{verb} INTO register_registerentry ({COLUMNS}) {rows}", last.number)


def test_an_entry_can_be_added_only_at_the_end():
    append(2)
    for number in ("0", "-1", "number + 2"):
        with refused(AT_ITS_END):
            insert_entry(number=number)
    first = RegisterEntry.objects.get(number=1)
    for column in ("hash", "previous"):
        with refused(AT_ITS_END):
            insert_entry(**{column: f"'{getattr(first, column)}'"})
    insert_entry()
    assert RegisterEntry.objects.head().number == 3


def test_recorded_at_cannot_be_chosen():
    append()
    for sign in "+-":
        moment = {
            "sqlite": f"datetime('now', '{sign}2 minutes')",
            "postgresql": f"now() {sign} interval '2 minutes'",
        }[connection.vendor]
        with refused("recorded_at is the database clock"):
            insert_entry(recorded_at=moment)


def test_an_entry_cannot_be_replaced():
    append(2)
    with refused(f"{APPEND_ONLY}|{AT_ITS_END}"):
        insert_entry(number="number")
    if connection.vendor == "sqlite":
        run("PRAGMA recursive_triggers = OFF")
        for values in ({"number": "1"}, {"hash": "hash"}, {"previous": "previous"}):
            with refused(f"{APPEND_ONLY}|{AT_ITS_END}"):
                insert_entry("INSERT OR REPLACE", **values)
        run("PRAGMA recursive_triggers = ON")


def test_a_failed_transaction_leaves_no_gap():
    append()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append()
        1 / 0  # noqa: B018
    assert [entry.number for entry in append()] == [2]


@pytest.mark.postgres
def test_writers_queue_and_leave_no_gap(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("applies only to PostgreSQL")
    barrier, count = Barrier(2), 15

    def write():
        try:
            barrier.wait(10)
            append(count)
        finally:
            connection.close()

    threads = [Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    numbers = RegisterEntry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 2 * count + 1))
    assert list(find_register_problems()) == []


# The system check for the triggers


def test_a_missing_trigger_is_an_error(db):
    assert check_triggers(databases=["default"]) == []
    for trigger in triggers.get_all_triggers():
        on = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
        with transaction.atomic():
            run(f"DROP TRIGGER {trigger.name}{on}")
            [error] = check_triggers(databases=["default"])
            transaction.set_rollback(True)
        assert error.id == "register.E001"
        assert trigger.name in error.msg and trigger.table in error.msg and error.hint
    assert check_triggers(databases=["default"]) == []


def test_without_a_database_the_triggers_are_not_checked(db):
    with without_triggers():
        assert check_triggers(databases=None) == []
        assert len(check_triggers(databases=["default"])) >= len(triggers.get_all_triggers())


@pytest.mark.postgres
def test_a_disabled_trigger_and_a_missing_truncate_trigger_are_errors(db):
    if connection.vendor != "postgresql":
        pytest.skip("applies only to PostgreSQL")
    append()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    for change in (
        "ALTER TABLE register_registerentry DISABLE TRIGGER register_registerentry_no_update",
        "DROP TRIGGER register_registerentry_no_truncate ON register_registerentry",
    ):
        with transaction.atomic():
            run(change)
            assert [error.id for error in check_triggers(databases=["default"])] == ["register.E001"]
            transaction.set_rollback(True)


def test_installing_triggers_restores_dropped_ones(db):
    with transaction.atomic():
        triggers.drop_all_triggers()
        triggers.install_all_triggers()
        triggers.install_all_triggers()
        assert check_triggers(databases=["default"]) == []
        append()
        with refused(APPEND_ONLY):
            run("DELETE FROM register_registerentry")
        transaction.set_rollback(True)
