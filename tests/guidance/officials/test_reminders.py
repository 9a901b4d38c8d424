"""Reminders by email: who gets which one on which day, once, and what it contains."""

import pytest
from django.core import mail
from django.urls import reverse

from guidance.duties import AudienceText, find_asking_edition
from portal.accounts.models import Holding, User
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, make_record, moment, withdraw
from tests.guidance.officials.conftest import LONG_AGO, TITLE, letters, revised, set_deadline
from tests.guidance.test_duties import ONE, OTHER, take_note

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("address")]
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
