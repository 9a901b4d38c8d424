"""A reminder that is no longer needed is dropped before delivery, and no run loses or repeats one."""

from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from guidance.models import Reminder
from guidance.reminders import scheduling
from portal.accounts.models import Holding, User
from portal.outbox.delivery import deliver_messages
from portal.outbox.models import Message
from tests.conftest import account
from tests.factories import day, moment, withdraw
from tests.guidance.officials.conftest import TITLE, letters, plan, set_deadline
from tests.guidance.test_duties import take_note
from tests.outbox.mail_servers import Killed, answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("address")]
CHANGES = {
    "acknowledged": lambda post, record, chief: take_note(post, record, chief, moment("2020-07-08 12:00")),
    "held no longer": lambda post, record, chief: Holding.objects.update(held_until=day("2020-07-08")),
    "withdrawn": lambda post, record, chief: withdraw(record.editions.get(), at=moment("2020-07-08 12:00")),
    "account closed": lambda post, record, chief: User.objects.filter(pk=chief.pk).update(is_active=False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_reminder_settled_after_queueing_is_not_sent(chief, post, record, change):
    counsel = account("counsel", "editor")
    set_deadline(record, escalate_to=counsel)
    assert len(plan("2020-07-08")) == 2
    CHANGES[change](post, record, chief)
    list(deliver_messages(lambda: moment("2020-07-08 13:00")))
    is_still_late = change in ("held no longer", "account closed")
    assert [letter.to for letter in mail.outbox] == [["counsel@example.org"]] * is_still_late
    assert Message.objects.get(person=chief).state == "dropped"


def test_a_dropped_reminder_is_sent_once_it_is_needed_again(chief, post, record):
    assert len(plan("2020-06-01")) == 1
    User.objects.filter(pk=chief.pk).update(is_active=False)
    assert letters("2020-06-02") == letters("2020-06-03") == []
    assert [message.state for message in Message.objects.all()] == ["dropped"]
    User.objects.filter(pk=chief.pk).update(is_active=True)
    assert letters("2020-06-04") == [("chief", f"New, to acknowledge: {TITLE}")]
    assert letters("2020-06-05") == [] and Reminder.objects.count() == 1


def test_a_closed_post_has_no_duties_and_causes_no_email(client, chief, post, record):
    counsel = account("counsel", "editor")
    set_deadline(record, escalate_to=counsel)
    letters("2020-06-20")
    assert len(plan("2020-06-24")) == 1
    type(post).objects.update(open_until=day("2020-06-24"))
    assert letters("2020-06-24") == letters("2020-07-08") == []
    assert Message.objects.get(queued_at=moment("2020-06-24 10:00")).state == "dropped"
    for user, status in ((chief, 404), (counsel, 200)):
        client.force_login(user)
        answer = client.get(reverse("official-post", args=[post.pk]))
        assert answer.status_code == status and "to acknowledge</strong>" not in answer.text


def test_a_dry_run_lists_the_same_emails_and_saves_nothing(chief, post, record, capsys):
    call_command("run_due", dry_run=True)
    assert f"Would go to chief@example.org: New, to acknowledge: {TITLE}" in capsys.readouterr().out
    assert not Message.objects.exists() and not Reminder.objects.exists() and mail.outbox == []
    call_command("run_due")
    assert len(mail.outbox) == 1 and Reminder.objects.count() == 1


@pytest.mark.parametrize(
    "place", ["guidance.models.Reminder.objects.bulk_create", "guidance.reminders.scheduling.queue_reminder_email"]
)
def test_a_run_killed_while_queueing_loses_and_repeats_nothing(monkeypatch, chief, post, record, place):
    with monkeypatch.context() as patch:
        patch.setattr(place, lambda *words: answers(Killed())(None))
        with pytest.raises(Killed):
            plan("2020-06-01")
    assert not Message.objects.exists()
    assert len(letters("2020-06-01")) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_runs_at_once_queue_one_email(monkeypatch, chief, post, record):
    """Both runs have found the reminder before either queues it."""
    gate, real, faults = Barrier(2, timeout=10), scheduling.queue_reminder_email, []

    def together(*words):
        gate.wait()
        return real(*words)

    def one_run():
        try:
            plan("2020-06-01")
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(scheduling, "queue_reminder_email", together)
    threads = [Thread(target=one_run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert faults == [] and Message.objects.count() == Reminder.objects.count() == 1
