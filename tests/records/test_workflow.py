"""The workflow: the steps and their results, who may take them, the reasons against them, and what they record."""

import json
from datetime import timedelta
from itertools import product

import pytest

from portal.records.models import Edition
from portal.records.serializers import compute_document_digest
from portal.records.workflow import ACTIONS, WorkflowError
from portal.register.models import RegisterEntry
from tests.factories import (
    add_point,
    day,
    everything,
    make_draft,
    make_published,
    make_record,
    moment,
    publish,
    withdraw,
)

pytestmark = pytest.mark.django_db

STATUSES = Edition.Status.values
TABLE = {
    ("edit", "draft"): "draft",
    ("submit", "draft"): "in_review",
    ("send_back", "in_review"): "draft",
    ("publish", "in_review"): "published",
    ("force_publish", "draft"): "published",
    ("force_publish", "in_review"): "published",
    ("review", "published"): "published",
    ("confirm", "published"): "published",
    ("withdraw", "published"): "withdrawn",
}
ROLES = {
    "editor": {"edit", "submit"},
    "reviewer": {"edit", "submit", "send_back", "publish", "review", "confirm", "withdraw"},
    "administrator": {"edit", "submit", "send_back", "publish", "review", "confirm", "withdraw", "force_publish"},
    "outsider": set(),
}
FACTS = {"withdraw": {"kind": "no_longer_applies"}}


def refused(edition, action: str, **words) -> list[str]:
    """Returns the reasons for which the step is refused, and checks that the refusal changes no row."""
    before = everything()
    with pytest.raises(WorkflowError) as refusal:
        edition.perform(action, **words)
    assert everything() == before
    assert refusal.value.reasons == edition.obstacles(action, **words)
    assert str(refusal.value) == " ".join(refusal.value.reasons)
    return refusal.value.reasons


def log(edition) -> list[tuple]:
    return list(edition.transitions.values_list("action", "from_status", "to_status", "by__email", "at", "note"))


def steps(edition, user) -> set[str]:
    return {action.name for action in edition.get_available_actions(user)}


@pytest.fixture
def record(db):
    return make_record()


@pytest.fixture
def draft(record, editor) -> Edition:
    return make_draft(record, by=editor)


@pytest.fixture
def in_review(draft, editor, now) -> Edition:
    draft.perform("submit", by=editor, at=now)
    return draft


@pytest.fixture
def published(in_review, reviewer, now) -> Edition:
    in_review.perform("publish", by=reviewer, at=now)
    return in_review


def bring_to(status: str, edition: Edition, at) -> Edition:
    """Brings the edition to a status, by the operator and without review, so that it can be reviewed afterwards."""
    if status == "in_review":
        edition.perform("submit", by=None, at=at)
    elif status != "draft":
        edition.perform("force_publish", by=None, at=at, note="It is urgent.")
    return withdraw(edition, at=at) if status == "withdrawn" else edition


# The table


@pytest.mark.parametrize("action, status", list(product(ACTIONS, STATUSES)))
def test_a_step_is_possible_only_between_the_statuses_in_the_table(action, status, record, now):
    edition = bring_to(status, make_draft(record), now)
    words = {"by": None, "at": now, "note": "Because.", **FACTS.get(action, {})}
    if target := TABLE.get((action, status)):
        assert edition.obstacles(action, **words) == []
        edition.perform(action, **words)
        assert (edition.status, Edition.objects.get(pk=edition.pk).status) == (target, target)
        assert log(edition)[-1] == (action, status, target, None, now, "Because.")
    else:
        reason = refused(edition, action, **words)[0]
        label = Edition.Status(status).label
        assert reason == f"“{ACTIONS[action].label}” is not possible: the status of this version is “{label}”."


@pytest.mark.parametrize("action, role", list(product(ACTIONS, ROLES)))
def test_a_step_needs_the_permission_of_a_role(action, role, request, record, now):
    user = request.getfixturevalue(role)
    status = next(status for name, status in TABLE if name == action)
    edition = bring_to(status, make_draft(record), now)
    words = {"by": user, "at": now, "note": "Because.", **FACTS.get(action, {})}
    if action in ROLES[role]:
        edition.perform(action, **words)
        assert log(edition)[-1][3] == user.email
    else:
        assert refused(edition, action, **words) == [f"Your account may not do this: {ACTIONS[action].label.lower()}."]
        assert action not in steps(edition, user)


def test_an_inactive_account_cannot_take_a_step(in_review, reviewer, now):
    assert steps(in_review, reviewer) == {"send_back", "publish"}
    reviewer.is_active = False
    assert steps(in_review, reviewer) == set()
    assert refused(in_review, "publish", by=reviewer, at=now) == ["Your account may not do this: publish."]


