"""Confirmations of a whole edition or of some of its points: what the register records, and what counts on a day."""

import json
from importlib import import_module

import pytest
from django.apps import apps

from portal.records.models import Confirmation, Edition
from tests.factories import day, make_published, make_record, moment
from tests.records.conftest import refused
from tests.register.conftest import run_verify_register, without_triggers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
BEGUN, JUNE = moment("2025-05-01"), moment("2025-06-01 10:00")


def make_notice(*points: dict, **facts) -> Edition:
    points = [{"key": key} for key in ("cards", "desk", "files")] if not points else [*points]
    facts = {"effective_from": day("2025-05-01"), "points": points, "title": "Hours"} | facts
    return make_published(make_record("service_notice", key="notice"), at=BEGUN, **facts)


@pytest.fixture
def notice(db) -> Edition:
    return make_notice()


def confirm(edition: Edition, at: str, *points: str, **facts):
    return edition.perform("confirm", by=None, at=moment(at), points=points, **facts)


def load(edition: Edition, on: str, known: str = "") -> Edition:
    rows = Edition.objects.filter(pk=edition.pk)
    return rows.with_confirmations(day(on), moment(f"{known or on} 23:59")).get()


def whole(edition: Edition, on: str, known: str = ""):
    return load(edition, on, known).confirmed_at


def by_points(edition: Edition, on: str, known: str = "") -> dict:
    return {key: str(day) for key, day in load(edition, on, known).get_point_confirmations().items()}


# What the register records


def test_some_points_are_registered_by_their_keys_with_the_next_day_of_review(notice, reviewer):
    facts = {"points": ["files", "desk"], "next_review_on": day("2025-12-01")}
    entry = notice.perform("confirm", by=reviewer, at=JUNE, **facts)
    assert json.loads(entry.content) == {
        "schema": 1,
        "record": {"key": "notice", "kind": "service_notice"},
        "edition": {"number": 1},
        "confirmed_on": "2025-06-01",
        "digest": notice.publication.content_digest,
        "confirmed_points": [{"key": "desk", "number": 2}, {"key": "files", "number": 3}],
        "next_review_on": "2025-12-01",
    }
    assert (entry.title, entry.public_at) == ("Hours, version 1, items 2 and 3", JUNE)
    rows = Confirmation.objects.values_list("point__key", "entry", "at", "next_review_on").order_by("pk")
    assert list(rows) == [(key, entry.pk, JUNE, day("2025-12-01")) for key in ("desk", "files")]


def test_the_whole_edition_is_registered_without_points(notice):
    entry = confirm(notice, "2025-06-01", next_review_on=day("2025-12-01"))
    assert "confirmed_points" not in json.loads(entry.content) and entry.title == "Hours, version 1"
    assert json.loads(entry.content)["next_review_on"] == "2025-12-01"
    assert not {"confirmed_points", "next_review_on"} & json.loads(confirm(notice, "2025-06-02").content).keys()


def test_all_points_that_have_not_ended_are_the_whole_edition(db):
    edition = make_notice({"key": "a"}, {"key": "b"}, {"key": "over", "effective_until": day("2025-05-20")})
    entry = confirm(edition, "2025-06-01", "a", "b")
    assert "confirmed_points" not in json.loads(entry.content)
    assert Confirmation.objects.get().point is None


@pytest.mark.parametrize("points", [["nothing"], ["over"], ["a", "over"]])
def test_only_points_that_have_not_ended_can_be_confirmed(db, points):
    edition = make_notice({"key": "a"}, {"key": "b"}, {"key": "over", "effective_until": day("2025-05-20")})
    [reason] = refused(edition, "confirm", by=None, at=JUNE, points=points)
    assert reason == f"Only items of this version that have not ended can be confirmed, and not {points[-1]}."


@pytest.mark.parametrize("on", ["2025-05-31", "2025-06-01"])
def test_the_next_day_of_review_is_later_than_today(notice, on):
    facts = {"by": None, "at": JUNE, "next_review_on": day(on)}
    assert refused(notice, "confirm", **facts) == ["Choose a day of review after today."]
    confirm(notice, "2025-06-01", next_review_on=day("2025-06-02"))


def test_some_points_need_the_same_permission(notice, editor):
    [reason] = refused(notice, "confirm", by=editor, at=JUNE, points=["desk"])
    assert reason == "Your account may not do this: confirm as still current."


# What counts on a day


def test_the_edition_is_confirmed_when_all_of_its_points_are(notice):
    confirm(notice, "2025-06-01", "cards", "desk")
    confirm(notice, "2025-06-05", "desk")
    assert whole(notice, "2025-06-05") is None
    confirm(notice, "2025-06-09", "files")
    assert [whole(notice, on) for on in ("2025-06-08", "2025-06-09")] == [None, moment("2025-06-01")]
    confirm(notice, "2025-06-20", "cards")
    assert whole(notice, "2025-06-20") == moment("2025-06-05"), "since then, none is without a confirmation"


