"""What publication, later review, confirmation and withdrawal record in the edition and in the register."""

import json
from datetime import timedelta

import pytest

from portal.records.models import Edition
from portal.register.models import RegisterEntry
from tests.factories import add_point, day, make_draft, make_published, make_record, moment, withdraw
from tests.records.conftest import SCHEDULED, log, refused, steps

pytestmark = pytest.mark.django_db


# What a publication records


def test_publication_is_registered_with_the_whole_document(in_review, reviewer, now):
    entry = in_review.perform("publish", by=reviewer, at=now)
    facts = {name: getattr(entry, name) for name in ("number", "action", "public_at", "address", "title")}
    assert facts == {
        "number": 1,
        "action": "published",
        "public_at": now,
        "address": in_review.url(),
        "title": "On the matter, version 1",
    }
    assert (in_review.publication, in_review.published_at) == (entry, now)
    assert json.loads(entry.content) == Edition.objects.get(pk=in_review.pk).document
    assert json.loads(entry.content)["points"][0]["text"] == "Do this."


def test_a_correction_is_registered_as_one(published, record, now):
    make_published(record, at=now, change_kind="correction", change_note="A wrong number.")
    assert list(RegisterEntry.objects.order_by("number").values_list("action", flat=True)) == ["published", "corrected"]


def test_an_edition_that_was_sent_back_can_be_submitted_again(in_review, editor, reviewer, now):
    in_review.perform("send_back", by=reviewer, at=now, note="A date is missing.")
    add_point(in_review, 2, "And this.")
    in_review.perform("submit", by=editor, at=now)
    in_review.perform("publish", by=reviewer, at=now)
    assert [line[:3] for line in log(in_review)] == [
        ("submit", "draft", "in_review"),
        ("send_back", "in_review", "draft"),
        ("submit", "draft", "in_review"),
        ("publish", "in_review", "published"),
    ]
    assert len(in_review.document["points"]) == 2


# Without review, and afterwards


def test_an_administrator_publishes_without_review_and_another_person_reviews_later(
    record, administrator, reviewer, now
):
    edition = make_draft(record, by=administrator)
    edition.perform("force_publish", by=administrator, at=now, note="The road is closed.")
    assert edition.status == "published"
    assert steps(edition, reviewer) == {"review", "confirm", "withdraw"}
    reasons = refused(edition, "review", by=administrator, at=now)
    assert reasons == [
        "You wrote in this version, so somebody else has to take this step.",
        "You published this version, so somebody else has to review it.",
    ]
    assert edition.perform("review", by=reviewer, at=now) is None
    assert RegisterEntry.objects.count() == 1
    assert steps(edition, reviewer) == {"confirm", "withdraw"}


def test_a_person_who_published_without_review_cannot_review_it(draft, administrator, reviewer, now):
    draft.perform("force_publish", by=administrator, at=now, note="The road is closed.")
    reasons = refused(draft, "review", by=administrator, at=now)
    assert reasons == ["You published this version, so somebody else has to review it."]
    draft.perform("review", by=reviewer, at=now)


def test_only_an_edition_published_without_review_can_be_reviewed_once(published, record, reviewer, now):
    reason = "Only a version that was published without review can be reviewed afterwards."
    assert refused(published, "review", by=reviewer, at=now) == [reason]
    forced = make_draft(record)
    forced.perform("force_publish", by=None, at=now, note="The road is closed.")
    forced.perform("review", by=reviewer, at=now)
    assert refused(forced, "review", by=reviewer, at=now) == [reason]


# Confirmation


def test_a_confirmation_is_registered_with_the_digest_of_the_text(published, reviewer, now):
    later = now + timedelta(days=30)
    entry = published.perform("confirm", by=reviewer, at=later)
    assert (entry.number, entry.action, entry.public_at, entry.address) == (2, "confirmed", later, published.url())
    assert json.loads(entry.content) == {
        "schema": 1,
        "record": {"key": published.record.key, "kind": "press_release"},
        "edition": {"number": 1},
        "confirmed_on": "2025-08-01",
        "digest": published.publication.content_digest,
    }
    assert published.status == "published"


def test_only_an_edition_in_effect_can_be_confirmed(record, now):
    reason = ["Only a version in effect today can be confirmed as still current."]
    superseded, current = make_published(record, at=now), make_published(record, at=now)
    scheduled = make_published(make_record(), at=now + timedelta(minutes=1))
    upcoming = make_published(make_record(), at=now, effective_from=day("2025-07-03"))
    ended = make_published(make_record(), at=now, effective_until=day("2025-07-02"))
    reference = make_published(make_record("questions", is_official=False), at=now)
    for edition in (superseded, scheduled, upcoming, ended, reference):
        assert refused(edition, "confirm", by=None, at=now) == reason
    current.perform("confirm", by=None, at=now)


