"""The register: its arithmetic, what it refuses, and what `verify_register` finds once the guards are gone."""

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
AT_ITS_END = "The register is added to at its end"


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


# Arithmetic


def test_a_document_has_one_spelling():
    one = {"b": [1, None, True], "a": "é “quoted” \n", "c": {"z": 1, "y": 2}}
    other = {"c": {"y": 2, "z": 1}, "a": "é “quoted” \n", "b": [1, None, True]}
    spelled = '{"a":"é “quoted” \\n","b":[1,null,true],"c":{"y":2,"z":1}}'
    assert hash_chain.dump_canonical_json(one) == hash_chain.dump_canonical_json(other) == spelled
    with pytest.raises(ValueError):
        hash_chain.dump_canonical_json({"a": float("nan")})


def test_a_moment_has_one_spelling_whatever_zone_it_came_in():
    there = timezone(timedelta(hours=-4))
    moments = [datetime(2025, 7, 2, 14, tzinfo=UTC), datetime(2025, 7, 2, 10, tzinfo=there)]
    assert {hash_chain.format_timestamp(moment) for moment in moments} == {"2025-07-02T14:00:00.000000Z"}


def test_each_entry_is_chained_to_the_one_before():
    """Reckoned again from the stored columns only, as a reader elsewhere would."""
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
        spelled = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(spelled.encode("utf-8")).hexdigest()
        assert json.loads(row["content"]) == {"text": f"Do {number - 1}."}
        assert (row["content_digest"], row["hash"]) == (content_digest, previous)


def test_many_changes_are_appended_as_one_by_one(db):
    append(2)
    RegisterEntry.objects.append_all([change("Do 2."), change("Do 3.")])
    contents = RegisterEntry.objects.order_by("number").values_list("number", "content")
    assert list(contents) == [(number, f'{{"text":"Do {number - 1}."}}') for number in (1, 2, 3, 4)]
    assert verified()[0] == 0


def test_recorded_at_is_the_clock_of_the_database():
    [entry] = append()
    assert abs(RegisterEntry.objects.get().recorded_at - clock.now()) < timedelta(minutes=1)
    assert entry.recorded_at <= get_database_time()


def test_the_public_reads_an_entry_from_its_moment_on():
    early, late = datetime(2025, 7, 2, 14, tzinfo=UTC), datetime(2025, 7, 9, 14, tzinfo=UTC)
    RegisterEntry.objects.append(**change(public_at=late))
    RegisterEntry.objects.append(**change(public_at=early))
    assert [entry.number for entry in RegisterEntry.objects.public(late - timedelta(microseconds=1))] == [2]
    assert [entry.number for entry in RegisterEntry.objects.public(late)] == [2, 1]
    assert RegisterEntry.objects.head().number == 2


# What the database refuses


def test_no_column_of_an_entry_changes():
    entry = append(2)[0]
    for field in RegisterEntry._meta.concrete_fields:
        with refused(APPEND_ONLY):
            run(f"UPDATE register_registerentry SET {field.column} = {field.column} WHERE number = 1")
    with refused(APPEND_ONLY):
        RegisterEntry.objects.update(title="Changed")
    entry.title = "Changed"
    with refused(APPEND_ONLY):
        entry.save()


def test_no_entry_is_deleted():
    entries = append(2)
    with refused(APPEND_ONLY):
        run("DELETE FROM register_registerentry")
    with refused(APPEND_ONLY):
        entries[-1].delete()
    with refused(APPEND_ONLY):
        RegisterEntry.objects.all().delete()


COLUMNS = "number, action, public_at, recorded_at, address, title, content, content_digest, previous, hash"


def inserted(verb: str = "INSERT", **values) -> None:
    """A copy of the last entry as the one after it, but for the values given as SQL."""
    [last] = RegisterEntry.objects.order_by("-number")[:1]
    values = {"number": "number + 1", "previous": f"'{last.hash}'", "hash": "'new'"} | values
    chosen = ", ".join(values.get(column, column) for column in COLUMNS.split(", "))
    rows = f"SELECT {chosen} FROM register_registerentry WHERE number = %s"
    run(f"{verb} INTO register_registerentry ({COLUMNS}) {rows}", last.number)


def test_an_entry_is_added_at_the_end_and_nowhere_else():
    append(2)
    for number in ("0", "-1", "number + 2"):
        with refused(AT_ITS_END):
            inserted(number=number)
    first = RegisterEntry.objects.get(number=1)
    for column in ("hash", "previous"):
        with refused(AT_ITS_END):
            inserted(**{column: f"'{getattr(first, column)}'"})
    inserted()
    assert RegisterEntry.objects.head().number == 3


