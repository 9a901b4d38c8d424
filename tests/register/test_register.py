"""The register: its calculations, the changes it refuses, and what `verify_register` finds without the triggers."""

import hashlib
import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone as clock

from guidance.models import Signer
from portal.lib.grammar import format_count
from portal.records.models import Edition, Issuer, Point
from portal.register import hash_chain, triggers
from portal.register.checks import check_triggers
from portal.register.models import RegisterEntry, get_database_time
from tests.factories import make_draft, make_published, make_record, make_service, publish, withdraw

pytestmark = pytest.mark.django_db

APPEND_ONLY = "The register is append-only"
AT_ITS_END = "Entries are added only at the end of the register"


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


@contextmanager
def refused(message: str):
    before = list(RegisterEntry.objects.values_list())
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        yield
    assert list(RegisterEntry.objects.values_list()) == before


# Calculations


def test_the_order_of_keys_does_not_change_the_canonical_json():
    document = {"b": [1, None, True], "a": "é “quoted” \n", "c": {"z": 1, "y": 2}}
    reordered = {"c": {"y": 2, "z": 1}, "a": "é “quoted” \n", "b": [1, None, True]}
    canonical = '{"a":"é “quoted” \\n","b":[1,null,true],"c":{"y":2,"z":1}}'
    assert hash_chain.dump_canonical_json(document) == hash_chain.dump_canonical_json(reordered) == canonical
    with pytest.raises(ValueError):
        hash_chain.dump_canonical_json({"a": float("nan")})


def test_a_moment_has_the_same_text_in_every_time_zone():
    zone = timezone(timedelta(hours=-4))
    moments = [datetime(2025, 7, 2, 14, tzinfo=UTC), datetime(2025, 7, 2, 10, tzinfo=zone)]
    assert {hash_chain.format_timestamp(moment) for moment in moments} == {"2025-07-02T14:00:00.000000Z"}


