"""`verify_register` reports an intact register, and finds every change that was made without the triggers."""

from datetime import UTC, datetime

import pytest

from guidance.models import Signer
from portal.lib.grammar import format_count
from portal.records.models import Edition, Issuer, Point
from portal.register.models import RegisterEntry
from tests.factories import make_draft, make_published, make_record, make_service, publish, withdraw
from tests.register.conftest import run, run_verify_register, without_triggers

pytestmark = pytest.mark.django_db


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
