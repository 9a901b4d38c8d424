"""From moments to days and back, in the time zone of the state."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings


def get_time_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def get_local_date(at: datetime) -> date:
    """The day on the state's calendar at a moment."""
    return at.astimezone(get_time_zone()).date()


def get_start_of_day(on: date) -> datetime:
    """The first moment of a day in the state."""
    return datetime.combine(on, time.min, tzinfo=get_time_zone())


def get_known_moment(known: date, at: datetime) -> datetime:
    """The last moment of the day `known`, but never later than `at`: nobody knows tomorrow's publications."""
    if known >= get_local_date(at):
        return at
    return datetime.combine(known, time.max, tzinfo=get_time_zone())


def parse_day(text: str) -> date:
    """The day in a text such as 2020-06-05 (ISO 8601, extended form only). Raises ValueError with a sentence."""
    try:
        if len(text) == 10 and text[4] == text[7] == "-":
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"“{text[:40]}” is not a day of the calendar. Write a day as 2020-06-05.")


def format_day(on: date) -> str:
    """A day as people here write it: June 5, 2020."""
    return f"{on:%B} {on.day}, {on.year}"


def format_iso_day(text: str) -> str:
    """A text that is a day in ISO 8601 spelled out, and any other as it is."""
    try:
        return format_day(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text
