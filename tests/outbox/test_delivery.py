"""The outbox: what becomes of a letter when all goes well, when it is refused, and when the program is killed."""

from datetime import timedelta
from io import StringIO
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from portal.outbox.delivery import build_message_id, deliver_messages
from portal.outbox.jobs import DueJob
from portal.outbox.letters import WRITERS, EmailContent
from portal.outbox.models import PATIENCE, WAITS, Message
from tests.conftest import NOW, account
from tests.outbox.mail_servers import Killed, answers

pytestmark = pytest.mark.django_db
LATER = NOW + PATIENCE


def queued(key: str = "a", **facts) -> Message:
    facts = {"kind": "test", "subject": "A subject", "body": "Words.", "to": "a@example.org", "at": NOW} | facts
    return Message.objects.queue(key, **facts)[0]


def run(at=NOW) -> list[str]:
    return list(deliver_messages(lambda: at))


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_a_letter_goes_once_however_often_it_is_queued_and_however_often_the_outbox_is_run(server, settings):
    settings.SITE_URL = "https://guidance.example.org:8443"
    message = queued(subject="Two\n lines", person=account("chief"), to="")
    assert Message.objects.queue("a", kind="test", subject="Other", to="b@example.org", at=NOW) == (message, False)
    assert run(NOW - timedelta(seconds=1)) == [] and len(run()) == 1 and run() == [] and run(LATER) == []
    [letter] = server.taken
    assert (letter.to, letter.subject, letter.body) == (["chief@example.org"], "Two lines", "Words.")
    assert letter.extra_headers["Message-ID"] == build_message_id(message)
    assert letter.extra_headers["Message-ID"].endswith("@guidance.example.org>")
    assert state(message) == "sent" and message.sent_at == NOW


ENDS = {
    # how it goes wrong: the state then, how often the server took it in the end, and what is told
    "refused for now": (answers(SMTPDataError(451, b"try later")), "queued", 1, "451 try later"),
    "refused": (answers(SMTPRecipientsRefused({"a": (550, b"no such user")})), "failed", 0, "550 no such user"),
    "not mail": (answers(UnicodeError("odd")), "failed", 0, "cannot be written as mail"),
    "broken off": (answers(SMTPServerDisconnected("gone")), "unsure", 0, "may have arrived"),
    "timed out": (answers(TimeoutError("slow")), "unsure", 0, "may have arrived"),
}


@pytest.mark.parametrize("case", ENDS)
def test_what_the_server_refuses_is_tried_again_and_what_may_have_arrived_is_not(server, case):
    answer, expected, arrives, words = ENDS[case]
    message, other = queued(), queued("b", to="b@example.org")
    server.before.append(answer)
    run()
    assert state(message) == expected and words in message.problem and message.problem[-1] == "."
    assert state(other) == "sent"
    run(NOW + WAITS[0] - timedelta(seconds=1))
    assert len(server.taken) == 1
    run(NOW + WAITS[0])
    assert [letter.to[0] for letter in server.taken].count("a@example.org") == arrives


def test_after_the_last_wait_a_letter_has_failed(server):
    message, at = queued(), NOW
    for wait in [*WAITS, timedelta()]:
        server.before.append(answers(SMTPDataError(451, b"try later")))
        assert state(message) == "queued"
        run(at)
        at += wait
    assert state(message) == "failed" and message.attempts == len(WAITS) + 1
    assert run(at + timedelta(days=9)) == []


@pytest.mark.parametrize("error", [ConnectionRefusedError("nobody there"), TimeoutError("slow")])
def test_a_server_that_cannot_be_reached_loses_nothing_and_uses_up_no_attempt(server, error):
    message = queued()
    server.closed_doors.append(error)
    assert "cannot be reached" in run()[0]
    assert state(message) == "queued" and message.attempts == 0 and "cannot be reached" in message.problem
    run()
    assert state(message) == "sent" and message.problem == "" and len(server.taken) == 1


@pytest.mark.parametrize("moment, taken", [("before", 0), ("after", 1)])
def test_killed_at_the_mail_server_it_is_unsure_and_never_sent_twice(server, moment, taken):
    message, other = queued(), queued("b", to="b@example.org")
    getattr(server, moment).append(answers(Killed()))
    with pytest.raises(Killed):
        run()
    assert state(message) == "sending" and state(other) == "queued"
    run(LATER - timedelta(seconds=1))
    assert state(message) == "sending" and state(other) == "sent"
    assert run(LATER) == ["1 of an earlier run: unsure whether sent."]
    assert state(message) == "unsure" and "was sent again" in message.problem
    assert run(LATER + timedelta(days=9)) == []
    assert [letter.to[0] for letter in server.taken].count("a@example.org") == taken


