"""The text of an email about duties: what to acknowledge, by when, and the address of the page. It is written from
what is open at the moment of sending. It names memos but does not quote them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from guidance.models import Deadline, Reminder
from guidance.officials.open_duties import OpenMemo, group_by_memo, list_open_duties
from guidance.reminders.stages import is_still_valid
from portal.accounts.models import Holding, Post, User
from portal.lib.dates import format_day, get_local_date
from portal.lib.grammar import format_count
from portal.lib.languages import isolate_words
from portal.outbox.letters import EmailContent
from portal.outbox.models import Message

MESSAGE_KIND = "duties"
MAX_MEMOS_PER_POST = 30
"""Most memos of one post that an email names; the officials' desk shows all."""
ESCALATED = Reminder.Kind.ESCALATED


def render_reminder_email(message: Message, at: datetime) -> EmailContent | None:
    """Renders the email again just before sending, with only what is still open and still concerns the person."""
    return compose_reminder_email(message.person, message.reminders.all(), at)


def compose_reminder_email(person: User, reminders: Iterable[Reminder], at: datetime) -> EmailContent | None:
    """Returns the email, or None if nothing of it is still open or the person no longer needs to know. A reminder about
    one memo lists every memo that is open for the person, so that the email counts what the desk counts."""
    on, rows = get_local_date(at), list(reminders)
    held = set(Holding.objects.of(person).current(on).values_list("post_id", flat=True))
    posts = Post.objects.filter(pk__in=held | {row.post_id for row in rows}).select_related("agency")
    duties = list_open_duties(list(posts), on, at)
    by_place = {(duty.post.pk, duty.asking.pk): duty for duty in duties}
    is_needed, others = False, {}
    for row in rows:
        duty = by_place.get((row.post_id, row.edition_id))
        if duty is None or not is_still_valid(row.kind, row.on, duty.due_on):
            continue
        if row.kind != ESCALATED and row.post_id in held:
            is_needed = True
        elif row.kind == ESCALATED and is_escalated_to(person, duty.deadline, on):
            others[row.post_id, row.edition_id] = duty
    if not (is_needed or others):
        return None
    own = [memo for memo in group_by_memo(duties) if memo.post.pk in held] if is_needed else []
    return build_email(own, group_by_memo(others.values()), on)


def is_escalated_to(person: User, deadline: Deadline, on: date) -> bool:
    day = deadline.escalates_on
    return deadline.escalate_to_id == person.pk and day is not None and day <= on


def build_email(own: list[OpenMemo], others: list[OpenMemo], on: date) -> EmailContent:
    """Returns the email. `own` are memos to posts that the recipient holds, `others` late memos to other posts."""
    own = sorted(own, key=lambda memo: (memo.post.pk, memo.due_on or date.max, -memo.edition.pk))
    posts, late = defaultdict(list), defaultdict(list)
    for memo in own:
        posts[memo.post].append(build_email_line(memo, on))
    for memo in others:
        late[memo.edition].append(memo)
    context = {
        "site": settings.SITE_NAME,
        "desk": settings.SITE_URL + reverse("official"),
        "posts": [(post, lines[:MAX_MEMOS_PER_POST], len(lines[MAX_MEMOS_PER_POST:])) for post, lines in posts.items()],
        "memos": [
            (format_edition_name(edition), format_day(min(memo.due_on for memo in memos)), memos)
            for edition, memos in late.items()
        ],
    }
    body = render_to_string("guidance/letters/duties.txt", context).strip() + "\n"
    return EmailContent(format_subject(own, len(late), on), body)


def build_email_line(memo: OpenMemo, on: date) -> dict:
    key = memo.edition.record.key
    is_public = memo.edition.record.is_for_everybody
    name, args = ("official-memo", [memo.post.pk, key]) if is_public else ("official-post", [memo.post.pk])
    return {
        "what": format_edition_name(memo.edition),
        "count": memo.count,
        "is_changed": memo.is_changed,
        "when": format_due_day(memo.due_on, on),
        "url": settings.SITE_URL + reverse(name, args=args),
    }


def format_edition_name(edition) -> str:
    return f"{get_public_title(edition)}, version {edition.number}"


def get_public_title(edition) -> str:
    """Returns the title that an email may contain. Emails can be intercepted, so they do not name a memo for officials
    only."""
    return isolate_words(edition.title) if edition.record.is_for_everybody else "A memo for officials only"


def format_due_day(due_on: date | None, on: date) -> str:
    if due_on is None:
        return ""
    if on > due_on:
        return f"It was due on {format_day(due_on)}."
    days = (due_on - on).days
    return (
        f"It is due {'today' if not days else 'tomorrow' if days == 1 else f'in {days} days'}, on {format_day(due_on)}."
    )


def format_subject(own: list[OpenMemo], others: int, on: date) -> str:
    """Returns a subject that names the most urgent matter, and a single memo by its title. `others` is the number of
    late memos to other posts."""
    if not own:
        return f"Not acknowledged in time: {format_count(others, 'memo')}"
    late = sum(memo.is_late(on) for memo in own)
    if len(own) > 1:
        return f"{format_count(len(own), 'memo')} to acknowledge" + (f", {late} overdue" if late else "")
    [memo] = own
    if late:
        return f"Overdue since {format_day(memo.due_on)}: {get_public_title(memo.edition)}"
    if memo.due_on:
        return f"To acknowledge by {format_day(memo.due_on)}: {get_public_title(memo.edition)}"
    return f"{'Changed' if memo.is_changed else 'New'}, to acknowledge: {get_public_title(memo.edition)}"
