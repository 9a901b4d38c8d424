"""The days of public texts in calendars, read by the library icalendar."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from portal.calendars import ical
from tests.factories import day, make_draft, make_published, make_record, make_service, moment, publish, withdraw

pytestmark = pytest.mark.django_db
WORD = "xylophone"


@pytest.fixture
def events(client):
    """Returns a function that reads the events of a calendar, in order."""

    def ask(address: str = "/calendar.ics") -> list:
        response = client.get(address)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        return Calendar.from_ical(response.content).walk("VEVENT")

    return ask


def brief(calendar_events) -> list[tuple]:
    return [(str(event["SUMMARY"]), event["DTSTART"].dt.isoformat(), str(event["STATUS"])) for event in calendar_events]


ITEM = {
    "key": "desk",
    "text": "Closed.",
    "effective_from": day("2025-06-10"),
    "effective_until": day("2025-09-01"),
    "review_on": day("2025-08-01"),
}


def notice(**facts):
    record = make_record("service_notice", key="hours")
    facts = {"title": "Hours, days; and \\more", "effective_until": day("2026-01-01"), "points": [ITEM]} | facts
    return make_published(record, at=moment("2025-06-01"), **facts)


def test_a_calendar_contains_the_days_of_an_edition_and_its_points_without_days_of_review(events):
    notice()
    title, name = "Hours, days; and \\more", "Fingerprint Identification Unit"
    assert brief(events()) == [
        (f"Takes effect: {title}", "2025-06-01", "CONFIRMED"),
        (f"Takes effect: {name} ({title})", "2025-06-10", "CONFIRMED"),
        (f"Last day: {name} ({title})", "2025-08-31", "CONFIRMED"),
        (f"Last day: {title}", "2025-12-31", "CONFIRMED"),
    ]
    [first, second, *_] = events()
    assert first["URL"] == "http://testserver/announcements/hours/editions/1/"
    assert second["URL"] == "http://testserver/announcements/hours/editions/1/#desk"
    assert first["TRANSP"] == "TRANSPARENT" and first["SEQUENCE"] == 0


def test_a_new_version_moves_the_same_event(events):
    record = notice().record
    before = {str(event["UID"]): event for event in events()}
    later = ITEM | {"effective_until": day("2025-10-01")}
    make_published(record, at=moment("2025-06-20"), effective_from=day("2025-06-20"), points=[later])
    after = {str(event["UID"]): event for event in events()}
    [end] = [event for event in after.values() if str(event["SUMMARY"]).startswith("Last day: Finger")]
    assert end["DTSTART"].dt == day("2025-09-30") and end["SEQUENCE"] == 1
    assert before[str(end["UID"])]["DTSTART"].dt == day("2025-08-31")
    assert end["DTSTAMP"].dt >= before[str(end["UID"])]["DTSTAMP"].dt


def test_uids_do_not_depend_on_the_name_and_host_of_the_site(client, events, settings):
    notice()
    uids = [str(event["UID"]) for event in events()]
    settings.SITE_NAME, settings.ALLOWED_HOSTS = "Another", ["elsewhere.example"]
    there = Calendar.from_ical(client.get("/calendar.ics", headers={"host": "elsewhere.example"}).content)
    assert [str(event["UID"]) for event in there.walk("VEVENT")] == uids and len(set(uids)) == 4


def test_the_events_of_a_withdrawn_text_are_cancelled(events):
    edition = notice()
    uids = {str(event["UID"]) for event in events()}
    withdraw(edition, at=moment("2025-06-20"))
    after = events()
    assert {str(event["STATUS"]) for event in after} == {"CANCELLED"}
    assert {str(event["UID"]) for event in after} == uids
    assert {event["SEQUENCE"] for event in after} == {2}


def test_a_withdrawal_restores_the_days_of_the_previous_version(events):
    record = notice().record
    second = make_published(
        record,
        at=moment("2025-06-05"),
        effective_from=day("2025-06-05"),
        points=[ITEM | {"effective_until": day("2025-10-01")}],
    )
    withdraw(second, at=moment("2025-06-20"))
    ends = [row for row in brief(events()) if row[0].startswith("Last day: Finger")]
    assert [(on, status) for _, on, status in ends] == [("2025-08-31", "CONFIRMED")]
    assert ("Takes effect: Hours, days; and \\more", "2025-06-05", "CANCELLED") in brief(events())


def test_a_withdrawal_in_the_future_cancels_nothing_yet(events):
    edition = notice(effective_until=None)
    withdraw(edition, at=moment("2025-06-20"), from_day=timezone.now().date() + timedelta(days=30))
    assert {str(event["STATUS"]) for event in events()} == {"CONFIRMED"}


def test_a_text_published_in_error_leaves_no_words_in_calendars(client, events):
    edition = notice(title=f"The {WORD}", points=[ITEM | {"service": make_service("w", WORD)}])
    assert WORD in client.get("/calendar.ics").text
    withdraw(edition, at=moment("2025-06-20"), kind="published_in_error")
    assert WORD not in client.get("/calendar.ics").text and "#desk" not in client.get("/calendar.ics").text
    assert {row[::2] for row in brief(events())} == {("Published in error and withdrawn", "CANCELLED")}


def test_an_upcoming_version_is_shown_beside_the_current_one(events):
    """Later days of the current version are left out, because the upcoming one replaces it."""
    record = notice().record
    coming = timezone.now().date() + timedelta(days=100)
    new = ITEM | {"effective_from": None, "effective_until": None, "review_on": coming}
    make_published(
        record, at=moment("2025-06-20"), effective_from=coming, effective_until=coming + timedelta(days=9), points=[new]
    )
    days = [event["DTSTART"].dt for event in events() if str(event["SUMMARY"]).startswith("Takes effect: Hours")]
    assert days == [day("2025-06-01"), coming]


@pytest.mark.parametrize("step", ["draft", "in_review", "scheduled"])
def test_an_unpublished_text_is_in_no_calendar(client, editor, step):
    service = make_service("sealed", WORD)
    draft = make_draft(make_record("service_notice", key="hidden"), title=WORD, points=[ITEM | {"service": service}])
    if step != "draft":
        draft.perform("submit", by=None, at=timezone.now())
    if step == "scheduled":
        draft.perform("publish", by=None, at=timezone.now() + timedelta(days=400))
    client.force_login(editor)
    assert WORD not in client.get("/calendar.ics").text
    assert client.get("/calendar/governor.ics").status_code == 404
    assert client.get("/calendar/services/sealed.ics").status_code == 404


def test_third_party_texts_have_no_days(events):
    make_published(make_record("questions", is_official=False), at=moment("2025-06-01"))
    assert events() == []


def test_an_issuer_and_a_service_have_calendars(events):
    notice()
    other = make_service("records", "Reports and Records")
    more = [
        {
            "key": "other",
            "service": other,
            "text": "Open.",
            "effective_from": day("2025-06-02"),
            "review_on": None,
            "effective_until": day("2025-07-01"),
        }
    ]
    make_published(make_record("service_notice", key="more"), at=moment("2025-06-01"), title="More", points=more)
    assert len(events("/calendar/governor.ics")) == len(events()) == 7
    assert [row[0] for row in brief(events("/calendar/services/records.ics"))] == [
        "Takes effect: More",
        "Takes effect: Reports and Records (More)",
        "Last day: Reports and Records (More)",
    ]


@pytest.mark.parametrize("address", ["/calendar/nobody.ics", "/calendar/services/nothing.ics", "/calendar/"])
def test_other_calendars_do_not_exist(client, db, address):
    assert client.get(address).status_code == 404


def test_an_empty_calendar_is_valid(events):
    assert events() == []


def test_lines_are_folded_by_octets_and_end_with_crlf(client, events):
    notice(title="Ünïcödé 日本語 😀 " * 12)
    data = client.get("/calendar.ics").content
    lines = data.split(b"\r\n")
    assert lines[-1] == b"" and b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines[:-1])
    assert "Ünïcödé 日本語 😀 " * 11 in str(events()[0]["SUMMARY"])


def test_special_characters_are_escaped():
    assert ical.escape_text("a;b,c\\d\r\ne\x07\x0bf") == "a\\;b\\,c\\\\d\\nef"


def test_two_requests_at_one_moment_get_the_same_calendar(client):
    notice()
    assert client.get("/calendar.ics").content == client.get("/calendar.ics").content


def test_a_current_copy_is_not_sent_again(client):
    edition = notice()
    for address in ("/calendar.ics", "/calendar/governor.ics", "/calendar/services/fingerprints.ics"):
        first = client.get(address)
        for headers in (
            {"if-none-match": first.headers["ETag"]},
            {"if-modified-since": first.headers["Last-Modified"]},
        ):
            assert client.get(address, headers=headers).status_code == 304
    withdraw(edition, at=timezone.now())
    assert client.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_a_scheduled_edition_changes_the_etag_at_its_moment(client, monkeypatch):
    record = notice().record
    soon = timezone.now() + timedelta(minutes=5)
    tag = client.get("/calendar.ics").headers["ETag"]
    publish(make_draft(record, points=[ITEM]), at=soon)
    sealed = client.get("/calendar.ics").headers["ETag"]
    monkeypatch.setattr(timezone, "now", lambda: soon)
    assert len({tag, sealed, client.get("/calendar.ics").headers["ETag"]}) == 3


def test_a_calendar_costs_at_most_five_queries_at_any_size(client):
    def costs() -> list[int]:
        counts = []
        for address in ("/calendar.ics", "/calendar/governor.ics", "/calendar/services/fingerprints.ics"):
            with CaptureQueriesContext(connection) as queries:
                assert b"VEVENT" in client.get(address).content
            counts.append(len(queries))
        return counts

    record = notice().record
    few = costs()
    make_published(record, at=moment("2025-06-02"), points=[ITEM, ITEM | {"key": "other"}])
    for _ in range(4):
        make_published(make_record("service_notice"), at=moment("2025-06-01"), points=[ITEM])
    assert costs() == few and max(few) <= 5
