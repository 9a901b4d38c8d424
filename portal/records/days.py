"""From moments to days and back, in the time zone of the state."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def day_of(at: datetime) -> date:
    """The day on the state's calendar at a moment."""
    return at.astimezone(zone()).date()


def start_of(on: date) -> datetime:
    """The first moment of a day in the state."""
    return datetime.combine(on, time.min, tzinfo=zone())


def known_by(known: date, at: datetime) -> datetime:
    """The last moment of the day `known`, but never later than `at`: nobody knows tomorrow's publications."""
    if known >= day_of(at):
        return at
    return datetime.combine(known, time.max, tzinfo=zone())


def spelled(on: date) -> str:
    """A day as people here write it: June 5, 2020."""
    return f"{on:%B} {on.day}, {on.year}"


def spelled_iso(text: str) -> str:
    """A text that is a day in ISO 8601 spelled out, and any other as it is."""
    try:
        return spelled(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text
