"""The steps of the workflow: from which status to which they lead, and who may take them."""

from itertools import product

import pytest

from portal.records.models import Edition
from portal.records.workflow import ACTIONS, WorkflowError
from portal.register.models import RegisterEntry
from tests.factories import make_draft, publish, withdraw
from tests.records.conftest import FACTS, bring_to, log, refused, steps

pytestmark = pytest.mark.django_db
STATUSES = Edition.Status.values
TABLE = {
    ("edit", "draft"): "draft",
    ("submit", "draft"): "in_review",
    ("recall", "in_review"): "draft",
    ("send_back", "in_review"): "draft",
    ("publish", "in_review"): "published",
    ("force_publish", "draft"): "published",
    ("force_publish", "in_review"): "published",
    ("review", "published"): "published",
    ("reschedule", "published"): "published",
    ("cancel", "published"): "draft",
    ("confirm", "published"): "published",
    ("withdraw", "published"): "withdrawn",
}
REVIEWER = {"edit", "submit", "recall", "send_back", "publish", "review", "reschedule", "cancel", "confirm", "withdraw"}
ROLES = {
    "editor": {"edit", "submit", "recall"},
    "reviewer": REVIEWER,
    "administrator": REVIEWER | {"force_publish"},
    "outsider": set(),
}


# The table


@pytest.mark.parametrize("action, status", list(product(ACTIONS, STATUSES)))
def test_a_step_is_possible_only_between_the_statuses_in_the_table(action, status, record, now):
    edition = bring_to(status, make_draft(record), now, action=action)
    words = {"by": None, "at": now, "note": "Because.", **FACTS.get(action, {})}
    if target := TABLE.get((action, status)):
        assert edition.obstacles(action, **words) == []
        edition.perform(action, **words)
        assert (edition.status, Edition.objects.get(pk=edition.pk).status) == (target, target)
        assert log(edition)[-1] == (action, status, target, None, words.get("publish_at", now), "Because.")
    else:
        reason = refused(edition, action, **words)[0]
        label = Edition.Status(status).label
        assert reason == f"“{ACTIONS[action].label}” is not possible: the status of this version is “{label}”."


@pytest.mark.parametrize("action, role", list(product(ACTIONS, ROLES)))
def test_a_step_needs_the_permission_of_a_role(action, role, request, record, now):
    user = request.getfixturevalue(role)
    status = next(status for name, status in TABLE if name == action)
    edition = bring_to(status, make_draft(record), now, action=action)
    if action == "recall":
        edition.transitions.create(action="edit", from_status="draft", to_status="draft", by=user, at=now)
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
    assert list_offered() == [{"recall"}, both, both | {"force_publish"}, set()]
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