def test_each_entry_is_chained_to_the_previous_one():
    """Computes the chain again from the stored columns only, as a reader elsewhere would."""
    append(3)
    previous = "0" * 64
    for number, row in enumerate(RegisterEntry.objects.order_by("number").values(), 1):
        content_digest = hashlib.sha256(row["content"].encode("utf-8")).hexdigest()
        facts = {
            "number": number,
            "action": "confirmed",
            "public_at": "2025-07-02T14:00:00.000000Z",
            "recorded_at": row["recorded_at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "address": "/guidance/m/editions/1/",
            "title": "M, version 1",
            "content_digest": content_digest,
            "previous": previous,
        }
        canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(canonical.encode("utf-8")).hexdigest()
        assert json.loads(row["content"]) == {"text": f"Do {number - 1}."}
        assert (row["content_digest"], row["hash"]) == (content_digest, previous)


def test_changes_appended_together_form_the_same_chain_as_single_ones(db):
    append(2)
    RegisterEntry.objects.append_all([change("Do 2."), change("Do 3.")])
    contents = RegisterEntry.objects.order_by("number").values_list("number", "content")
    assert list(contents) == [(number, f'{{"text":"Do {number - 1}."}}') for number in (1, 2, 3, 4)]
    assert run_verify_register()[0] == 0


def test_recorded_at_is_the_clock_of_the_database():
    [entry] = append()
    assert abs(RegisterEntry.objects.get().recorded_at - clock.now()) < timedelta(minutes=1)
    assert entry.recorded_at <= get_database_time()


def test_an_entry_is_public_from_its_moment_on():
    early, late = datetime(2025, 7, 2, 14, tzinfo=UTC), datetime(2025, 7, 9, 14, tzinfo=UTC)
    RegisterEntry.objects.append(**change(public_at=late))
    RegisterEntry.objects.append(**change(public_at=early))
    assert [entry.number for entry in RegisterEntry.objects.public(late - timedelta(microseconds=1))] == [2]
    assert [entry.number for entry in RegisterEntry.objects.public(late)] == [2, 1]
    assert RegisterEntry.objects.head().number == 2


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
    assert run_verify_register()[0] == 0


# verify_register


def run_verify_register() -> tuple[int, list[str]]:
    """Returns the command's exit status and its lines."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_register", stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, [*err.getvalue().splitlines(), str(error)]
    assert err.getvalue() == ""
    return 0, out.getvalue().splitlines()


@pytest.fixture
def register(db, now) -> dict[str, Edition]:
    """Creates five entries: a memo, its correction, the correction's confirmation, a notice, and its withdrawal."""
    memo = make_record("memo", key="memo")
    draft = make_draft(memo, title="On safety", points=["Do this.", "And this."])
    Signer.objects.create(edition=draft, name="Governor Malloy")
    first = publish(draft, at=now)
    second = make_published(memo, at=now, change_kind="correction", change_note="A wrong number.")
    second.perform("confirm", by=None, at=now)
    notice = make_published(make_record("service_notice", key="notice"), at=now, title="Hours")
    withdraw(notice, at=now)
    return {"memo": first, "correction": second, "notice": notice}


@contextmanager
def without_triggers():
    """Drops all triggers, as an intruder with access to the database could. Everything is rolled back at the end."""
    with transaction.atomic():
        triggers.drop_all_triggers()
        yield
        transaction.set_rollback(True)


def test_an_intact_register_is_reported_with_its_head(register):
    assert run_verify_register() == (
        0,
        [f"The register is intact: 5 entries, head {RegisterEntry.objects.get(number=5).hash}."],
    )


def test_an_empty_register_is_intact(db):
    assert run_verify_register() == (0, ["The register is intact: 0 entries, head none yet."])


def test_the_register_of_the_seeds_is_intact(seeded):
    status, [line] = run_verify_register()
    assert (status, line.startswith("The register is intact: 7 entries, head ")) == (0, True)


def test_renaming_an_issuer_or_a_service_is_no_difference(register):
    Issuer.objects.update(name="Office of the Governor of Connecticut")
    service = make_service()
    service.name = "Fingerprints"
    service.save(is_confirmed=True)
    assert run_verify_register()[0] == 0


def build_failure(*sentences: str) -> tuple[int, list[str]]:
    count = len(sentences)
    return 1, [*sentences, f"The register is not intact: {format_count(count, 'problem')} found."]


def test_a_changed_byte_of_the_content_is_found(register):
    with without_triggers():
        run("UPDATE register_registerentry SET content = replace(content, 'And this', 'And thus') WHERE number = 1")
        memo = register["memo"].pk
        assert run_verify_register() == build_failure(
            "The content of entry 1 differs from what was recorded (On safety, version 1).",
            f"On safety, version 1 (edition row {memo}) is not what entry 1 recorded: points[2].text.",
        )
    assert run_verify_register()[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        "title = 'On Safety, version 1'",
        "address = '/guidance/m/'",
        "action = 'corrected'",
        "recorded_at = '2020-01-01 00:00:00+00:00'",
        "public_at = '2020-01-01 00:00:00+00:00'",
    ],
)
def test_a_changed_fact_of_an_entry_is_found(register, change):
    with without_triggers():
        run(f"UPDATE register_registerentry SET {change} WHERE number = 1")
        title = RegisterEntry.objects.get(number=1).title
        assert run_verify_register() == build_failure(f"The facts of entry 1 differ from what was recorded ({title}).")


def test_a_changed_hash_is_found_in_the_next_entry_too(register):
    with without_triggers():
        run("UPDATE register_registerentry SET hash = %s WHERE number = 1", "f" * 64)
        assert run_verify_register() == build_failure(
            "The facts of entry 1 differ from what was recorded (On safety, version 1).",
            "Entry 2 does not follow from the entry before it.",
        )


def test_a_changed_point_is_found(register):
    with without_triggers():
        Point.objects.filter(edition=register["memo"], number=2).update(text="And thus.")
        assert run_verify_register() == build_failure(
            f"On safety, version 1 (edition row {register['memo'].pk}) is not what entry 1 recorded: points[2].text."
        )


def test_a_removed_point_is_found(register):
    with without_triggers():
        Point.objects.filter(edition=register["correction"], number=2).delete()
        assert run_verify_register() == build_failure(
            f"On safety, version 2 (edition row {register['correction'].pk}) is not what entry 2 recorded: points."
        )


