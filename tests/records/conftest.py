"""Editions in each status, and the steps of the workflow."""

import pytest

from guidance.models import Addressee, Signer
from portal.records.models import Edition, Relation
from portal.records.workflow import WorkflowError
from tests.factories import day, everything, make_draft, make_record, moment, publish, withdraw

SCHEDULED, MOVED = moment("2999-01-08 09:00"), moment("2999-02-05 09:00")
"""Moments ahead of the clock of every database, so that a publication can be moved and canceled."""
NOW = moment("2025-07-02 10:00")
FACTS = {"withdraw": {"kind": "no_longer_applies"}, "reschedule": {"publish_at": MOVED}}
"""Arguments that a step needs besides a note, by its name."""
RELEASE = "guidance-to-law-enforcement-and-school-districts-regarding-immigration-matters"
"""A press release of the demonstration data."""


@pytest.fixture
def memo(db) -> Edition:
    """A published memo with points and every part, equal in every run on every database."""
    record = make_record("memo", key="on-safety")
    draft = make_draft(record, title="On safety", body="Be kind.\n", signed_on=day("2025-05-30"), points=["A.", "B."])
    Signer.objects.create(edition=draft, name="Governor Malloy")
    Addressee.objects.create(edition=draft, audience="police_chiefs")
    Relation.objects.create(edition=draft, kind="concerns", to_record=make_record(key="another"))
    return publish(draft, at=moment("2025-06-01 09:30"))


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


def steps(edition, user, at=NOW) -> set[str]:
    return {action.name for action in edition.get_available_actions(user, at)}


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


def bring_to(status: str, edition: Edition, at, *, action: str = "") -> Edition:
    """Brings the edition to a status, by the operator and without review, so that it can be reviewed afterwards. A
    publication that the action moves or cancels is scheduled."""
    if status == "published" and action in ("reschedule", "cancel"):
        at = SCHEDULED
    if status == "in_review":
        edition.perform("submit", by=None, at=at)
    elif status != "draft":
        edition.perform("force_publish", by=None, at=at, note="It is urgent.")
    return withdraw(edition, at=at) if status == "withdrawn" else edition
