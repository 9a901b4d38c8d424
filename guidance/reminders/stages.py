"""What is told about a duty on a day: pure rules of days."""

from datetime import date, timedelta

from guidance.models import Reminder

DAY, WEEK = timedelta(days=1), timedelta(days=7)
Kind = Reminder.Kind
KINDS_BY_URGENCY = [Kind.OVERDUE, Kind.TOMORROW, Kind.WEEK, Kind.ASKED]


def list_reminder_stages(asked_on: date, due_on: date | None, on: date) -> list[tuple[str, date]]:
    """What the holder of the post is to have been told by the day `on`: kinds of reminder, and the day that each
    stands for. What a day without a run left out is told on the next, unless something more pressing is."""
    asked = (Kind.ASKED, asked_on)
    if due_on is None or on < due_on - WEEK:
        return [asked]
    if on < due_on - DAY:
        return [asked, (Kind.WEEK, due_on - WEEK)]
    if on <= due_on:
        return [asked, (Kind.TOMORROW, due_on - DAY)]
    weeks = (on - due_on - DAY) // WEEK
    return [asked, (Kind.OVERDUE, due_on + DAY + weeks * WEEK)]


def is_still_valid(kind: str, told_on: date, due_on: date | None) -> bool:
    """Whether a reminder queued for that day is about the day that the duty is due now: deadlines move."""
    if kind == Kind.ASKED:
        return True
    if due_on is None:
        return False
    return {
        Kind.WEEK: told_on == due_on - WEEK,
        Kind.TOMORROW: told_on == due_on - DAY,
        Kind.OVERDUE: told_on > due_on,
        Kind.ESCALATED: told_on > due_on,
    }[Kind(kind)]
