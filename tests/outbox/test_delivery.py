"""The outbox: delivery of letters, refusals by the mail server, and programs that are killed."""

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


def queue_letter(key: str = "a", **facts) -> Message:
    facts = {"kind": "test", "subject": "A subject", "body": "Words.", "to": "a@example.org", "at": NOW} | facts
    return Message.objects.queue(key, **facts)[0]


def deliver(at=NOW) -> list[str]:
    return list(deliver_messages(lambda: at))


def read_state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_a_letter_is_sent_once_however_often_it_is_queued_and_the_outbox_is_run(server, settings):
    settings.SITE_URL = "https://guidance.example.org:8443"
    message = queue_letter(subject="Two\n lines", person=account("chief"), to="")
    assert Message.objects.queue("a", kind="test", subject="Other", to="b@example.org", at=NOW) == (message, False)
    assert (
        deliver(NOW - timedelta(seconds=1)) == [] and len(deliver()) == 1 and deliver() == [] and deliver(LATER) == []
    )
    [letter] = server.accepted
    assert (letter.to, letter.subject, letter.body) == (["chief@example.org"], "Two lines", "Words.")
    assert letter.extra_headers["Message-ID"] == build_message_id(message)
    assert letter.extra_headers["Message-ID"].endswith("@guidance.example.org>")
    assert read_state(message) == "sent" and message.sent_at == NOW


ENDS = {
    # the failure: the answer of the server, the state after it, how often the letter arrives in the end, the problem
    "refused for now": (answers(SMTPDataError(451, b"try later")), "queued", 1, "451 try later"),
    "refused": (answers(SMTPRecipientsRefused({"a": (550, b"no such user")})), "failed", 0, "550 no such user"),
    "not mail": (answers(UnicodeError("odd")), "failed", 0, "cannot be written as an email"),
    "broken off": (answers(SMTPServerDisconnected("gone")), "unsure", 0, "may have arrived"),
    "timed out": (answers(TimeoutError("slow")), "unsure", 0, "may have arrived"),
}


@pytest.mark.parametrize("case", ENDS)
def test_only_a_temporary_refusal_is_tried_again(server, case):
    answer, expected, arrives, words = ENDS[case]
    message, other = queue_letter(), queue_letter("b", to="b@example.org")
    server.before.append(answer)
    deliver()
    assert read_state(message) == expected and words in message.problem and message.problem[-1] == "."
    assert read_state(other) == "sent"
    deliver(NOW + WAITS[0] - timedelta(seconds=1))
    assert len(server.accepted) == 1
    deliver(NOW + WAITS[0])
    assert [letter.to[0] for letter in server.accepted].count("a@example.org") == arrives


def test_a_letter_fails_after_the_last_wait(server):
    message, at = queue_letter(), NOW
    for wait in [*WAITS, timedelta()]:
        server.before.append(answers(SMTPDataError(451, b"try later")))
        assert read_state(message) == "queued"
        deliver(at)
        at += wait
    assert read_state(message) == "failed" and message.attempts == len(WAITS) + 1
    assert deliver(at + timedelta(days=9)) == []


@pytest.mark.parametrize("error", [ConnectionRefusedError("nobody there"), TimeoutError("slow")])
def test_an_unreachable_server_loses_no_letter_and_uses_up_no_attempt(server, error):
    message = queue_letter()
    server.connection_errors.append(error)
    assert "cannot be reached" in deliver()[0]
    assert read_state(message) == "queued" and message.attempts == 0 and "cannot be reached" in message.problem
    deliver()
    assert read_state(message) == "sent" and message.problem == "" and len(server.accepted) == 1


@pytest.mark.parametrize("moment, arrives", [("before", 0), ("after", 1)])
def test_a_letter_is_unsure_and_not_sent_twice_if_the_program_is_killed_while_sending(server, moment, arrives):
    message, other = queue_letter(), queue_letter("b", to="b@example.org")
    getattr(server, moment).append(answers(Killed()))
    with pytest.raises(Killed):
        deliver()
    assert read_state(message) == "sending" and read_state(other) == "queued"
    deliver(LATER - timedelta(seconds=1))
    assert read_state(message) == "sending" and read_state(other) == "sent"
    assert deliver(LATER) == ["Unsure whether sent by an earlier run: 1 letter."]
    assert read_state(message) == "unsure" and "not sent again" in message.problem
    assert deliver(LATER + timedelta(days=9)) == []
    assert [letter.to[0] for letter in server.accepted].count("a@example.org") == arrives