@pytest.mark.parametrize("place", ["letter", "take", "arrived"])
def test_killed_before_or_after_the_server_was_asked_nothing_is_forgotten(server, monkeypatch, place):
    """While it is written it still waits; before the server was asked and before the answer is noted it is unsure."""
    message = queued()
    with monkeypatch.context() as patch:
        if place == "take":
            patch.setattr("portal.outbox.delivery.send_message", lambda *words: answers(Killed())(None))
        else:
            patch.setattr(Message, place, lambda *words: answers(Killed())(None))
        with pytest.raises(Killed):
            run()
    run(LATER)
    expected = {"letter": ("sent", 1), "take": ("unsure", 0), "arrived": ("unsure", 1)}[place]
    assert (state(message), len(server.taken)) == expected


def test_a_slow_program_that_was_given_up_still_notes_that_its_letter_arrived(server):
    message = queued()
    server.after.append(lambda letter: Message.objects.mark_unsure(LATER))
    run()
    assert state(message) == "sent"


def test_the_last_look_decides_what_is_said_and_whether(server, monkeypatch):
    words = {"a": EmailContent("New\nsubject", "New words."), "b": None}
    monkeypatch.setitem(WRITERS, "test", lambda message, at: words[message.key])
    first, second = queued(), queued("b")
    closed = queued("c", kind="other", person=account("closed"), is_secret=True)
    type(closed.person).objects.update(is_active=False)
    assert len(run()) == 3
    assert [(letter.subject, letter.body) for letter in server.taken] == [("New subject", "New words.")]
    assert [state(one) for one in (first, second, closed)] == ["sent", "dropped", "dropped"]
    assert "closed" in closed.problem and closed.body == "" and first.subject == "New subject"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_runs_at_once_send_each_letter_once(server):
    for number in range(8):
        queued(str(number), to=f"{number}@example.org")
    gate, faults = Barrier(2), []

    def one_run():
        try:
            gate.wait(5)
            run()
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [Thread(target=one_run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    assert sorted(letter.to[0] for letter in server.taken) == [f"{number}@example.org" for number in range(8)]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_what_another_program_is_taking_is_passed_over(server):
    first, second = queued(), queued("b")
    other = connection.copy()
    try:
        other.ensure_connection()
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM outbox_message WHERE id = %s FOR UPDATE", [first.pk])
            assert Message.objects.take(NOW) == second
            assert Message.objects.take(NOW) is None
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert Message.objects.take(NOW) == first


def test_the_command_does_every_job_and_a_dry_run_does_nothing(server, monkeypatch):
    done = []

    def job(name):
        def do(at):
            done.append(name)
            if name == "broken":
                raise ValueError("it broke")
            yield f"did {name}"

        return DueJob(name, do, lambda at: iter([f"would do {name}"]))

    monkeypatch.setattr("portal.outbox.management.commands.run_due.JOBS", [job("broken"), job("other")])
    message, out = queued(), StringIO()
    rows = list(Message.objects.values())
    call_command("run_due", dry_run=True, stdout=out)
    assert "would do other" in out.getvalue() and "would go to a@example.org: A subject" in out.getvalue()
    assert (done, server.taken, list(Message.objects.values())) == ([], [], rows)
    with pytest.raises(Exception, match="broken failed: it broke"):
        call_command("run_due", stdout=out)
    assert done == ["broken", "other"] and "did other" in out.getvalue() and state(message) == "sent"


def press(client, action: str, message: Message):
    form = {"action": action, "_selected_action": [message.pk]}
    return client.post(reverse("admin:outbox_message_changelist") + f"?state__exact={message.state}", form, follow=True)


@pytest.mark.parametrize("is_secret", [False, True])
def test_administrators_decide_about_what_did_not_go(client, administrator, server, is_secret):
    message = queued(body="The words.", is_secret=is_secret)
    server.before.append(answers(TimeoutError("slow")))
    run()
    client.force_login(administrator)
    assert state(message) == "unsure"
    page = client.get(reverse("admin:outbox_message_change", args=[message.pk])).text
    assert ("The words." in page) is not is_secret and 'name="_save"' not in page
    assert "1 of 1 given up." in press(client, "give_up", message).text
    assert state(message) == "given_up" and message.body == ("" if is_secret else "The words.")
    answer = press(client, "send_again", message)
    assert f"{int(not is_secret)} of 1 will go with the next run." in answer.text
    run()
    assert state(message) == ("given_up" if is_secret else "sent")
    press(client, "send_again", message)
    run()
    assert len(server.taken) == int(not is_secret)


@pytest.mark.parametrize("role", ["editor", "reviewer"])
def test_nobody_else_sees_the_outbox(client, role):
    client.force_login(account(role, role))
    assert client.get(reverse("admin:outbox_message_changelist")).status_code == 403
