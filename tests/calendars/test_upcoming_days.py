"""Where there are more versions than a calendar holds, days ahead come before those that are over."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from portal.calendars import events
from portal.lib.dates import get_local_date
from tests.factories import day, make_published, make_record, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_response_cache")]
OVER = {"effective_from": day("2025-01-01"), "effective_until": day("2025-02-01")}


def in_days(number: int):
    return get_local_date(timezone.now()) + timedelta(number)


def notice(title: str, published: str, record=None, point: dict | None = None, **facts):
    """With no day ahead but those in `facts`."""
    record = record or make_record("service_notice")
    points = [OVER | {"review_on": None} | (point or {})]
    return make_published(record, at=moment(published), title=title, points=points, **facts)


@pytest.fixture
def titles(client, monkeypatch):
    """Of the versions in a calendar that holds `most`."""

    def ask(most: int) -> set[str]:
        monkeypatch.setattr(events, "MAX_EDITIONS", most)
        found = Calendar.from_ical(client.get("/calendar.ics").content).walk("VEVENT")
        return {str(one["SUMMARY"]).rpartition(": ")[2] for one in found if "(" not in str(one["SUMMARY"])}

    return ask


@pytest.mark.parametrize(
    "coming",
    [
        lambda: {"effective_from": in_days(9)},
        lambda: {"effective_until": in_days(9)},
        lambda: {"point": {"effective_from": in_days(9), "effective_until": None, "review_on": day("2025-01-05")}},
        lambda: {"point": {"effective_until": in_days(9)}},
        lambda: {"point": {"review_on": in_days(9)}},
    ],
    ids=["begins", "ends", "a point begins", "a point ends", "a point is looked at again"],
)
def test_a_day_ahead_of_an_old_version_is_not_given_up_for_newer_ones(titles, coming):
    notice("Old", "2025-06-01", **coming())
    notice("Newer", "2025-06-02")
    notice("Newest", "2025-06-03")
    assert titles(1) == {"Old"}
    assert titles(2) == {"Old", "Newest"}
    assert titles(3) == {"Old", "Newer", "Newest"}


def test_the_nearest_days_come_first(titles):
    notice("Soon", "2025-06-01", point={"review_on": in_days(2)}, effective_until=in_days(50))
    notice("Later", "2025-06-02", effective_until=in_days(20))
    notice("Today", "2025-06-03", effective_until=in_days(1))
    assert titles(1) == {"Today"}
    assert titles(2) == {"Today", "Soon"}


def test_days_of_a_version_that_was_replaced_take_no_place(titles):
    record = notice("Replaced", "2025-06-01", effective_until=in_days(2)).record
    notice("In its place", "2025-06-02", record, effective_until=None)
    notice("Other", "2025-06-01", effective_until=in_days(30))
    assert titles(1) == {"Other"}


def test_a_day_that_was_yesterday_is_not_ahead(titles):
    notice("Over", "2025-06-01", effective_until=in_days(0), point={"review_on": in_days(-1)})
    notice("Newest", "2025-06-02")
    assert titles(1) == {"Newest"}


def test_readers_are_told_how_much_a_calendar_holds(client):
    told = str(Calendar.from_ical(client.get("/calendar.ics").content)["DESCRIPTION"])
    assert f"up to {events.MAX_EDITIONS} versions" in told and "days ahead" in told
    assert f"up to {events.MAX_EDITIONS} versions" in client.get("/about/api/").text
