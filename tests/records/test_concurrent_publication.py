"""On PostgreSQL, a change during a publication waits and is refused, and a publication waits for earlier changes."""

import json
from threading import Event, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from announcements.models import Contact
from portal.records.models import Edition, Record
from portal.records.serializers import build_edition_document
from portal.records.step_obstacles import CHANGED_SINCE_SUBMISSION
from portal.records.triggers import FROZEN_MESSAGE, LASTING_MESSAGE
from portal.records.workflow import WorkflowError
from portal.register.models import RegisterEntry
from tests.factories import add_point, make_draft, make_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_another_connection(transactional_db):
    """Runs functions in threads, each with its own connection, and joins them at the end."""
    threads = []

    def start(work):
        def and_close():
            try:
                work()
            finally:
                connection.close()

        threads.append(Thread(target=and_close))
        threads[-1].start()
        return threads[-1]

    yield start
    for thread in threads:
        thread.join(10)


def is_waiting(seconds: float = 10) -> bool:
    """Whether another connection waits for a lock of this one within so many seconds."""
    deadline = Event()
    for _ in range(int(seconds * 20)):
        waiting = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)"
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return True
        deadline.wait(0.05)
    return False


def elsewhere(start, work, outcome: list) -> Thread:
    """Does the work in another connection. Appends the refusal, or "done", to `outcome`."""

    def attempt():
        try:
            work()
        except (IntegrityError, WorkflowError) as error:
            outcome.append(str(error).splitlines()[0])
        else:
            outcome.append("done")

    return start(attempt)


@pytest.fixture
def waiting_draft(transactional_db) -> Edition:
    if connection.vendor != "postgresql":
        pytest.skip("applies only to PostgreSQL")
    return make_draft(make_record())


@pytest.fixture
def in_review(waiting_draft, now) -> Edition:
    waiting_draft.perform("submit", by=None, at=now)
    return waiting_draft


LATE = {
    "a point": (lambda edition: add_point(edition, 2, "Slipped in."), FROZEN_MESSAGE),
    "a contact": (lambda edition: Contact.objects.create(edition=edition, name="Slipped in"), FROZEN_MESSAGE),
    "a new address": (
        lambda edition: Record.objects.filter(pk=edition.record_id).update(key="another"),
        LASTING_MESSAGE,
    ),
}


@pytest.mark.postgres
@pytest.mark.parametrize("work, message", LATE.values(), ids=LATE)
def test_a_change_during_a_publication_waits_and_is_refused(work, message, in_review, in_another_connection, now):
    outcome = []
    with transaction.atomic():
        in_review.perform("publish", by=None, at=now)
        thread = elsewhere(in_another_connection, lambda: work(in_review), outcome)
        assert is_waiting()
        assert outcome == []
    thread.join(10)
    assert outcome == [message]
    assert json.loads(RegisterEntry.objects.get().content) == build_edition_document(Edition.objects.get())


@pytest.mark.postgres
@pytest.mark.parametrize("work", [work for work, _ in LATE.values()], ids=LATE)
def test_a_publication_waits_for_an_earlier_change_and_registers_it(work, waiting_draft, in_another_connection, now):
    outcome, before = [], build_edition_document(waiting_draft)
    words = {"by": None, "at": now, "note": "It is urgent."}
    with transaction.atomic():
        work(waiting_draft)
        again = Edition.objects.get(pk=waiting_draft.pk)
        thread = elsewhere(in_another_connection, lambda: again.perform("force_publish", **words), outcome)
        assert is_waiting()
    thread.join(10)
    assert outcome == ["done"]
    content = json.loads(RegisterEntry.objects.get().content)
    assert content == build_edition_document(Edition.objects.get())
    assert (content["record"], content["points"], content["contacts"]) != (
        before["record"],
        before["points"],
        before["contacts"],
    )


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["a point", "a contact"])
def test_a_publication_notices_changes_since_the_submission(name, in_review, in_another_connection, now):
    outcome = []
    with transaction.atomic():
        LATE[name][0](in_review)
        again = Edition.objects.get(pk=in_review.pk)
        thread = elsewhere(in_another_connection, lambda: again.perform("publish", by=None, at=now), outcome)
        assert is_waiting()
    thread.join(10)
    assert outcome == [CHANGED_SINCE_SUBMISSION]
