"""Events keep their UID in later versions, and move only with a higher sequence number."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from portal.lib.dates import get_local_date, get_time_zone
from tests.factories import day, make_published, make_record, moment, withdraw

pytestmark = pytest.mark.django_db


def in_days(number: int):
    return get_local_date(timezone.now()) + timedelta(number)


@pytest.fixture
def events(client, monkeypatch):
    """Returns a function that reads the calendar's events, in order, as of a number of days from now."""
    today = in_days(0)

    def ask(days: int = 0) -> list:
        noon = datetime.combine(today + timedelta(days), time(23, 59), tzinfo=get_time_zone())
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: noon)
            return Calendar.from_ical(client.get("/calendar.ics").content).walk("VEVENT")

    return ask


def ends(calendar_events) -> list:
    return [event for event in calendar_events if str(event["SUMMARY"]).startswith("Last day: Fi")]


def version(record, published: str, begins: int, end: int | None, **facts):
    """Publishes a version that takes effect in `begins` days, with one item that ends in `end` days."""
    item = {"key": "desk", "review_on": None if end else in_days(2000), "effective_until": end and in_days(end + 1)}
    return make_published(record, at=moment(published), effective_from=in_days(begins), points=[item], **facts)


def test_a_withdrawal_from_a_later_day_is_the_last_day(events):
    edition = make_published(make_record(), at=moment("2025-06-01"), effective_from=in_days(-9), title="Firearms")
    withdraw(edition, at=timezone.now(), from_day=in_days(30))
    assert [event["DTSTART"].dt for event in ends(events())] == [in_days(29)]
    assert ends(events(30)) == []


def test_a_valid_day_is_not_replaced_by_one_of_an_upcoming_version(events):
    record = version(make_record("service_notice"), "2025-06-01", -9, 20).record
    [before] = ends(events())
    version(record, "2025-06-02", 40, 60)
    [now] = ends(events())
    assert now["DTSTART"].dt == before["DTSTART"].dt == in_days(20)
    calendar_events = [ends(events(days))[0] for days in (0, 20, 21, 39, 40, 61)]
    assert [event["DTSTART"].dt for event in calendar_events] == [in_days(20)] * 2 + [in_days(60)] * 4
    assert {str(event["UID"]) for event in calendar_events} == {str(before["UID"])}
    assert [event["SEQUENCE"] for event in [before, *calendar_events]] == [1, 2, 2, 3, 3, 3, 3]
    changed = [event["LAST-MODIFIED"].dt for event in calendar_events]
    assert changed == sorted(changed) and get_local_date(changed[2]) == in_days(21)


def test_days_of_a_version_end_when_the_next_one_begins(events):
    record = version(make_record("service_notice"), "2025-06-01", -9, 50).record
    version(record, "2025-06-02", 40, None)
    assert ends(events()) == []
    version(record, "2025-06-03", 70, None)
    assert ends(events()) == []


def test_a_correction_of_an_upcoming_version_keeps_its_events(events):
    record = version(make_record("service_notice"), "2025-06-01", -9, None).record
    facts = {"begins": 40, "end": 60}
    version(record, "2025-06-02", **facts, title="Hour")
    waiting = {str(event["UID"]) for event in events()}
    version(record, "2025-06-03", **facts, title="Hours", change_kind="correction")
    calendar_events = events()
    assert {str(event["UID"]) for event in calendar_events} == waiting
    assert [str(event["SUMMARY"]) for event in calendar_events if event["DTSTART"].dt == in_days(40)] == [
        "Takes effect: Hours"
    ]


def test_an_event_moved_back_by_a_withdrawal_has_its_moment(events):
    record = make_record("service_notice")
    version(record, "2025-06-01", -9, 20)
    second = version(record, "2025-06-02", -8, 30)
    withdraw(second, at=timezone.now() + timedelta(seconds=5))
    [end] = ends(events())
    assert end["DTSTART"].dt == in_days(20) and end["SEQUENCE"] == 5
    assert end["LAST-MODIFIED"].dt == second.withdrawn_at.replace(microsecond=0) == end["DTSTAMP"].dt


def test_a_version_that_took_effect_at_once_counts_only_once(events):
    version(make_record("service_notice"), "2025-06-01", (day("2025-06-01") - in_days(0)).days, 20)
    assert {event["SEQUENCE"] for event in events()} == {0}
