"""Which reminders of a duty are due on a day. Pure functions of dates."""

from datetime import date, timedelta

from guidance.models import Reminder

DAY, WEEK = timedelta(days=1), timedelta(days=7)
Kind = Reminder.Kind


def list_reminder_stages(asked_on: date, due_on: date | None, on: date) -> list[tuple[str, date]]:
    """Returns the reminders that the holder of the post should have by the day `on`: their kinds, each with the day to
    which it belongs. A reminder missed on a day without a run follows on the next, unless a more urgent one replaces
    it."""
    asked = (Kind.ASKED, asked_on)
    if due_on is None or on < due_on - WEEK:
        return [asked]
    if on < due_on - DAY:
        return [asked, (Kind.WEEK, due_on - WEEK)]
    if on <= due_on:
        return [asked, (Kind.TOMORROW, due_on - DAY)]
    weeks = (on - due_on - DAY) // WEEK
    return [asked, (Kind.OVERDUE, due_on + DAY + weeks * WEEK)]


def is_still_valid(kind: str, reminder_day: date, due_on: date | None) -> bool:
    """Whether a reminder that belongs to the day `reminder_day` still fits the deadline, which may have moved."""
    if kind == Kind.ASKED:
        return True
    if due_on is None:
        return False
    return {
        Kind.WEEK: reminder_day == due_on - WEEK,
        Kind.TOMORROW: reminder_day == due_on - DAY,
        Kind.OVERDUE: reminder_day > due_on,
        Kind.ESCALATED: reminder_day > due_on,
    }[Kind(kind)]