def test_recorded_at_cannot_be_chosen():
    append()
    for sign in "+-":
        moment = {
            "sqlite": f"datetime('now', '{sign}2 minutes')",
            "postgresql": f"now() {sign} interval '2 minutes'",
        }[connection.vendor]
        with refused("recorded_at is the database clock"):
            inserted(recorded_at=moment)


def test_an_entry_is_not_replaced():
    append(2)
    with refused(f"{APPEND_ONLY}|{AT_ITS_END}"):
        inserted(number="number")
    if connection.vendor == "sqlite":
        run("PRAGMA recursive_triggers = OFF")
        for values in ({"number": "1"}, {"hash": "hash"}, {"previous": "previous"}):
            with refused(f"{APPEND_ONLY}|{AT_ITS_END}"):
                inserted("INSERT OR REPLACE", **values)
        run("PRAGMA recursive_triggers = ON")


def test_what_fails_leaves_no_gap():
    append()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append()
        1 / 0  # noqa: B018
    assert [entry.number for entry in append()] == [2]


@pytest.mark.postgres
def test_writers_queue_and_leave_no_gap(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL alone")
    together, count = Barrier(2), 15

    def write():
        try:
            together.wait(10)
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
    assert verified()[0] == 0


# verify_register


def verified() -> tuple[int, list[str]]:
    """The command's exit status and its lines."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_register", stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, [*err.getvalue().splitlines(), str(error)]
    assert err.getvalue() == ""
    return 0, out.getvalue().splitlines()


@pytest.fixture
def register(db, now) -> dict[str, Edition]:
    """Five entries: a memo, its correction, the correction's confirmation, a notice, the notice's withdrawal."""
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
def intruder():
    """Somebody who may take the guards away; what they did is undone at the end."""
    with transaction.atomic():
        triggers.drop_all_triggers()
        yield
        transaction.set_rollback(True)


def test_a_register_that_holds_says_its_head(register):
    assert verified() == (0, [f"The register holds: 5 entries, head {RegisterEntry.objects.get(number=5).hash}."])


def test_an_empty_register_holds(db):
    assert verified() == (0, ["The register holds: 0 entries, head none yet."])


def test_the_seeded_register_holds(seeded):
    status, [line] = verified()
    assert (status, line.startswith("The register holds: 7 entries, head ")) == (0, True)


def test_what_is_renamed_is_no_difference(register):
    Issuer.objects.update(name="Office of the Governor of Connecticut")
    service = make_service()
    service.name = "Fingerprints"
    service.save(is_confirmed=True)
    assert verified()[0] == 0


def found(*sentences: str) -> tuple[int, list[str]]:
    count = len(sentences)
    return 1, [*sentences, f"The register does not hold: {format_count(count, 'fault')} found."]


def test_a_changed_byte_of_the_content_is_found(register):
    with intruder():
        run("UPDATE register_registerentry SET content = replace(content, 'And this', 'And thus') WHERE number = 1")
        memo = register["memo"].pk
        assert verified() == found(
            "The content of entry 1 differs from what was recorded (On safety, version 1).",
            f"On safety, version 1 (edition row {memo}) is not what entry 1 recorded: points[2].text.",
        )
    assert verified()[0] == 0


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
    with intruder():
        run(f"UPDATE register_registerentry SET {change} WHERE number = 1")
        title = RegisterEntry.objects.get(number=1).title
        assert verified() == found(f"The facts of entry 1 differ from what was recorded ({title}).")


def test_a_changed_hash_is_found_in_the_next_entry_too(register):
    with intruder():
        run("UPDATE register_registerentry SET hash = %s WHERE number = 1", "f" * 64)
        assert verified() == found(
            "The facts of entry 1 differ from what was recorded (On safety, version 1).",
            "Entry 2 does not follow from the entry before it.",
        )


def test_a_changed_point_is_found(register):
    with intruder():
        Point.objects.filter(edition=register["memo"], number=2).update(text="And thus.")
        assert verified() == found(
            f"On safety, version 1 (edition row {register['memo'].pk}) is not what entry 1 recorded: points[2].text."
        )


def test_a_point_taken_away_is_found(register):
    with intruder():
        Point.objects.filter(edition=register["correction"], number=2).delete()
        assert verified() == found(
            f"On safety, version 2 (edition row {register['correction'].pk}) is not what entry 2 recorded: points."
        )


def test_a_changed_column_of_the_extending_table_is_found(register):
    with intruder():
        run("UPDATE announcements_noticeitem SET availability = 'no_service'")
        assert verified() == found(
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
    with intruder():
        Edition.objects.filter(pk=register["memo"].pk).update(**change)
        edition = Edition.objects.get(pk=register["memo"].pk)
        assert verified() == found(f"{edition} (edition row {edition.pk}) is not what entry 1 recorded: {name}.")


def test_a_changed_signer_is_found(register):
    with intruder():
        Signer.objects.filter(edition=register["memo"]).update(name="Governor Lamont")
        assert verified() == found(
            f"On safety, version 1 (edition row {register['memo'].pk}) is not what entry 1 recorded: signers[1].name."
        )


def test_a_changed_withdrawal_is_found(register):
    with intruder():
        Edition.objects.filter(pk=register["notice"].pk).update(withdrawal_reason="Nobody liked it.")
        assert verified() == found(
            f"The withdrawal of Hours, version 1 (row {register['notice'].pk}) is not what entry 5 recorded."
        )


def test_a_withdrawal_undone_is_found(register):
    with intruder():
        Edition.objects.filter(pk=register["notice"].pk).update(
            status="published",
            withdrawn_at=None,
            withdrawn_from=None,
            withdrawal=None,
            withdrawal_kind="",
            withdrawal_reason="",
        )
        assert verified() == found("The edition that register entry 5 withdrew is not withdrawn (Hours, version 1).")


def test_an_edition_taken_back_to_a_draft_is_found(register):
    with intruder():
        Edition.objects.filter(pk=register["memo"].pk).update(status="draft", published_at=None, publication=None)
        assert verified() == found("The edition of register entry 1 is missing (On safety, version 1).")


def test_a_record_taken_away_under_its_editions_is_found(register):
    with intruder():
        run("DELETE FROM records_record WHERE key = 'notice'")
        assert verified() == found(
            "The edition of register entry 4 is missing (Hours, version 1).",
            "The edition that register entry 5 withdrew is not withdrawn (Hours, version 1).",
        )


def test_an_entry_taken_out_of_the_middle_is_found(register):
    with intruder():
        run("DELETE FROM register_registerentry WHERE number = 2")
        assert verified() == found(
            "Entry 2 is missing: entry 3 is in its place.",
            "Entry 3 does not follow from the entry before it.",
            f"On safety, version 2 (edition row {register['correction'].pk}) names entry 2, which is missing.",
        )


def test_a_confirmation_taken_out_is_found(register):
    with intruder():
        run("DELETE FROM register_registerentry WHERE number > 2")
        notice = f"Hours, version 1 (edition row {register['notice'].pk})"
        assert verified() == found(
            f"{notice} names entry 4, which is missing.",
            f"{notice} names entry 5, which is missing.",
            "The confirmation of On safety, version 2 is in no register entry.",
        )


def test_the_last_entry_taken_away_is_found(register):
    with intruder():
        run("DELETE FROM register_registerentry WHERE number = 5")
        assert verified() == found(
            f"Hours, version 1 (edition row {register['notice'].pk}) names entry 5, which is missing."
        )


def test_the_first_entry_taken_away_is_found(register):
    with intruder():
        run("DELETE FROM register_registerentry WHERE number = 1")
        status, lines = verified()
        assert (status, lines[0]) == (1, "Entry 1 is missing: entry 2 is in its place.")


# The check that the guards are there


def test_a_missing_guard_is_an_error(db):
    assert check_triggers(databases=["default"]) == []
    for refusal in triggers.get_all_triggers():
        on = f" ON {refusal.table}" if connection.vendor == "postgresql" else ""
        with transaction.atomic():
            run(f"DROP TRIGGER {refusal.name}{on}")
            [error] = check_triggers(databases=["default"])
            transaction.set_rollback(True)
        assert error.id == "register.E001"
        assert refusal.name in error.msg and refusal.table in error.msg and error.hint
    assert check_triggers(databases=["default"]) == []


def test_without_a_database_the_guards_are_not_looked_for(db):
    with intruder():
        assert check_triggers(databases=None) == []
        assert len(check_triggers(databases=["default"])) >= len(triggers.get_all_triggers())


@pytest.mark.postgres
def test_a_guard_that_is_switched_off_or_lets_a_table_be_emptied_is_an_error(db):
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL alone")
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


def test_guards_taken_away_are_put_back_by_installing_them_again(db):
    with transaction.atomic():
        triggers.drop_all_triggers()
        triggers.install_all_triggers()
        triggers.install_all_triggers()
        assert check_triggers(databases=["default"]) == []
        append()
        with refused(APPEND_ONLY):
            run("DELETE FROM register_registerentry")
        transaction.set_rollback(True)
