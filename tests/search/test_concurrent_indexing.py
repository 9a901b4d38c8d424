"""Concurrent writers of the index, each in its own transaction."""

import threading

import pytest
from django.db import connections, transaction

from portal.records import workflow
from portal.records.models import Edition
from portal.search import index
from portal.search.models import Document
from tests.factories import make_published, make_record, moment, withdraw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def beside():
    """Returns a function that runs another in a thread with its own connection. The test fails if a thread raises."""
    threads, errors = [], []

    def start(does) -> threading.Thread:
        def run():
            try:
                does()
            except Exception as error:
                errors.append(error)
            finally:
                connections.close_all()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return threads[-1]

    yield start
    for thread in threads:
        thread.join(20)
    assert errors == []


def test_a_withdrawal_and_a_rebuild_do_not_deadlock(beside, monkeypatch):
    """A withdrawal locks its row and then waits for other writers, so a rebuild must not need that row."""
    edition = make_published(make_record(), at=moment("2025-06-01"), title="A storm")
    is_locked, is_indexed, lock = threading.Event(), threading.Event(), workflow.lock_edition

    def slowly(edition):
        locked = lock(edition)
        is_locked.set()
        is_indexed.wait(2)
        return locked

    def rebuild():
        with transaction.atomic():
            index.index_editions([edition.pk])
            is_indexed.set()

    monkeypatch.setattr(workflow, "lock_edition", slowly)
    beside(lambda: withdraw(Edition.objects.get(pk=edition.pk), at=moment("2025-06-10")))
    assert is_locked.wait(10)
    beside(rebuild).join(20)
    assert Document.objects.count() == 1
