"""Deadlines: staff set them, the pages of officials show them, and a change changes the reminders."""

import pytest
from django.urls import reverse

from guidance.models import Deadline
from portal.accounts.models import User
from portal.records.models import SharedChange
from tests.conftest import account
from tests.factories import day, make_published, make_record, moment
from tests.guidance.officials.conftest import DUE, LONG_AGO, TITLE, letters, plan, set_deadline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("address")]


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
    assert (SharedChange.objects.count(), Deadline.objects.count()) == (bool(role), 0)


def decide(client, person, action: str) -> None:
    client.force_login(person)
    rows = list(SharedChange.objects.values_list("pk", flat=True))
    client.post(reverse("admin:records_sharedchange_changelist"), {"action": action, "_selected_action": rows})


def test_two_people_set_and_move_the_deadline_of_a_published_memo(client, record, reviewer, second_reviewer):
    form = {"edition": record.editions.get().pk, "due_on": DUE, "escalate_after": 7}
    client.force_login(reviewer)
    answer = client.post(reverse("admin:guidance_deadline_add"), form, follow=True)
    assert "A second person must confirm" in answer.text and "added successfully" not in answer.text
    decide(client, reviewer, "confirm")
    assert not Deadline.objects.exists()
    decide(client, second_reviewer, "confirm")
    deadline = Deadline.objects.get()
    assert deadline.due_on == day(DUE) and deadline.escalate_to is None
    address = reverse("admin:guidance_deadline_change", args=[deadline.pk])
    client.post(address, form | {"due_on": "2999-01-01"})
    assert Deadline.objects.get().due_on == day(DUE)
    decide(client, second_reviewer, "confirm")
    assert Deadline.objects.get().due_on == day(DUE)
    decide(client, reviewer, "confirm")
    assert Deadline.objects.get().due_on == day("2999-01-01")


def test_nobody_can_delete_or_move_away_the_deadline_of_a_published_memo_alone(client, record, reviewer):
    deadline = set_deadline(record)
    other = record.draft(by=None, title="Next")
    client.force_login(reviewer)
    assert (
        client.post(reverse("admin:guidance_deadline_delete", args=[deadline.pk]), {"post": "yes"}).status_code == 403
    )
    selected = {"action": "delete_selected", "_selected_action": [deadline.pk], "post": "yes"}
    client.post(reverse("admin:guidance_deadline_changelist"), selected)
    form = {"edition": other.pk, "due_on": DUE, "escalate_after": 7}
    client.post(reverse("admin:guidance_deadline_change", args=[deadline.pk]), form)
    assert Deadline.objects.get().edition_id == record.editions.get(number=1).pk


def test_who_sets_the_deadline_of_a_draft_has_written_in_it(client, record, reviewer):
    draft = record.draft(by=None, title="Next")
    client.force_login(reviewer)
    form = {"edition": draft.pk, "due_on": "2999-01-01", "escalate_after": 7}
    client.post(reverse("admin:guidance_deadline_add"), form)
    assert Deadline.objects.get().edition_id == draft.pk and draft.wrote(reviewer)
    draft.transitions.all().delete()
    client.post(reverse("admin:guidance_deadline_delete", args=[Deadline.objects.get().pk]), {"post": "yes"})
    assert not Deadline.objects.exists() and draft.wrote(reviewer)
