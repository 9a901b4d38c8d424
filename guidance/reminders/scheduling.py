"""Finds the reminders that are due on a day and not yet sent, and queues them in the outbox: one email for each person
and run."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from guidance.models import Reminder
from guidance.officials.open_duties import Duty, list_open_duties
from guidance.reminders.emails import MESSAGE_KIND, compose_reminder_email
from guidance.reminders.stages import list_reminder_stages
from portal.accounts.models import Holding, Post, User
from portal.lib.dates import get_local_date
from portal.outbox.models import Message

POSTS_PER_CHUNK = 50
"""Posts handled at once, so that the memory needed does not depend on the number of posts."""


def plan_reminders(at: datetime) -> dict[int, list[Reminder]]:
    """Returns the reminders to send today, by the id of the person. Saves nothing."""
    on, plan = get_local_date(at), defaultdict(list)
    posts = list(Post.objects.open(on).select_related("agency").order_by("pk"))
    for start in range(0, len(posts), POSTS_PER_CHUNK):
        for reminder in list_missing_reminders(posts[start : start + POSTS_PER_CHUNK], on, at):
            plan[reminder.person_id].append(reminder)
    return dict(plan)


def list_missing_reminders(posts: list[Post], on: date, at: datetime) -> list[Reminder]:
    duties = list_open_duties(posts, on, at)
    holders = defaultdict(set)
    current = Holding.objects.current(on).filter(post__in=posts, person__is_active=True)
    for post, person in current.values_list("post_id", "person_id"):
        holders[post].add(person)
    reminders = [reminder for duty in duties for reminder in build_reminders(duty, holders[duty.post.pk], on)]
    rows = Reminder.objects.filter(post__in=posts, edition__in={duty.asking.pk for duty in duties})
    existing_keys = get_reminder_keys(rows)
    return [reminder for reminder in reminders if reminder.unique_key not in existing_keys]


def get_reminder_keys(reminders) -> set[tuple]:
    """Returns the keys of reminders that were sent or are queued. Those of dropped emails do not count."""
    reminders = reminders.exclude(message__state=Message.State.DROPPED)
    return set(reminders.values_list("person_id", "post_id", "edition_id", "kind", "on"))


def build_reminders(duty: Duty, holders: set[int], on: date) -> Iterator[Reminder]:
    about = {"post": duty.post, "edition": duty.asking}
    for person in sorted(holders):
        for kind, day in list_reminder_stages(duty.asked_on, duty.due_on, on):
            yield Reminder(kind=kind, on=day, person_id=person, **about)
    day = duty.deadline and duty.deadline.escalates_on
    if day and on >= day:
        yield Reminder(kind=Reminder.Kind.ESCALATED, on=day, person_id=duty.deadline.escalate_to_id, **about)


@transaction.atomic
def queue_reminder_email(person: int, reminders: list[Reminder], at: datetime) -> Message | None:
    """Queues one email with all of the person's reminders, and saves the reminders in the same transaction. Returns
    None if there is nothing to send. The lock makes two runs at once wait for each other, so that the second finds
    nothing left to send."""
    person = User.objects.select_for_update().get(pk=person)
    rows = Reminder.objects.filter(person=person, edition__in={row.edition_id for row in reminders})
    existing_keys = get_reminder_keys(rows)
    new = [reminder for reminder in reminders if reminder.unique_key not in existing_keys]
    email = compose_reminder_email(person, new, at)
    if email is None:
        return None
    rows.filter(message__state=Message.State.DROPPED).delete()
    parts = [at.isoformat(), *sorted(str(reminder.unique_key) for reminder in new)]
    key = hashlib.sha256(repr(parts).encode()).hexdigest()
    message, _ = Message.objects.queue(
        f"{MESSAGE_KIND}-{key}", kind=MESSAGE_KIND, person=person, subject=email.subject, body=email.body, at=at
    )
    for reminder in new:
        reminder.message = message
    Reminder.objects.bulk_create(new)
    return message


def run_reminders(at: datetime) -> Iterator[str]:
    for person, reminders in plan_reminders(at).items():
        if message := queue_reminder_email(person, reminders, at):
            yield f"Queued: {message}"


def preview_reminders(at: datetime) -> Iterator[str]:
    plan = plan_reminders(at)
    people = User.objects.in_bulk(plan)
    for pk, reminders in plan.items():
        if email := compose_reminder_email(people[pk], reminders, at):
            yield f"Would go to {people[pk].email}: {email.subject}"