# Withdrawal


def test_a_withdrawal_records_its_reason_and_its_first_day(published, reviewer, now):
    later = now + timedelta(days=1)
    entry = published.perform(
        "withdraw", by=reviewer, at=later, note="The law changed.", kind="no_longer_applies", from_day=day("2025-08-01")
    )
    assert (entry.action, entry.public_at, entry.address) == ("withdrawn", later, published.url())
    assert json.loads(entry.content) == {
        "schema": 1,
        "record": {"key": published.record.key, "kind": "press_release"},
        "edition": {"number": 1, "title": "On the matter"},
        "withdrawn_at": "2025-07-03T14:00:00.000000Z",
        "withdrawn_from": "2025-08-01",
        "kind": "no_longer_applies",
        "reason": "The law changed.",
        "digest": published.publication.content_digest,
    }
    row = Edition.objects.get(pk=published.pk)
    assert (row.status, row.withdrawal, row.withdrawn_at, row.withdrawn_from, row.withdrawal_reason) == (
        "withdrawn",
        entry,
        later,
        day("2025-08-01"),
        "The law changed.",
    )
    assert not row.is_retracted


def test_a_withdrawal_without_a_day_takes_effect_on_its_own_day_in_the_state(published):
    withdraw(published, at=moment("2025-07-09 23:30"))
    assert published.withdrawn_from == day("2025-07-09")


def test_an_edition_published_in_error_is_retracted_from_its_first_day(record, now):
    edition = make_published(record, at=now, effective_from=day("2025-05-01"))
    withdraw(edition, at=now + timedelta(days=9), kind="published_in_error")
    assert (edition.is_retracted, edition.withdrawn_from) == (True, day("2025-05-01"))


@pytest.mark.parametrize(
    "facts, reason",
    [
        ({}, "Say whether it no longer applies or was published in error."),
        ({"kind": "boring"}, "Say whether it no longer applies or was published in error."),
        (
            {"kind": "published_in_error", "from_day": day("2025-08-01")},
            "What was published in error never applied: leave its last day empty.",
        ),
    ],
)
def test_an_invalid_withdrawal_is_refused(published, reviewer, now, facts, reason):
    assert refused(published, "withdraw", by=reviewer, at=now, note="Because.", **facts) == [reason]
    published.perform("withdraw", by=reviewer, at=now, note="Because.", kind="published_in_error")


def test_the_author_may_withdraw_their_own_text(record, reviewer, second_reviewer, now):
    edition = make_published(record, at=now, author=reviewer, by=second_reviewer)
    withdraw(edition, at=now, by=reviewer)
    assert edition.status == "withdrawn"


@pytest.mark.parametrize(
    "days, from_day, reason",
    [
        (
            {"effective_from": "2025-09-01"},
            "2025-08-01",
            "It applies only from September 1, 2025, so it cannot end on August 1, 2025. Choose a later day, or leave "
            "it empty.",
        ),
        (
            {"effective_until": "2025-08-01"},
            "2025-08-02",
            "The last day on which it applies is July 31, 2025 in any case. Choose an earlier day, or leave it empty.",
        ),
    ],
)
def test_a_withdrawal_cannot_contradict_the_days_of_the_text(record, now, days, from_day, reason):
    edition = make_published(record, at=now, **{name: day(text) for name, text in days.items()})
    facts = {"by": None, "at": now, "note": "Because.", "kind": "no_longer_applies"}
    assert refused(edition, "withdraw", **facts, from_day=day(from_day)) == [reason]
    withdraw(edition, at=now)
    assert edition.withdrawn_from == day("2025-07-02")


def test_a_text_that_ended_before_its_withdrawal_did_not_apply_until_then(record, now):
    edition = make_published(record, at=now, effective_until=day("2025-06-30"))
    withdraw(edition, at=now)
    assert edition.withdrawn_from == day("2025-06-30")


def test_what_no_reader_has_seen_cannot_be_withdrawn(record, now):
    edition = make_published(record, at=SCHEDULED)
    facts = {"by": None, "at": now, "note": "Because.", "kind": "no_longer_applies"}
    assert refused(edition, "withdraw", **facts) == [
        "No reader has seen this version yet, so there is nothing to withdraw. Cancel its publication instead."
    ]
