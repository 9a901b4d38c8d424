"""Who is to be told what on a day, and has not been told yet: put into the outbox, one letter a person and run."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from guidance.models import Reminder
from guidance.officials.open_duties import Duty, open_duties
from guidance.reminding.stages import stages
from guidance.reminding.writing import KIND, compose
from portal.accounts.models import Holding, Post, User
from portal.outbox.models import Message
from portal.records.days import day_of

CHUNK = 50
"""Posts looked at together, so that a state of any size takes the same memory."""


def planned(at: datetime) -> dict[int, list[Reminder]]:
    """By person what is to be told today. Writes nothing."""
    on, found = day_of(at), defaultdict(list)
    posts = list(Post.objects.open(on).select_related("agency").order_by("pk"))
    for start in range(0, len(posts), CHUNK):
        for reminder in missing(posts[start : start + CHUNK], on, at):
            found[reminder.person_id].append(reminder)
    return dict(found)


def missing(posts: list[Post], on: date, at: datetime) -> list[Reminder]:
    duties = open_duties(posts, on, at)
    holders = defaultdict(set)
    current = Holding.objects.current(on).filter(post__in=posts, person__is_active=True)
    for post, person in current.values_list("post_id", "person_id"):
        holders[post].add(person)
    wanted = [reminder for duty in duties for reminder in reminders_of(duty, holders[duty.post.pk], on)]
    told = known(Reminder.objects.filter(post__in=posts, edition__in={duty.asking.pk for duty in duties}))
    return [reminder for reminder in wanted if reminder.thing not in told]


def known(reminders) -> set[tuple]:
    """What has been told, or is about to be. A letter that was dropped told nothing."""
    reminders = reminders.exclude(message__state=Message.State.DROPPED)
    return set(reminders.values_list("person_id", "post_id", "edition_id", "kind", "on"))


def reminders_of(duty: Duty, holders: set[int], on: date) -> Iterator[Reminder]:
    about = {"post": duty.post, "edition": duty.asking}
    for person in sorted(holders):
        for kind, day in stages(duty.asked_on, duty.due_on, on):
            yield Reminder(kind=kind, on=day, person_id=person, **about)
    day = duty.deadline and duty.deadline.escalates_on
    if day and on >= day:
        yield Reminder(kind=Reminder.Kind.ESCALATED, on=day, person_id=duty.deadline.escalate_to_id, **about)


@transaction.atomic
def queue(person: int, reminders: list[Reminder], at: datetime) -> Message | None:
    """One letter about all of it, with the reminders or not at all. Of two runs at once the second finds nothing
    left to tell. None when there is nothing to say."""
    person = User.objects.select_for_update().get(pk=person)
    kept = Reminder.objects.filter(person=person, edition__in={row.edition_id for row in reminders})
    told = known(kept)
    new = [reminder for reminder in reminders if reminder.thing not in told]
    letter = compose(person, new, at)
    if letter is None:
        return None
    kept.filter(message__state=Message.State.DROPPED).delete()
    things = [at.isoformat(), *sorted(str(reminder.thing) for reminder in new)]
    key = hashlib.sha256(repr(things).encode()).hexdigest()
    message, _ = Message.objects.queue(
        f"{KIND}-{key}", kind=KIND, person=person, subject=letter.subject, body=letter.body, at=at
    )
    for reminder in new:
        reminder.message = message
    Reminder.objects.bulk_create(new)
    return message


def run(at: datetime) -> Iterator[str]:
    for person, reminders in planned(at).items():
        if message := queue(person, reminders, at):
            yield f"Queued: {message}"


def preview(at: datetime) -> Iterator[str]:
    people = User.objects.in_bulk(found := planned(at))
    for pk, reminders in found.items():
        if letter := compose(people[pk], reminders, at):
            yield f"Would go to {people[pk].email}: {letter.subject}"
