"""The moment at which a page of an account is asked for. Nothing below a view asks the clock."""

from datetime import date, datetime

from django.utils import timezone


def asked_moment(request) -> datetime:
    return timezone.now()


def day_of(at: datetime) -> date:
    """The day on the state's calendar."""
    return at.astimezone(timezone.get_default_timezone()).date()
