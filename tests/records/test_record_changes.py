"""A second person approves the properties of the record too: its address, kind, issuer, status and readers."""

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, transaction

from announcements.models import NoticeItem
from portal.records.models import Record
from portal.records.step_obstacles import CHANGED_SINCE_SUBMISSION
from tests.factories import make_draft, make_issuer, make_record, make_service
from tests.records.conftest import refused

pytestmark = pytest.mark.django_db

SET_BY_YOU = "You set the address, kind, issuer or readers of this record, so somebody else has to take this step."
PROPERTIES = {
    "readers": lambda: {"readers": "everybody"},
    "issuer": lambda: {"issuer": make_issuer("corrections", "Department of Correction")},
    "key": lambda: {"key": "another"},
    "kind": lambda: {"kind": "questions", "readers": "everybody"},
    "is_official": lambda: {"is_official": False, "readers": "everybody"},
}


@pytest.fixture
def record(db, editor):
    record = Record(key="memo", kind="memo", issuer=make_issuer(), readers="officials")
    record.save(by=editor)
    return record


@pytest.fixture
def in_review(record, editor, now):
    edition = make_draft(record, by=editor)
    edition.perform("submit", by=editor, at=now)
    return edition


def change_record(record, *, by, **facts) -> None:
    record = Record.objects.get(pk=record.pk)
    for name, value in facts.items():
        setattr(record, name, value)
    record.save(by=by)


@pytest.mark.parametrize("facts", PROPERTIES.values(), ids=PROPERTIES)
def test_no_property_can_change_while_a_version_is_in_review(facts, in_review, reviewer):
    with pytest.raises(ValidationError, match="Send it back before you change the record"):
        change_record(in_review.record, by=reviewer, **facts())
    with (
        pytest.raises(Error, match="A record does not change while a version of it is in review"),
        transaction.atomic(),
    ):
        Record.objects.filter(pk=in_review.record_id).update(**facts())


@pytest.mark.parametrize("facts", PROPERTIES.values(), ids=PROPERTIES)
def test_a_person_who_changed_a_property_cannot_publish(facts, in_review, reviewer, second_reviewer, now):
    in_review.perform("send_back", by=reviewer, at=now, note="Wider.")
    change_record(in_review.record, by=reviewer, **facts())
    in_review.refresh_from_db()
    in_review.record.refresh_from_db()
    if not in_review.record.is_official:
        in_review.effective_from = None
        in_review.save()
    if in_review.record.kind == "questions":
        in_review.points.all().delete()
        in_review.body = "Words."
        in_review.save()
    in_review.perform("submit", by=reviewer, at=now)
    assert refused(in_review, "publish", by=reviewer, at=now) == [SET_BY_YOU]
    in_review.perform("publish", by=second_reviewer, at=now)
    assert in_review.status == "published"


def test_the_creator_of_a_record_cannot_publish_its_first_version_but_later_ones(editor, reviewer, now):
    record = Record(key="memo", kind="memo", issuer=make_issuer())
    record.save(by=reviewer)
    first = make_draft(record, by=editor)
    first.perform("submit", by=editor, at=now)
    assert refused(first, "publish", by=reviewer, at=now) == [SET_BY_YOU]
    first.perform("publish", by=None, at=now)
    second = make_draft(record, by=editor)
    second.perform("submit", by=editor, at=now)
    second.perform("publish", by=reviewer, at=now)
    assert second.status == "published"


def test_a_person_who_changed_the_record_cannot_review_afterwards(record, editor, reviewer, administrator, now):
    edition = make_draft(record, by=editor)
    change_record(record, by=reviewer, readers="everybody")
    edition.refresh_from_db()
    edition.perform("force_publish", by=administrator, at=now, note="It is urgent.")
    assert refused(edition, "review", by=reviewer, at=now) == [SET_BY_YOU]


def test_a_person_who_changed_the_record_cannot_publish_without_review(record, editor, administrator, now):
    edition = make_draft(record, by=editor)
    change_record(record, by=administrator, readers="everybody")
    edition.refresh_from_db()
    words = {"at": now, "note": "It is urgent."}
    reason = "You changed the record after it was made, so somebody else has to take this step."
    assert refused(edition, "force_publish", by=administrator, **words) == [reason]
    own = Record(key="own", kind="memo", issuer=make_issuer())
    own.save(by=administrator)
    make_draft(own, by=administrator).perform("force_publish", by=administrator, **words)
    assert own.editions.get().status == "published"


def rename_issuer(edition):
    type(edition.record.issuer).objects.update(name="Another office")


def rename_service(edition):
    make_service()
    type(make_service()).objects.update(place="Elsewhere")


def change_point(edition):
    edition.points.update(text="Do the opposite.")


def change_service_of_point(edition):
    NoticeItem.objects.update(service=make_service("permits", "Pistol permits"))


@pytest.mark.parametrize("change", [rename_issuer, rename_service, change_point, change_service_of_point])
def test_a_change_after_the_submission_requires_another_submission(change, editor, reviewer, now):
    edition = make_draft(make_record("service_notice"), by=editor)
    edition.perform("submit", by=editor, at=now)
    change(edition)
    assert refused(edition, "publish", by=reviewer, at=now) == [CHANGED_SINCE_SUBMISSION]
    edition.perform("send_back", by=reviewer, at=now, note="Look again.")
    edition.perform("submit", by=editor, at=now)
    edition.perform("publish", by=reviewer, at=now)
    assert edition.status == "published"


def test_each_change_is_logged_with_its_author(record, editor, reviewer):
    change_record(record, by=reviewer, readers="everybody")
    change_record(record, by=reviewer, readers="everybody")
    creation, change = record.changes.order_by("pk")
    assert (creation.by, change.by) == (editor, reviewer)
    assert creation.changed_values["readers"] == [None, "officials"]
    assert change.changed_values == {"readers": ["officials", "everybody"]}


def test_the_changes_of_a_published_record_are_append_only(record, in_review, now):
    in_review.perform("publish", by=None, at=now)
    for act in (lambda: record.changes.update(by=None), lambda: record.changes.all().delete()):
        with pytest.raises(Error, match="The log of changes of a record is append-only"), transaction.atomic():
            act()
