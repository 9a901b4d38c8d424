"""Editions that apply on a day, as known at a moment."""

from datetime import datetime

import pytest

from portal.records.models import Edition, Record
from tests.factories import day, make_draft, make_published, make_record, moment, publish, withdraw

pytestmark = pytest.mark.django_db


def number_of(editions) -> int | None:
    """Returns the number of the only edition, or None. More than one edition is an error."""
    [number] = [edition.number for edition in editions] or [None]
    return number


def in_force(record, on: str, known: str = "2030-01-01") -> int | None:
    return number_of(record.editions.in_force(day(on), moment(known)))


def applying(record, on: str, known: str = "2030-01-01") -> int | None:
    return number_of(record.editions.applying(day(on), moment(known)))


def showing(record, on: str, known: str = "2030-01-01") -> int | None:
    return number_of(record.editions.showing(day(on), moment(known)))


def standings(record, on: str, known: str = "2030-01-01") -> dict[int, str]:
    rows = record.editions.with_standing(day(on), moment(known))
    return {edition.number: edition.standing_then for edition in rows}


@pytest.fixture
def record(db) -> Record:
    return make_record()


def make(record, at: str, effective_from: str, **facts) -> Edition:
    return make_published(record, at=moment(at), effective_from=day(effective_from), **facts)


def test_an_edition_applies_from_its_first_day_on(record):
    make(record, "2025-05-01", "2025-06-01")
    assert [in_force(record, on) for on in ("2025-05-31", "2025-06-01", "2035-01-01")] == [None, 1, 1]
    assert standings(record, "2025-05-31") == {1: "upcoming"}
    assert standings(record, "2025-06-01") == {1: "in_effect"}
    assert showing(record, "2025-05-31") == 1


def test_an_edition_is_unknown_before_its_publication(record):
    make(record, "2025-05-01 09:00", "2025-01-01")
    assert in_force(record, "2025-03-01", known="2025-05-01 08:59") is None
    assert showing(record, "2025-03-01", known="2025-05-01 08:59") is None
    assert standings(record, "2025-03-01", known="2025-05-01 08:59") == {1: "unpublished"}
    assert in_force(record, "2025-03-01", known="2025-05-01 09:00") == 1
    assert showing(record, "2025-03-01", known="2025-05-01 09:00") == 1


def test_a_backdated_edition_also_applied_on_days_before_its_publication(record):
    make(record, "2025-01-01", "2025-01-01")
    make(record, "2025-06-01", "2025-03-01")
    assert in_force(record, "2025-04-01", known="2025-05-31") == 1
    assert in_force(record, "2025-04-01", known="2025-06-01") == 2
    assert in_force(record, "2025-02-28", known="2025-06-01") == 1
    assert standings(record, "2025-04-01", known="2025-05-31") == {1: "in_effect", 2: "unpublished"}
    assert standings(record, "2025-04-01", known="2025-06-01") == {1: "superseded", 2: "in_effect"}


def test_a_correction_with_the_same_first_day_replaces_the_text_and_the_old_page_remains(record):
    make(record, "2025-01-10", "2025-01-01")
    make(record, "2025-01-20", "2025-01-01", change_kind="correction", change_note="A wrong number.")
    assert in_force(record, "2025-01-05") == 2
    assert in_force(record, "2025-01-15", known="2025-01-15") == 1


def test_of_editions_with_the_same_first_day_the_highest_number_applies(record):
    first, second = make_draft(record), make_draft(record)
    publish(second, at=moment("2025-01-10"))
    publish(first, at=moment("2025-01-20"))
    assert first.effective_from == second.effective_from
    assert in_force(record, "2025-06-15", known="2025-01-10") == 2
    assert in_force(record, "2025-06-15") == 2
    assert standings(record, "2025-06-15") == {1: "superseded", 2: "in_effect"}


def test_several_editions_can_be_upcoming_while_the_current_text_is_corrected(record):
    make(record, "2025-01-01", "2025-01-01")
    make(record, "2025-01-02", "2025-03-01")
    make(record, "2025-01-03", "2025-02-01")
    make(record, "2025-01-04", "2025-01-01", change_kind="correction", change_note="A wrong number.")
    days = ("2025-01-15", "2025-01-31", "2025-02-01", "2025-02-28", "2025-03-01")
    assert [in_force(record, on) for on in days] == [4, 4, 3, 3, 2]
    assert standings(record, "2025-01-15") == {1: "superseded", 2: "upcoming", 3: "upcoming", 4: "in_effect"}


def test_a_withdrawal_from_a_later_day_leaves_the_edition_in_force_until_then(record):
    make(record, "2025-01-01", "2025-01-01")
    withdraw(make(record, "2025-02-01", "2025-02-01"), at=moment("2025-03-01"), from_day=day("2025-04-01"))
    assert [in_force(record, on) for on in ("2025-03-31", "2025-04-01")] == [2, 1]
    assert standings(record, "2025-03-31") == {1: "superseded", 2: "in_effect"}
    assert standings(record, "2025-04-01") == {1: "in_effect", 2: "withdrawn"}


def test_a_withdrawal_has_no_effect_before_it_is_public(record):
    withdraw(make(record, "2025-02-01", "2025-02-01"), at=moment("2025-03-01"), from_day=day("2025-02-15"))
    assert in_force(record, "2025-02-20", known="2025-02-28") == 1
    assert in_force(record, "2025-02-20", known="2025-03-01") is None
    assert in_force(record, "2025-02-14", known="2025-03-01") == 1
    assert showing(record, "2025-02-20", known="2025-03-01") == 1


