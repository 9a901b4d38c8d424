"""Emails about duties: who gets which reminder on which day, once; and what the check before sending drops."""

from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from guidance.duties import AudienceText, find_asking_edition
from guidance.models import Deadline, Reminder
from guidance.reminders import scheduling
from portal.accounts.models import Holding, User
from portal.outbox.delivery import deliver_messages
from portal.outbox.models import Message
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, make_record, moment, withdraw
from tests.guidance.officials.conftest import LONG_AGO, revised
from tests.guidance.test_duties import ONE, OTHER, take_note
from tests.outbox.mail_servers import Killed, answers

pytestmark = pytest.mark.django_db
DUE = "2020-07-01"


@pytest.fixture(autouse=True)
def address(settings):
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


TITLE = "On the matter"
ON = {
    "2020-06-20": "",
    "2020-06-23": "",
    "2020-06-24": "week",
    "2020-06-29": "week",
    "2020-06-30": "tomorrow",
    "2020-07-01": "tomorrow",
    "2020-07-02": "late 1",
    "2020-07-08": "late 1",
    "2020-07-09": "late 2",
}
"""The days of the runs, and the stage that a memo due on July 1 has reached on each."""


@pytest.mark.parametrize("acknowledged", ["", "2020-06-20", "2020-06-24", "2020-06-30", "2020-07-02"])
@pytest.mark.parametrize("handed_over", ["", "2020-06-24", "2020-07-01", "2020-07-08"])
def test_each_holder_gets_each_reminder_once_until_the_acknowledgement(chief, post, record, acknowledged, handed_over):
    """The memo is acknowledged in the evening of the day `acknowledged`. A successor takes over the post in the morning
    of the day `handed_over`."""
    set_deadline(record, escalate_to=account("counsel", "editor"))
    successor, sent = account("successor"), set()
    if handed_over:
        Holding.objects.update(held_until=day(handed_over))
        make_holding(post, successor, handed_over)
    for on, stage in ON.items():
        is_open = not acknowledged or on <= acknowledged
        holder = successor if handed_over and on >= handed_over else chief
        subject = (
            f"Overdue since July 1, 2020: {TITLE}" if "late" in stage else f"To acknowledge by July 1, 2020: {TITLE}"
        )
        new = {(holder, stage), (holder, "")} - sent if is_open else set()
        expected = [(holder.email.partition("@")[0], subject)] if new else []
        sent |= new
        if on == "2020-07-08" and is_open:
            expected.append(("counsel", "Not acknowledged in time: 1 memo"))
        assert letters(on) == sorted(expected), on
        if on == acknowledged:
            take_note(post, record, holder, moment(f"{on} 18:00"))


def test_reminders_of_days_without_a_run_are_sent_later(chief, post, record):
    set_deadline(record, escalate_to=account("counsel", "editor"), escalate_after=1)
    assert letters("2020-07-01") == [("chief", f"To acknowledge by July 1, 2020: {TITLE}")]
    assert "It is due today, on July 1, 2020." in mail.outbox[-1].body
    assert letters("2020-07-28") == [
        ("chief", f"Overdue since July 1, 2020: {TITLE}"),
        ("counsel", "Not acknowledged in time: 1 memo"),
    ]
    assert [len(letters(on)) for on in ("2020-07-29", "2020-07-30", "2020-08-05", "2020-08-06")] == [0, 1, 0, 1]


def test_an_email_names_memo_deadline_and_address_and_no_word_of_the_text(chief, post, record):
    deputy = account("deputy")
    make_holding(post, deputy, "2020-06-01", "2020-09-01", is_deputy=True)
    make_holding(post, account("former"), "2019-01-01", "2020-01-01")
    make_holding(make_post("Bolton"), chief)
    closed = account("closed")
    make_holding(post, closed, "2020-06-01", "2020-09-01", is_deputy=True)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    make_published(make_record("memo"), at=moment("2020-06-02"), title="Another", **LONG_AGO)
    set_deadline(record)
    assert letters("2020-06-26") == [("chief", "4 memos to acknowledge"), ("deputy", "2 memos to acknowledge")]
    body = next(letter.body for letter in mail.outbox if letter.to == ["deputy@example.org"])
    page = reverse("official-memo", args=[post.pk, record.key])
    assert body.startswith(
        "For the Police chief, Ashford Police Department\n\n* On the matter, version 1\n"
        f"  2 recommendations to acknowledge. It is due in 5 days, on July 1, 2020.\n  https://guidance.example.org{page}\n"
    )
    assert "* Another, version 1\n  1 recommendation to acknowledge.\n" in body
    assert "Do one" not in body and "Do the other" not in body and "Bolton" not in body


