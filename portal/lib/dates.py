"""Conversion between moments and days, in the time zone of the state."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def get_time_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def get_local_date(at: datetime) -> date:
    """Returns the day of the moment `at` in the state's time zone."""
    return at.astimezone(get_time_zone()).date()


def get_start_of_day(on: date) -> datetime:
    """Returns the first moment of a day in the state's time zone."""
    return datetime.combine(on, time.min, tzinfo=get_time_zone())


def get_moment(written: datetime) -> datetime:
    """Returns the moment, in UTC, of a day and time without a zone, as the state's clocks show it. Of an hour that the
    clocks repeat, the first is meant unless `fold` is 1; one that they skip counts from before they are set."""
    return written.replace(tzinfo=get_time_zone()).astimezone(UTC)


def get_known_moment(known: date, at: datetime) -> datetime:
    """Returns the last moment of the day `known`, but not later than `at`: later publications are not known yet."""
    if known >= get_local_date(at):
        return at
    return datetime.combine(known, time.max, tzinfo=get_time_zone())


def parse_day(text: str) -> date:
    """Parses a day such as 2020-06-05 (ISO 8601, extended form only). Raises ValueError with a sentence."""
    try:
        if len(text) == 10 and text[4] == text[7] == "-":
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"“{text[:40]}” is not a day of the calendar. Write a day as 2020-06-05.")


def format_day(on: date) -> str:
    """Returns a day in American spelling: June 5, 2020."""
    return f"{on:%B} {on.day}, {on.year}"


def get_last_day(end: date) -> date:
    """Returns the last day of a half-open span that ends on the day `end`."""
    return max(end, date.min + timedelta(1)) - timedelta(1)


def format_iso_day(text: str) -> str:
    """Spells out a text that is a day in ISO 8601, and returns any other text unchanged."""
    try:
        return format_day(date.fromisoformat(text)) if len(text) == 10 else text
    except ValueError:
        return text