@pytest.mark.parametrize(
    "place, expected",
    [
        ("portal.outbox.models.render_letter", ("sent", 1)),
        ("portal.outbox.delivery.send_message", ("unsure", 0)),
        ("portal.outbox.models.Message.mark_sent", ("unsure", 1)),
    ],
)
def test_a_program_killed_before_or_after_sending_loses_no_letter(server, monkeypatch, place, expected):
    """A letter waits while it is rendered. It is unsure until the answer of the server is recorded."""
    message = queue_letter()
    with monkeypatch.context() as patch:
        patch.setattr(place, lambda *words: answers(Killed())(None))
        with pytest.raises(Killed):
            deliver()
    deliver(LATER)
    assert (read_state(message), len(server.accepted)) == expected


def test_a_slow_program_still_records_that_its_letter_was_sent(server):
    message = queue_letter()
    server.after.append(lambda letter: Message.objects.mark_abandoned(LATER))
    deliver()
    assert read_state(message) == "sent"


def test_the_writer_decides_at_delivery_what_is_sent_and_whether(server, monkeypatch):
    words = {"a": EmailContent("New\nsubject", "New words."), "b": None}
    monkeypatch.setitem(WRITERS, "test", lambda message, at: words[message.key])
    first, second = queue_letter(), queue_letter("b")
    closed = queue_letter("c", kind="other", person=account("closed"), is_secret=True)
    type(closed.person).objects.update(is_active=False)
    assert len(deliver()) == 3
    assert [(letter.subject, letter.body) for letter in server.accepted] == [("New subject", "New words.")]
    assert [read_state(message) for message in (first, second, closed)] == ["sent", "dropped", "dropped"]
    assert "closed" in closed.problem and closed.body == "" and first.subject == "New subject"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_runs_at_once_send_each_letter_once(server):
    for number in range(8):
        queue_letter(str(number), to=f"{number}@example.org")
    gate, errors = Barrier(2), []

    def run_in_thread():
        try:
            gate.wait(5)
            deliver()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run_in_thread) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert sorted(letter.to[0] for letter in server.accepted) == [f"{number}@example.org" for number in range(8)]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_letter_locked_by_another_program_is_skipped(server):
    first, second = queue_letter(), queue_letter("b")
    other = connection.copy()
    try:
        other.ensure_connection()
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM outbox_message WHERE id = %s FOR UPDATE", [first.pk])
            assert Message.objects.start_next(NOW) == second
            assert Message.objects.start_next(NOW) is None
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert Message.objects.start_next(NOW) == first


def test_the_command_runs_every_job_and_a_dry_run_changes_nothing(server, monkeypatch):
    runs = []

    def make_job(name):
        def do(at):
            runs.append(name)
            if name == "broken":
                raise ValueError("it broke")
            yield f"did {name}"

        return DueJob(name, do, lambda at: iter([f"would do {name}"]))

    monkeypatch.setattr("portal.outbox.management.commands.run_due.JOBS", [make_job("broken"), make_job("other")])
    message, out = queue_letter(), StringIO()
    rows = list(Message.objects.values())
    call_command("run_due", dry_run=True, stdout=out)
    assert "would do other" in out.getvalue() and "would go to a@example.org: A subject" in out.getvalue()
    assert (runs, server.accepted, list(Message.objects.values())) == ([], [], rows)
    with pytest.raises(Exception, match="broken failed: it broke"):
        call_command("run_due", stdout=out)
    assert runs == ["broken", "other"] and "did other" in out.getvalue() and read_state(message) == "sent"


def choose_action(client, action: str, message: Message):
    form = {"action": action, "_selected_action": [message.pk]}
    return client.post(reverse("admin:outbox_message_changelist") + f"?state__exact={message.state}", form, follow=True)


@pytest.mark.parametrize("is_secret", [False, True])
def test_administrators_decide_about_letters_that_were_not_sent(client, administrator, server, is_secret):
    message = queue_letter(body="The words.", is_secret=is_secret)
    server.before.append(answers(TimeoutError("slow")))
    deliver()
    client.force_login(administrator)
    assert read_state(message) == "unsure"
    page = client.get(reverse("admin:outbox_message_change", args=[message.pk])).text
    assert ("The words." in page) is not is_secret and 'name="_save"' not in page
    assert "1 of 1 given up." in choose_action(client, "give_up", message).text
    assert read_state(message) == "given_up" and message.body == ("" if is_secret else "The words.")
    answer = choose_action(client, "send_again", message)
    assert f"{int(not is_secret)} of 1 will be sent with the next run." in answer.text
    deliver()
    assert read_state(message) == ("given_up" if is_secret else "sent")
    choose_action(client, "send_again", message)
    deliver()
    assert len(server.accepted) == int(not is_secret)


@pytest.mark.parametrize("role", ["editor", "reviewer"])
def test_editors_and_reviewers_cannot_see_the_outbox(client, role):
    client.force_login(account(role, role))
    assert client.get(reverse("admin:outbox_message_changelist")).status_code == 403
