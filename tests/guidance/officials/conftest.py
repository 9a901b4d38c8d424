"""A chief, the post, a memo to it with two recommendations, its deadline, and the emails about it."""

import pytest
from django.core import mail

from guidance.models import Deadline
from guidance.reminders import scheduling
from portal.outbox.delivery import deliver_messages
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, make_record, moment
from tests.guidance.test_duties import ONE, OTHER

DUE = "2020-07-01"
TITLE = "On the matter"
LONG_AGO = {"effective_from": day("2020-01-01")}


def revised(record, *points, kind="major", at="2020-07-01", **facts):
    return make_published(record, at=moment(at), points=list(points), change_kind=kind, **LONG_AGO, **facts)


@pytest.fixture
def chief():
    return account("chief")


@pytest.fixture
def post(chief):
    post = make_post()
    make_holding(post, chief)
    return post


@pytest.fixture
def record():
    record = make_record("memo", key="on-the-matter")
    make_published(record, at=moment("2020-06-01"), points=[ONE, OTHER], **LONG_AGO)
    return record


@pytest.fixture
def address(settings):
    """Sets the address of the site, and collects the emails in `mail.outbox`."""
    settings.SITE_URL = "https://guidance.example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def set_deadline(record, due_on: str = DUE, *, number: int = 1, **facts) -> Deadline:
    return Deadline.objects.create(edition_id=record.editions.get(number=number).pk, due_on=day(due_on), **facts)


def plan(on: str) -> list[str]:
    return list(scheduling.run_reminders(moment(f"{on} 10:00")))


def letters(on: str) -> list[tuple[str, str]]:
    """Runs the reminders and the delivery twice on the day. Returns the recipients and subjects of the emails."""
    before = len(mail.outbox)
    for at in (moment(f"{on} 10:00"), moment(f"{on} 10:10")):
        list(scheduling.run_reminders(at))
        list(deliver_messages(lambda at=at: at))
    return sorted((letter.to[0].partition("@")[0], letter.subject) for letter in mail.outbox[before:])
