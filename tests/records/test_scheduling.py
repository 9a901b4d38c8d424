"""Moving and canceling a scheduled publication: what staff may do, and what the register and readers never learn."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.records.integrity import find_record_problems
from portal.records.models import Edition, Reference
from portal.records.workflow import WorkflowError
from portal.register.integrity import find_register_problems
from portal.register.models import NEVER_PUBLIC, RegisterEntry
from portal.search.models import Document, Term
from tests.factories import add_point, make_draft, make_published, make_record, publish
from tests.records.conftest import MOVED, SCHEDULED, log, refused, steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheduled(record, editor, reviewer) -> Edition:
    """A first version with a word that no other text has."""
    return make_published(record, at=SCHEDULED, author=editor, by=reviewer, body="Play the xylophone.")


def list_entries(at) -> list[tuple[int, str]]:
    return list(RegisterEntry.objects.public(at).order_by("number").values_list("number", "action"))


def test_a_canceled_publication_is_a_draft_that_no_reader_ever_learns_of(scheduled, reviewer, now):
    entry = scheduled.perform("cancel", by=reviewer, at=now, note="The budget is not decided.")
    assert (scheduled.status, scheduled.published_at, scheduled.publication) == ("draft", None, None)
    assert (entry.action, entry.public_at, entry.cancels_id) == ("canceled", NEVER_PUBLIC, 1)
    assert log(scheduled)[-1][:4] == ("cancel", "published", "draft", reviewer.email)
    assert list_entries(MOVED) == [] and not Edition.objects.public(MOVED).exists()
    assert not Document.objects.exists() and not Term.objects.filter(value="xylophone").exists()
    assert [*find_register_problems(), *find_record_problems()] == []


def test_a_canceled_version_can_be_edited_reviewed_and_published_or_deleted(scheduled, editor, reviewer, now):
    scheduled.perform("cancel", by=reviewer, at=now, note="Not yet.")
    assert steps(scheduled, editor, now) == {"submit"}
    add_point(scheduled, 2, "And do that.")
    scheduled.perform("edit", by=editor, at=now)
    publish(scheduled, at=now, by=reviewer)
    assert (scheduled.number, scheduled.publication.number) == (1, 3)
    assert list_entries(MOVED) == [(3, "published")]
    other = make_published(make_record(), at=SCHEDULED)
    other.perform("cancel", by=None, at=now, note="Never.")
    other.delete()
    assert other.record.draft(by=editor).number == 1
    assert [*find_register_problems(), *find_record_problems()] == []


def test_a_moved_publication_is_public_only_from_the_new_moment(scheduled, second_reviewer, now):
    scheduled.perform("reschedule", by=second_reviewer, at=now, publish_at=MOVED)
    assert (scheduled.status, scheduled.published_at, scheduled.publication.public_at) == ("published", MOVED, MOVED)
    just_before = MOVED - timedelta(microseconds=1)
    assert list_entries(just_before) == [] and list_entries(MOVED) == [(3, "published")]
    assert scheduled.standing(just_before) == "unpublished" and scheduled.standing(MOVED) == "in_effect"
    assert Term.objects.get(value="xylophone").public_at == MOVED
    assert Edition.objects.get(pk=scheduled.pk).document["edition"]["published_at"].startswith("2999-02-05")
    assert [*find_register_problems(), *find_record_problems()] == []


def test_moving_needs_a_second_person_and_both_steps_a_publisher(scheduled, editor, reviewer, second_reviewer, now):
    facts = {"at": now, "publish_at": MOVED}
    assert refused(scheduled, "reschedule", by=editor, **facts)[0].startswith("Your account may not do this")
    assert refused(scheduled, "cancel", by=editor, at=now, note="No.")[0].startswith("Your account may not do this")
    own = make_published(make_record(), at=SCHEDULED, author=reviewer, by=second_reviewer)
    assert refused(own, "reschedule", by=reviewer, **facts) == [
        "You wrote in this version, so somebody else has to take this step."
    ]
    assert refused(scheduled, "cancel", by=reviewer, at=now) == ["Remark: this field is required."]
    assert {"reschedule", "cancel"} <= steps(scheduled, reviewer, now)
    assert not {"withdraw", "confirm"} & steps(scheduled, reviewer, now)


def test_what_readers_can_read_is_neither_moved_nor_canceled(published, reviewer, now):
    reason = "Readers can read this version already. Withdraw it, or publish a correction."
    assert refused(published, "cancel", by=reviewer, at=now, note="Oh.") == [reason]
    assert refused(published, "reschedule", by=reviewer, at=now, publish_at=MOVED) == [reason]
    assert not {"reschedule", "cancel"} & steps(published, reviewer, now)


def test_the_new_moment_has_to_be_later_and_another_one(scheduled, reviewer, now):
    assert refused(scheduled, "reschedule", by=reviewer, at=now, publish_at=now) == [
        "Choose a later moment. To publish it now, cancel the publication and publish it again."
    ]
    assert refused(scheduled, "reschedule", by=reviewer, at=now, publish_at=SCHEDULED) == [
        "It is public from that moment already. Choose another."
    ]


def test_the_database_refuses_to_unpublish_a_text_without_a_cancellation_in_time(scheduled, published, now):
    columns = {"status": "draft", "published_at": None, "publication": None}
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=scheduled.pk).update(**columns)
    entry = {"action": "canceled", "public_at": NEVER_PUBLIC, "address": "/", "title": "", "document": {}}
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.append(**entry, cancels=published.publication)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.append(**entry)


def test_a_cancellation_that_names_another_entry_is_found(scheduled):
    entry = {"action": "canceled", "public_at": NEVER_PUBLIC, "address": "/", "title": "", "document": {}}
    RegisterEntry.objects.append(**entry, cancels=scheduled.publication)
    assert list(find_record_problems()) == [
        "Register entry 2 does not cancel the entry that it names.",
        f"{scheduled} (edition row {scheduled.pk}) is published by entry 1, which is canceled.",
    ]


def test_a_canceled_text_no_longer_refers_to_other_records(scheduled, record, now):
    other = make_published(make_record(key="other"), at=now)
    draft = make_draft(record, body="See [the other](/announcements/other/).", change_note="All items are new.")
    publish(draft, at=SCHEDULED)
    assert Reference.objects.filter(to_record=other.record).exists()
    draft.perform("cancel", by=None, at=now, note="No.")
    assert not Reference.objects.exists()


def test_a_forced_schedule_that_was_canceled_awaits_no_review(record, administrator, reviewer, editor, now):
    draft = make_draft(record, by=editor)
    draft.perform("force_publish", by=administrator, at=SCHEDULED, note="It is urgent.")
    assert Edition.objects.awaiting_review_after_force().exists()
    draft.perform("cancel", by=reviewer, at=now, note="It is not.")
    publish(draft, at=now, by=reviewer)
    assert not Edition.objects.awaiting_review_after_force().exists()
    with pytest.raises(WorkflowError):
        draft.perform("review", by=reviewer, at=now)


def test_only_its_authors_recall_a_version_and_the_log_says_so(in_review, editor, second_editor, reviewer, now):
    assert refused(in_review, "recall", by=second_editor, at=now) == [
        "Only somebody who wrote in this version or submitted it can recall it. As a reviewer, send it back."
    ]
    assert "recall" in steps(in_review, editor) and "recall" not in steps(in_review, reviewer)
    in_review.perform("recall", by=editor, at=now, note="One more change.")
    assert log(in_review)[-1] == ("recall", "in_review", "draft", editor.email, now, "One more change.")
    assert not Edition.objects.drafts(sent_back=True).exists()