def test_an_edition_published_in_error_never_applied(record):
    make(record, "2025-01-01", "2025-01-01")
    wrong = make(record, "2025-02-01", "2025-02-01")
    withdraw(wrong, at=moment("2025-03-01"), kind="published_in_error")
    assert in_force(record, "2025-02-15", known="2025-02-15") == 2
    assert in_force(record, "2025-02-15") == 1
    assert standings(record, "2025-02-15") == {1: "in_effect", 2: "withdrawn"}


def test_an_edition_published_in_error_is_not_upcoming(record):
    withdraw(make(record, "2025-02-01", "2025-06-01"), at=moment("2025-03-01"), kind="published_in_error")
    assert standings(record, "2025-03-01") == {1: "withdrawn"}
    assert standings(record, "2025-02-01") == {1: "withdrawn"}
    assert standings(record, "2025-02-15", known="2025-02-15") == {1: "upcoming"}


def test_a_reference_published_in_error_is_withdrawn_from_its_day_of_publication():
    reference = make_record("questions", is_official=False)
    withdraw(make_published(reference, at=moment("2025-02-01")), at=moment("2025-03-01"), kind="published_in_error")
    assert standings(reference, "2025-02-15", known="2025-02-15") == {1: "reference"}
    assert standings(reference, "2025-02-15") == {1: "withdrawn"}


def test_a_scheduled_edition_becomes_public_without_a_job(record):
    make(record, "2025-01-01", "2025-01-01")
    make(record, "2025-02-01 06:00", "2025-02-01")
    assert in_force(record, "2025-02-01", known="2025-02-01 05:59") == 1
    assert in_force(record, "2025-02-01", known="2025-02-01 06:00") == 2


def test_an_ended_edition_supersedes_earlier_ones_but_no_longer_applies(record):
    make(record, "2025-01-01", "2025-01-01")
    make(record, "2025-02-01", "2025-02-01", effective_until=day("2025-03-01"))
    assert [in_force(record, on) for on in ("2025-02-28", "2025-03-01")] == [2, 2]
    assert [applying(record, on) for on in ("2025-01-31", "2025-02-28", "2025-03-01")] == [1, 2, None]
    assert standings(record, "2025-02-28") == {1: "superseded", 2: "in_effect"}
    assert standings(record, "2025-03-01") == {1: "superseded", 2: "ended"}
    assert showing(record, "2025-03-01") == 2


def test_a_third_party_text_is_never_in_effect_but_is_shown():
    reference = make_record("questions", is_official=False)
    make_published(reference, at=moment("2025-01-01"))
    make_published(reference, at=moment("2025-02-01"))
    assert (in_force(reference, "2025-03-01"), applying(reference, "2025-03-01")) == (None, None)
    assert [showing(reference, "2025-03-01", known=known) for known in ("2025-01-15", "2025-03-01")] == [1, 2]
    assert standings(reference, "2025-03-01") == {1: "reference", 2: "reference"}


def test_a_draft_is_neither_in_force_nor_shown(record):
    make(record, "2025-01-01", "2025-01-01")
    draft = make_draft(record, effective_from=day("2025-02-01"))
    in_review = make_draft(record, effective_from=day("2025-02-01"))
    in_review.perform("submit", by=None, at=moment("2025-02-01"))
    assert (in_force(record, "2025-03-01"), showing(record, "2025-03-01")) == (1, 1)
    assert standings(record, "2025-03-01") == {1: "in_effect", 2: "unpublished", 3: "unpublished"}
    publish(draft, at=moment("2025-02-01"))
    assert in_force(record, "2025-03-01") == 2


def test_without_an_edition_in_force_the_newest_public_one_is_shown(record):
    make(record, "2025-01-01", "2025-05-01")
    make(record, "2025-01-02", "2025-04-01")
    assert [showing(record, on) for on in ("2025-03-01", "2025-04-01", "2025-05-01")] == [2, 2, 1]


def test_the_standing_includes_the_last_confirmation_known_at_the_moment(record):
    edition = make(record, "2025-01-01", "2025-01-01")
    for at in ("2025-02-01", "2025-03-01"):
        edition.perform("confirm", by=None, at=moment(at))

    def confirmed(known: str) -> datetime | None:
        return record.editions.with_confirmations(day("2025-06-01"), moment(known)).get().confirmed_at

    assert [confirmed(known) for known in ("2025-01-31", "2025-02-01", "2025-03-15")] == [
        None,
        moment("2025-02-01"),
        moment("2025-03-01"),
    ]


def test_an_edition_returns_its_own_standing(record):
    first, second = make(record, "2025-01-01", "2025-01-01"), make(record, "2025-02-01", "2025-02-01")
    on, known = day("2025-03-01"), moment("2025-03-01")
    assert [first.standing(known, on), second.standing(known, on)] == ["superseded", "in_effect"]


def test_staff_with_permission_see_drafts_and_others_only_public_editions(record, editor, outsider, visitor, now):
    make(record, "2025-01-01", "2025-01-01")
    make(record, "2025-07-02 10:01", "2025-07-02")
    make_draft(record)

    def visible(user) -> set[int]:
        return {edition.number for edition in record.editions.visible_to(user, now)}

    assert visible(editor) == {1, 2, 3}
    assert visible(outsider) == visible(visitor) == {1}
    editor.is_staff = False
    assert visible(editor) == {1}
    editor.is_staff, editor.is_active = True, False
    assert visible(editor) == {1}
