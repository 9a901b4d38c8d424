"""If there are more versions than fit into a calendar, days ahead come before those that are over."""

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
    """Publishes a notice whose only days ahead are those in `facts` and `point`."""
    record = record or make_record("service_notice")
    points = [OVER | {"review_on": None} | (point or {})]
    return make_published(record, at=moment(published), title=title, points=points, **facts)


@pytest.fixture
def titles(client, monkeypatch):
    """Returns a function that lists the titles in a calendar limited to `most` versions."""

    def ask(most: int) -> set[str]:
        monkeypatch.setattr(events, "MAX_EDITIONS", most)
        calendar_events = Calendar.from_ical(client.get("/calendar.ics").content).walk("VEVENT")
        return {
            str(event["SUMMARY"]).rpartition(": ")[2] for event in calendar_events if "(" not in str(event["SUMMARY"])
        }

    return ask


@pytest.mark.parametrize(
    "coming",
    [
        lambda: {"effective_from": in_days(9)},
        lambda: {"effective_until": in_days(9)},
        lambda: {"point": {"effective_from": in_days(9), "effective_until": None, "review_on": day("2025-01-05")}},
        lambda: {"point": {"effective_until": in_days(9)}},
    ],
    ids=["begins", "ends", "a point begins", "a point ends"],
)
def test_an_old_version_with_a_day_ahead_comes_before_newer_ones(titles, coming):
    notice("Old", "2025-06-01", **coming())
    notice("Newer", "2025-06-02")
    notice("Newest", "2025-06-03")
    assert titles(1) == {"Old"}
    assert titles(2) == {"Old", "Newest"}
    assert titles(3) == {"Old", "Newer", "Newest"}


def test_the_nearest_days_come_first(titles):
    notice("Soon", "2025-06-01", point={"effective_until": in_days(3)}, effective_until=in_days(50))
    notice("Later", "2025-06-02", effective_until=in_days(20))
    notice("Today", "2025-06-03", effective_until=in_days(1))
    assert titles(1) == {"Today"}
    assert titles(2) == {"Today", "Soon"}


def test_the_days_of_a_replaced_version_are_left_out(titles):
    record = notice("Replaced", "2025-06-01", effective_until=in_days(2)).record
    notice("In its place", "2025-06-02", record, effective_until=None)
    notice("Other", "2025-06-01", effective_until=in_days(30))
    assert titles(1) == {"Other"}


def test_yesterday_is_not_ahead(titles):
    notice("Over", "2025-06-01", effective_until=in_days(0), point={"review_on": in_days(9)})
    notice("Newest", "2025-06-02")
    assert titles(1) == {"Newest"}


def test_the_description_states_the_limit_of_a_calendar(client):
    description = str(Calendar.from_ical(client.get("/calendar.ics").content)["DESCRIPTION"])
    assert f"up to {events.MAX_EDITIONS} versions" in description and "days ahead" in description
    assert f"up to {events.MAX_EDITIONS} versions" in client.get("/about/api/").text
