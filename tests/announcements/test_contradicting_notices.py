"""Several items about one service: one row of the board, what governs in it, and the warning before publication."""

import re

import pytest

from announcements import services_board
from portal.editorial.workflow_context import find_warnings
from tests.editorial.edition_forms import screen
from tests.factories import day, make_draft, make_published, make_record, make_service, moment

ALWAYS = {"availability": "regular_hours", "text": "Open 9 to 5."}
CLOSED = {
    "availability": "no_service",
    "effective_from": day("2025-06-20"),
    "effective_until": day("2025-07-12"),
    "text": "Closed for repairs.",
}
BY_APPOINTMENT = {"availability": "by_appointment", "effective_from": day("2025-06-15"), "text": "Call first."}
LATE = {**BY_APPOINTMENT, "effective_from": day("2025-07-01")}
ON = "/?on=2025-07-02"


@pytest.fixture
def service(db):
    return make_service()


def make_notice(service, *points: dict, at: str = "2025-06-01", title: str = "Hours"):
    columns = [
        {"key": f"item-{number}", "service": service, "posted_on": day("2025-06-01")} | point
        for number, point in enumerate(points, 1)
    ]
    facts = {"title": title, "effective_from": day("2025-06-01"), "points": columns}
    return make_published(make_record("service_notice"), at=moment(at), **facts)


def read_row(client, address: str = ON) -> str:
    """Returns the words of the only row of the board."""
    [row] = re.findall(r"<tbody>(.*?)</tbody>", client.get(address).text, re.DOTALL)
    assert row.count("<tr ") == 1
    return " ".join(re.sub(r"</?(tr|p|td|th|div|span|strong)\b[^>]*>", " ", re.sub(r"</?a\b[^>]*>", "", row)).split())


@pytest.mark.parametrize("days", [("2025-06-01", "2025-06-10"), ("2025-06-10", "2025-06-01")])
def test_a_closure_within_regular_hours_governs_until_it_ends_whichever_was_published_later(client, service, days):
    make_notice(service, ALWAYS, at=days[0])
    make_notice(service, CLOSED, at=days[1], title="Repairs")
    row = read_row(client)
    assert row.startswith("Fingerprint Identification Unit No service Closed for repairs. Instead of “Regular hours”")
    assert "in Hours, since June 1, 2025." in row and "Open 9 to 5." not in row and "disagree" not in row
    assert "Repairs" in row.partition("Since June 20, 2025")[2]
    assert "Regular hours Open 9 to 5." in read_row(client, "/?on=2025-07-12")


def test_an_open_end_from_a_later_day_replaces_an_older_one(client, service):
    make_notice(service, ALWAYS)
    make_notice(service, BY_APPOINTMENT, title="New rules")
    assert "By appointment Call first. Instead of “Regular hours”" in read_row(client)
    before = read_row(client, "/?on=2025-06-14")
    assert "Regular hours Open 9 to 5. From June 15, 2025 By appointment Call first." in before


@pytest.mark.parametrize(("one", "other"), [(CLOSED, LATE), (ALWAYS, {**BY_APPOINTMENT, "effective_from": None})])
def test_items_whose_days_decide_nothing_are_shown_as_a_contradiction_with_their_days(client, service, one, other):
    make_notice(service, one)
    make_notice(service, other, title="New rules")
    row = read_row(client)
    assert "The notices disagree. Ask before you go." in row and "Instead of" not in row
    assert one["text"] in row and other["text"] in row and row.count("History") == 2
    lines = client.get("/api/v1/services?on=2025-07-02").json()["items"][0]["lines"]
    assert [(line["is_contradicted"], line["is_overridden"]) for line in lines] == [(True, False)] * 2


def test_items_of_one_notice_stand_side_by_side_unless_one_is_for_some_days(client, service):
    make_notice(service, ALWAYS, {**BY_APPOINTMENT, "text": "Renewals."}, {"availability": "information"})
    row = read_row(client)
    assert all(words in row for words in ("Open 9 to 5.", "Renewals.", "Information")) and "disagree" not in row
    make_notice(make_service("cards", "Cards"), ALWAYS, CLOSED, title="Cards")
    lines = {item["key"]: item["lines"] for item in client.get("/api/v1/services?on=2025-07-02").json()["items"]}
    assert [line["is_overridden"] for line in lines["cards"]] == [False, True]
    assert lines["cards"][0]["availability"] == "no_service"


def test_a_service_with_more_items_than_the_board_has_room_for_is_left_out_as_a_whole(client, service, monkeypatch):
    monkeypatch.setattr(services_board, "MAX_BOARD_ITEMS", 2)
    monkeypatch.setattr(services_board.select_board_items, "queries", {})
    make_notice(make_service("cards", "Cards"), ALWAYS, title="Cards", at="2025-06-03")
    make_notice(service, ALWAYS, at="2025-06-02")
    make_notice(service, CLOSED, title="Repairs")
    assert read_row(client).startswith("Cards") and "All service notices" in client.get(ON).text


def test_staff_are_warned_before_they_publish_with_the_other_notice_and_item(
    client, service, editor, reviewer, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment("2025-06-16"))
    make_notice(service, {"availability": "information"}, ALWAYS, title="Hours at headquarters")
    points = [{"service": service, **CLOSED}, {"service": make_service("cards", "Cards"), **ALWAYS}]
    draft = make_draft(make_record("service_notice"), by=editor, points=points, effective_from=day("2025-06-20"))
    draft.perform("submit", by=editor, at=moment("2025-06-15"))
    client.force_login(reviewer)
    page = client.get(screen(draft).replace("/change/", "/step/publish/"))
    sentence = (
        "Item 1 says “No service” for Fingerprint Identification Unit (Headquarters), and item 2 of “Hours at"
        " headquarters” says “Regular hours”. While both apply, the services board shows “No service”"
    )
    assert page.text.count(sentence) == 1
    draft.perform("publish", by=reviewer, at=moment("2025-06-16"))
    assert draft.status == "published"


def test_the_warning_covers_contradictions_scheduled_notices_and_the_same_version_only(service, editor):
    make_notice(service, {**LATE, "effective_from": day("2025-07-10")}, at="2025-07-05", title="Scheduled")
    over = make_notice(service, BY_APPOINTMENT, title="Over")
    over.perform("withdraw", by=None, at=moment("2025-06-02"), note="Over.", kind="no_longer_applies")
    points = [{"key": "a", "service": service, **CLOSED}, {"key": "b", "service": service, **LATE}]
    draft = make_draft(make_record("service_notice"), by=editor, points=points, effective_from=day("2025-06-20"))
    texts = [words for words in find_warnings(draft, moment("2025-06-20")) if words.startswith("Item")]
    assert [re.findall("item [0-9].*? says", words)[0] for words in texts] == [
        "item 1 of “Scheduled” says",
        "item 2 says",
    ]
    assert "shows both as a contradiction: end one of them" in texts[0] and texts[1].endswith("board shows both.")