def test_the_offered_steps_depend_on_status_and_role(draft, editor, reviewer, administrator, outsider, now):
    def list_offered():
        return [steps(draft, user) for user in (editor, reviewer, administrator, outsider)]

    assert list_offered() == [{"submit"}, {"submit"}, {"submit", "force_publish"}, set()]
    draft.perform("submit", by=editor, at=now)
    both = {"send_back", "publish"}
    assert list_offered() == [set(), both, both | {"force_publish"}, set()]
    draft.perform("publish", by=reviewer, at=now)
    assert list_offered() == [set(), {"confirm", "withdraw"}, {"confirm", "withdraw"}, set()]
    withdraw(draft, at=now)
    assert list_offered() == [set(), set(), set(), set()]


def test_the_operator_can_take_every_step_and_is_logged_without_an_account(record, now):
    edition = publish(make_draft(record), at=now)
    assert log(edition) == [
        ("submit", "draft", "in_review", None, now, ""),
        ("publish", "in_review", "published", None, now, ""),
    ]


# Two people


def test_the_author_cannot_publish_their_own_edition_but_another_person_can(record, reviewer, second_reviewer, now):
    edition = make_draft(record, by=reviewer)
    edition.perform("submit", by=reviewer, at=now)
    reasons = refused(edition, "publish", by=reviewer, at=now)
    assert reasons == ["You wrote in this version, so somebody else has to take this step."]
    edition.perform("publish", by=second_reviewer, at=now)
    assert edition.status == "published"


def test_a_person_who_edited_the_text_cannot_publish_it(draft, editor, reviewer, second_reviewer, now):
    draft.perform("edit", by=reviewer, at=now)
    draft.perform("submit", by=editor, at=now)
    reasons = refused(draft, "publish", by=reviewer, at=now)
    assert reasons == ["You wrote in this version, so somebody else has to take this step."]
    draft.perform("publish", by=second_reviewer, at=now)
    assert draft.status == "published"


def test_a_person_who_only_submitted_can_publish(draft, reviewer, now):
    draft.perform("submit", by=reviewer, at=now)
    draft.perform("publish", by=reviewer, at=now)
    assert draft.status == "published"


def test_the_author_of_another_edition_of_the_record_can_publish_this_one(published, record, reviewer, editor, now):
    second = make_draft(record, by=reviewer)
    second.perform("submit", by=reviewer, at=now)
    refused(second, "publish", by=reviewer, at=now)
    third = make_draft(record, by=editor)
    third.perform("submit", by=editor, at=now)
    third.perform("publish", by=reviewer, at=now)
    assert third.status == "published"


def test_a_step_considers_a_step_taken_in_another_tab(in_review, reviewer, second_reviewer, now):
    mine, theirs = Edition.objects.get(pk=in_review.pk), Edition.objects.get(pk=in_review.pk)
    theirs.perform("send_back", by=second_reviewer, at=now, note="A date is missing.")
    assert mine.status == "in_review"
    with pytest.raises(WorkflowError, match="“Publish” is not possible: the status of this version is “Draft”."):
        mine.perform("publish", by=reviewer, at=now)
    assert mine.status == "draft"
    assert RegisterEntry.objects.count() == 0


def test_two_people_who_publish_at_once_publish_only_once(in_review, reviewer, second_reviewer, now):
    mine, theirs = Edition.objects.get(pk=in_review.pk), Edition.objects.get(pk=in_review.pk)
    theirs.perform("publish", by=second_reviewer, at=now)
    with pytest.raises(WorkflowError, match="the status of this version is “Published”"):
        mine.perform("publish", by=reviewer, at=now)
    assert RegisterEntry.objects.count() == 1


def test_the_text_in_the_database_is_published_and_not_unsaved_changes(in_review, reviewer, now):
    in_review.title = "Never saved"
    in_review.perform("publish", by=reviewer, at=now)
    assert (in_review.title, in_review.document["edition"]["title"]) == ("On the matter", "On the matter")


# Notes that a step requires


@pytest.mark.parametrize(
    "action, status, reason",
    [
        ("send_back", "in_review", "Remark: this field is required."),
        ("force_publish", "draft", "Reason for publishing without review: this field is required."),
        ("withdraw", "published", "Reason, for readers: this field is required."),
    ],
)
@pytest.mark.parametrize("note", ["", " \n"])
def test_a_step_that_needs_a_note_is_refused_without_one(action, status, reason, note, record, now):
    edition = bring_to(status, make_draft(record), now)
    words = {"by": None, "at": now, **FACTS.get(action, {})}
    assert refused(edition, action, note=note, **words) == [reason]
    edition.perform(action, note=" Because. ", **words)
    assert log(edition)[-1][-1] == "Because."


@pytest.mark.parametrize("facts", [{"change_kind": ""}, {"change_note": ""}, {"change_note": "  "}])
@pytest.mark.parametrize("action", ["submit", "force_publish"])
def test_every_edition_after_the_first_needs_an_explained_change(action, facts, record, now):
    make_published(record, at=now)
    words = {"by": None, "at": now, "note": "Because."}
    assert refused(make_draft(record, **facts), action, **words) == [
        "Say what changed: from version 2 on, the kind of change and a change note are required."
    ]
    make_draft(record).perform(action, **words)