def test_a_point_that_has_ended_need_not_be_confirmed(db):
    edition = make_notice({"key": "a"}, {"key": "b", "effective_until": day("2025-06-10")}, {"key": "c"})
    confirm(edition, "2025-06-01", "a", "c")
    assert [whole(edition, on) for on in ("2025-06-09", "2025-06-10")] == [None, moment("2025-06-01")]


def test_where_every_point_has_ended_only_the_whole_can_be_confirmed(db):
    edition = make_notice(*({"key": key, "effective_until": day("2025-06-10")} for key in "ab"))
    confirm(edition, "2025-06-01", "a")
    assert whole(edition, "2025-06-10") is None
    confirm(edition, "2025-06-11")
    assert whole(edition, "2025-06-11") == moment("2025-06-11")


def test_points_have_days_of_their_own_until_the_whole_is_confirmed(notice):
    confirm(notice, "2025-06-01", "desk")
    confirm(notice, "2025-06-05", "desk", "files")
    assert by_points(notice, "2025-05-31") == {}
    assert by_points(notice, "2025-06-04") == {"desk": "2025-06-01"}
    assert by_points(notice, "2025-06-05") == {"desk": "2025-06-05", "files": "2025-06-05"}
    confirm(notice, "2025-06-09")
    assert by_points(notice, "2025-06-09") == {}


def test_later_confirmations_count_neither_on_an_earlier_day_nor_before_they_are_known(notice):
    confirm(notice, "2025-06-01")
    confirm(notice, "2025-06-05", "desk")
    confirm(notice, "2025-06-09")
    for on, known in (("2025-06-05", "2025-07-01"), ("2025-07-01", "2025-06-05")):
        assert whole(notice, on, known) == moment("2025-06-01")
        assert by_points(notice, on, known) == {"desk": "2025-06-05"}


def test_the_day_is_that_of_the_state(notice):
    confirm(notice, "2025-06-01 23:30", "desk")
    assert (by_points(notice, "2025-05-31", "2025-07-01"), by_points(notice, "2025-06-01")) == (
        {},
        {"desk": "2025-06-01"},
    )


# What verification finds


def test_confirmations_are_verified(notice, reviewer):
    confirm(notice, "2025-06-01", "desk", "files", next_review_on=day("2025-12-01"))
    confirm(notice, "2025-06-02")
    memo = make_record("memo", key="memo")
    memo.readers = "officials"
    memo.save()
    make_published(memo, at=BEGUN).perform("confirm", by=reviewer, at=JUNE)
    assert run_verify_register()[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.filter(point__key="desk").delete(),
        lambda rows: rows.update(next_review_on=day("2026-12-01")),
        lambda rows: rows.filter(point__key="desk").update(next_review_on=None),
        lambda rows: rows.update(at=moment("2025-06-01 11:00")),
        lambda rows: rows.filter(point__key="desk").update(point=None),
        lambda rows: rows.filter(point__key="desk").update(point=rows[0].edition.points.get(key="cards")),
        lambda rows: rows.model.objects.create(edition=rows[0].edition, entry=rows[0].entry, at=rows[0].at),
    ],
)
def test_a_changed_confirmation_is_found(notice, change):
    notice.perform("confirm", by=None, at=JUNE, points=["desk", "files"], next_review_on=day("2025-12-01"))
    with without_triggers():
        change(Confirmation.objects.order_by("pk"))
        status, [problem, *_] = run_verify_register()
        assert (status, problem) == (1, "The confirmation of Hours, version 1 is not what entry 2 recorded.")


def test_a_removed_confirmation_is_found(notice):
    confirm(notice, "2025-06-01", "desk")
    with without_triggers():
        Confirmation.objects.all().delete()
        status, [missing, logged, _] = run_verify_register()
    assert (status, missing) == (
        1,
        "The confirmation that register entry 2 recorded is missing (Hours, version 1, item 2).",
    )
    assert logged == "The confirmation of Hours, version 1 is in no register entry."


# Confirmations from before they had rows of their own


def test_the_migration_gives_each_earlier_step_its_register_entry(notice, published):
    migration = import_module("portal.records.migrations.0005_confirmations")
    for at in ("2025-06-01", "2025-06-05"):
        confirm(notice, at)
    published.perform("confirm", by=None, at=published.published_at)
    rows = Confirmation.objects.order_by("entry").values_list("edition", "entry", "at", "point", "next_review_on")
    before = list(rows)
    with without_triggers():
        Confirmation.objects.all().delete()
        migration.add_earlier_confirmations(apps, None)
        assert list(rows) == before and len(before) == 3
        assert run_verify_register()[0] == 0