def test_a_changed_column_of_a_subclass_of_points_is_found(register):
    with without_triggers():
        run("UPDATE announcements_noticeitem SET availability = 'no_service'")
        assert run_verify_register() == build_failure(
            f"Hours, version 1 (edition row {register['notice'].pk}) is not what entry 4 recorded:"
            " points[1].availability."
        )


@pytest.mark.parametrize(
    "change, name",
    [
        ({"title": "On Safety"}, "edition.title"),
        ({"effective_from": "2020-01-01"}, "edition.effective_from"),
        ({"published_at": datetime(2020, 1, 1, tzinfo=UTC)}, "edition.published_at"),
    ],
    ids=["title", "effective_from", "published_at"],
)
def test_a_changed_edition_is_found(register, change, name):
    with without_triggers():
        Edition.objects.filter(pk=register["memo"].pk).update(**change)
        edition = Edition.objects.get(pk=register["memo"].pk)
        assert run_verify_register() == build_failure(
            f"{edition} (edition row {edition.pk}) is not what entry 1 recorded: {name}."
        )


def test_a_changed_signer_is_found(register):
    with without_triggers():
        Signer.objects.filter(edition=register["memo"]).update(name="Governor Lamont")
        assert run_verify_register() == build_failure(
            f"On safety, version 1 (edition row {register['memo'].pk}) is not what entry 1 recorded: signers[1].name."
        )


def test_a_changed_withdrawal_is_found(register):
    with without_triggers():
        Edition.objects.filter(pk=register["notice"].pk).update(withdrawal_reason="Nobody liked it.")
        assert run_verify_register() == build_failure(
            f"The withdrawal of Hours, version 1 (row {register['notice'].pk}) is not what entry 5 recorded."
        )


def test_an_undone_withdrawal_is_found(register):
    with without_triggers():
        Edition.objects.filter(pk=register["notice"].pk).update(
            status="published",
            withdrawn_at=None,
            withdrawn_from=None,
            withdrawal=None,
            withdrawal_kind="",
            withdrawal_reason="",
        )
        assert run_verify_register() == build_failure(
            "The edition that register entry 5 withdrew is not withdrawn (Hours, version 1)."
        )


def test_a_published_edition_changed_back_to_a_draft_is_found(register):
    with without_triggers():
        Edition.objects.filter(pk=register["memo"].pk).update(status="draft", published_at=None, publication=None)
        assert run_verify_register() == build_failure(
            "The edition of register entry 1 is missing (On safety, version 1)."
        )


def test_a_deleted_record_with_remaining_editions_is_found(register):
    with without_triggers():
        run("DELETE FROM records_record WHERE key = 'notice'")
        assert run_verify_register() == build_failure(
            "The edition of register entry 4 is missing (Hours, version 1).",
            "The edition that register entry 5 withdrew is not withdrawn (Hours, version 1).",
        )


def test_an_entry_removed_from_the_middle_is_found(register):
    with without_triggers():
        run("DELETE FROM register_registerentry WHERE number = 2")
        assert run_verify_register() == build_failure(
            "Entry 2 is missing: entry 3 is in its place.",
            "Entry 3 does not follow from the entry before it.",
            f"On safety, version 2 (edition row {register['correction'].pk}) names entry 2, which is missing.",
        )


def test_a_removed_confirmation_is_found(register):
    with without_triggers():
        run("DELETE FROM register_registerentry WHERE number > 2")
        notice = f"Hours, version 1 (edition row {register['notice'].pk})"
        assert run_verify_register() == build_failure(
            f"{notice} names entry 4, which is missing.",
            f"{notice} names entry 5, which is missing.",
            "The confirmation of On safety, version 2 is in no register entry.",
        )


def test_a_removed_last_entry_is_found(register):
    with without_triggers():
        run("DELETE FROM register_registerentry WHERE number = 5")
        assert run_verify_register() == build_failure(
            f"Hours, version 1 (edition row {register['notice'].pk}) names entry 5, which is missing."
        )


def test_a_removed_first_entry_is_found(register):
    with without_triggers():
        run("DELETE FROM register_registerentry WHERE number = 1")
        status, lines = run_verify_register()
        assert (status, lines[0]) == (1, "Entry 1 is missing: entry 2 is in its place.")


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
