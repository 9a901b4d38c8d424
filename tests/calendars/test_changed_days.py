"""Events stay themselves while versions follow each other, and move only with a higher number."""

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
    """The events of a calendar after a number of days, in their order."""
    today = in_days(0)

    def ask(days: int = 0) -> list:
        noon = datetime.combine(today + timedelta(days), time(23, 59), tzinfo=get_time_zone())
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: noon)
            return Calendar.from_ical(client.get("/calendar.ics").content).walk("VEVENT")

    return ask


def ends(found) -> list:
    return [one for one in found if str(one["SUMMARY"]).startswith("Last day: Fing")]


def version(record, published: str, begins: int, end: int | None, **facts):
    """Takes effect in so many days, for which it waited since it was published; its only item ends in so many."""
    item = {"key": "desk", "review_on": None if end else in_days(2000), "effective_until": end and in_days(end + 1)}
    return make_published(record, at=moment(published), effective_from=in_days(begins), points=[item], **facts)


def test_a_day_that_still_holds_is_not_given_up_for_one_of_a_version_to_come(events):
    record = version(make_record("service_notice"), "2025-06-01", -9, 20).record
    [before] = ends(events())
    version(record, "2025-06-02", 40, 60)
    [now] = ends(events())
    assert now["DTSTART"].dt == before["DTSTART"].dt == in_days(20)
    found = [ends(events(days))[0] for days in (0, 20, 21, 39, 40, 61)]
    assert [one["DTSTART"].dt for one in found] == [in_days(20)] * 2 + [in_days(60)] * 4
    assert {str(one["UID"]) for one in found} == {str(before["UID"])}
    assert [one["SEQUENCE"] for one in [before, *found]] == [1, 2, 2, 3, 3, 3, 3]
    changed = [one["LAST-MODIFIED"].dt for one in found]
    assert changed == sorted(changed) and get_local_date(changed[2]) == in_days(21)


def test_days_of_a_version_end_where_the_next_one_begins(events):
    record = version(make_record("service_notice"), "2025-06-01", -9, 50).record
    version(record, "2025-06-02", 40, None)
    assert ends(events()) == []
    version(record, "2025-06-03", 70, None)
    assert ends(events()) == []


def test_a_correction_of_what_waits_keeps_its_event(events):
    record = version(make_record("service_notice"), "2025-06-01", -9, None).record
    facts = {"begins": 40, "end": 60}
    version(record, "2025-06-02", **facts, title="Hour")
    waiting = {str(one["UID"]) for one in events()}
    version(record, "2025-06-03", **facts, title="Hours", change_kind="correction")
    found = events()
    assert {str(one["UID"]) for one in found} == waiting
    assert [str(one["SUMMARY"]) for one in found if one["DTSTART"].dt == in_days(40)] == ["Takes effect: Hours"]


def test_an_event_that_a_withdrawal_moves_back_has_changed_by_it(events):
    record = make_record("service_notice")
    version(record, "2025-06-01", -9, 20)
    second = version(record, "2025-06-02", -8, 30)
    withdraw(second, at=timezone.now() + timedelta(seconds=5))
    [end] = ends(events())
    assert end["DTSTART"].dt == in_days(20) and end["SEQUENCE"] == 5
    assert end["LAST-MODIFIED"].dt == second.withdrawn_at.replace(microsecond=0) == end["DTSTAMP"].dt


def test_a_version_that_never_waited_moves_nothing_by_taking_effect(events):
    version(make_record("service_notice"), "2025-06-01", (day("2025-06-01") - in_days(0)).days, 20)
    assert {one["SEQUENCE"] for one in events()} == {0}