def test_the_first_edition_needs_no_change_note(draft, editor, now):
    draft.perform("submit", by=editor, at=now)
    assert (draft.status, draft.change_kind, draft.change_note) == ("in_review", "", "")


# The text itself

TEXTS = {
    "no title": ({"title": " "}, "The version has no title."),
    "no text": ({"points": []}, "There is no text: write a body or at least one recommendation."),
    "no first day": ({"effective_from": None}, "State the first day on which it applies."),
    "numbers from 2": (
        {"points": [{"number": 2}]},
        "Number the recommendations 1, 2, 3 and so on, each number once.",
    ),
    "a number twice": (
        {"points": [{"number": 1}, {"number": 1}]},
        "Number the recommendations 1, 2, 3 and so on, each number once.",
    ),
}


@pytest.mark.parametrize("facts, reason", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("action", ["submit", "publish", "force_publish"])
def test_an_incomplete_text_cannot_be_published(action, facts, reason, record, now):
    edition = make_draft(record, **facts)
    if action == "publish":
        facts = {"from_status": "draft", "to_status": "in_review", "content_digest": compute_document_digest(edition)}
        edition.transitions.create(action="submit", at=now, **facts)
        Edition.objects.filter(pk=edition.pk).update(status="in_review")
        edition.refresh_from_db()
    assert refused(edition, action, by=None, at=now, note="Because.") == [reason]


def test_a_text_with_only_a_body_can_be_published(record, now):
    assert publish(make_draft(record, points=[], body="Be kind."), at=now).status == "published"


def test_a_third_party_text_has_no_effective_days(now):
    reference = make_record("questions", is_official=False)
    reason = "A third-party reference is never in effect: leave its effective days empty."
    for facts in ({"effective_from": day("2025-06-01")}, {"effective_until": day("2025-06-01")}):
        assert refused(make_draft(reference, **facts), "submit", by=None, at=now) == [reason]
    assert publish(make_draft(reference), at=now).status == "published"


def test_a_new_notice_item_needs_an_end_or_a_day_of_review(now):
    notice = make_record("service_notice")
    endless = make_draft(notice, points=[{"review_on": None}, {}])
    reason = "Item 1 is new: give it an end or a day of review, so that it does not go out of date."
    assert refused(endless, "submit", by=None, at=now) == [reason]
    with_end = {"review_on": None, "effective_until": day("2025-12-01")}
    assert publish(make_draft(notice, points=[with_end, {}]), at=now).status == "published"


def test_an_old_notice_item_may_remain_without_an_end(now):
    notice = make_record("service_notice")
    endless = {"key": "lobby", "review_on": None}
    make_published(notice, at=now, points=[endless], is_reconstructed=True)
    assert make_published(notice, at=now, points=[endless]).status == "published"
    assert len(refused(make_draft(notice, points=[{**endless, "key": "desk"}]), "submit", by=None, at=now)) == 1


def test_text_can_be_saved_only_in_drafts(draft, editor, reviewer, now):
    draft.perform("edit", by=reviewer, at=now)
    assert draft.wrote(reviewer)
    draft.perform("submit", by=editor, at=now)
    reason = "“Save” is not possible: the status of this version is “In review”."
    assert refused(draft, "edit", by=reviewer, at=now) == [reason]


def test_all_reasons_are_collected(record, editor, now):
    make_published(record, at=now)
    facts = {"title": "", "effective_from": None, "change_kind": "", "points": []}
    edition = make_draft(record, by=editor, **facts)
    assert refused(edition, "publish", by=editor, at=now) == [
        "Your account may not do this: publish.",
        "“Publish” is not possible: the status of this version is “Draft”.",
        "You wrote in this version, so somebody else has to take this step.",
        "The version has no title.",
        "There is no text: write a body or at least one recommendation.",
        "State the first day on which it applies.",
        "Say what changed: from version 2 on, the kind of change and a change note are required.",
    ]


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


def test_a_scheduled_edition_that_is_withdrawn_stays_hidden_until_its_day(record, now):
    in_a_week = now + timedelta(days=7)
    edition = make_published(record, at=in_a_week)
    withdraw(edition, at=now)
    assert (edition.withdrawn_at, edition.withdrawn_from) == (in_a_week, day("2025-06-01"))
    just_before = in_a_week - timedelta(microseconds=1)
    assert list(RegisterEntry.objects.public(just_before)) == []
    assert list(record.editions.public(just_before)) == []
    assert [entry.action for entry in RegisterEntry.objects.public(in_a_week)] == ["withdrawn", "published"]
    assert edition.standing(in_a_week, day("2025-07-09")) == "withdrawn"


def test_the_withdrawal_of_a_scheduled_edition_can_have_a_last_day(record, now):
    in_a_week = now + timedelta(days=7)
    edition = make_published(record, at=in_a_week)
    withdraw(edition, at=now, from_day=day("2025-08-01"))
    assert edition.standing(in_a_week, day("2025-07-31")) == "in_effect"
    assert edition.standing(in_a_week, day("2025-08-01")) == "withdrawn"