def test_an_email_names_neither_title_nor_address_of_a_memo_for_officials_only(chief, post):
    sealed = make_record("memo", key="secret-matter")
    type(sealed).objects.update(readers="officials")
    sealed.refresh_from_db()
    counsel = account("counsel", "editor")
    make_published(sealed, at=moment("2020-06-01"), points=[ONE], title="Secret matter", **LONG_AGO)
    set_deadline(sealed, escalate_to=counsel)
    assert letters("2020-07-08") == [
        ("chief", "Overdue since July 1, 2020: A memo for officials only"),
        ("counsel", "Not acknowledged in time: 1 memo"),
    ]
    bodies = "".join(letter.body for letter in mail.outbox)
    assert "ecret" not in bodies and "Do one" not in bodies
    assert f"https://guidance.example.org{reverse('official-post', args=[post.pk])}\n" in bodies
    assert "A memo for officials only, version 1\nwas due on July 1, 2020." in bodies


def test_a_major_version_is_announced_and_a_minor_one_is_not(chief, post, record):
    assert letters("2020-06-01") == [("chief", f"New, to acknowledge: {TITLE}")]
    revised(record, {**ONE, "text": "Do one!"}, OTHER, kind="minor", at="2020-06-02")
    assert letters("2020-06-02") == []
    take_note(post, record, chief, moment("2020-06-03"))
    revised(record, {**ONE, "text": "Do one!"}, {**OTHER, "text": "Do it."}, at="2020-06-04")
    assert letters("2020-06-04") == [("chief", f"Changed, to acknowledge: {TITLE}")]
    set_deadline(record, "2020-06-20", number=3)
    revised(record, {**ONE, "text": "Do one!"}, {**OTHER, "text": "Do it!"}, kind="correction", at="2020-06-05")
    assert letters("2020-06-06") == []
    assert letters("2020-06-13") == [("chief", f"To acknowledge by June 20, 2020: {TITLE}")]


def test_words_restored_by_a_withdrawal_are_announced_again(chief, post, record):
    letters("2020-06-01")
    second = revised(record, {**ONE, "text": "Do one soon."}, OTHER, at="2020-06-02")
    take_note(post, record, chief, moment("2020-06-03"))
    withdraw(second, at=moment("2020-06-04"))
    assert letters("2020-06-05") == [("chief", f"Changed, to acknowledge: {TITLE}")]


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


def test_a_changed_deadline_changes_what_is_sent(chief, post, record):
    first, second = account("first", "editor"), account("second", "editor")
    deadline = set_deadline(record, escalate_to=first)
    letters("2020-06-20")
    assert len(plan("2020-07-08")) == 2
    Deadline.objects.filter(pk=deadline.pk).update(due_on=day("2020-07-20"), escalate_to=second)
    assert letters("2020-07-08") == []
    assert letters("2020-07-13") == [("chief", f"To acknowledge by July 20, 2020: {TITLE}")]
    User.objects.filter(pk=second.pk).update(is_staff=False)
    assert letters("2020-07-28") == [("chief", f"Overdue since July 20, 2020: {TITLE}")]


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


def test_the_desk_lists_the_earliest_deadline_first(client, chief, post, record):
    dated, free = make_record("memo"), make_record("memo")
    for memo, title in ((dated, "It is due"), (free, "No day")):
        make_published(memo, at=moment("2020-06-02"), title=title, **LONG_AGO)
    set_deadline(record)
    set_deadline(dated, "2999-01-01")
    client.force_login(chief)
    answer = client.get(reverse("official"))
    assert [row.edition.title for row in answer.context["rows"]] == [TITLE, "It is due", "No day"]
    assert answer.context["counts"]["late"] == 1 and "3 memos to acknowledge</strong>, 1 overdue" in answer.text
    assert "overdue since July 1, 2020" in answer.text and "due on January 1, 2999" in answer.text
    assert (
        "Overdue: it was due on July 1, 2020." in client.get(reverse("official-memo", args=[post.pk, record.key])).text
    )


@pytest.mark.parametrize("role, status", [("editor", 302), ("", 302)])
def test_only_staff_can_set_a_deadline(client, record, role, status):
    client.force_login(account("someone", role))
    edition = record.editions.get()
    form = {"edition": edition.pk, "due_on": DUE, "escalate_after": 7}
    early = client.post(reverse("admin:guidance_deadline_add"), form | {"due_on": "2019-12-31"})
    assert early.status_code == (200 if role else 302)
    assert client.post(reverse("admin:guidance_deadline_add"), form).status_code == status
    assert Deadline.objects.count() == bool(role)


HASHES = [
    ("a", "major"),
    ("b", "major"),
    ("b", "major"),
    ("c", "minor"),
    (None, "major"),
    ("a", "minor"),
    ("d", "major"),
]


@pytest.mark.parametrize("today, asking", [(0, 0), (1, 1), (2, 1), (3, 1), (5, 5), (6, 6)])
def test_the_asking_version_is_the_last_to_change_the_words_in_substance(today, asking):
    texts = [AudienceText(number, kind, {"k": words} if words else {}) for number, (words, kind) in enumerate(HASHES)]
    assert find_asking_edition("k", today, texts) == asking
