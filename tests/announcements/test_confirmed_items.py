"""Items that were confirmed by themselves: the services board, the page of the notice, the API, the desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from announcements.models import NoticeItem
from announcements.services_board import get_services_board
from portal.lib import dates
from portal.records.models import Edition
from tests.factories import day, make_published, make_record, make_service, moment
from tests.page_client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_response_cache")]
KEYS = ("cards", "desk", "files")
NOTICE = "/announcements/notice/"


def make_notice(**facts) -> Edition:
    """A notice of January 1, 2020 with three items, to be reviewed on February 1."""
    points = [
        {
            "key": key,
            "service": make_service(key, f"{key.capitalize()} office"),
            "posted_on": day("2020-01-01"),
            "review_on": day("2020-02-01"),
        }
        | facts
        for key in KEYS
    ]
    record = make_record("service_notice", key="notice")
    return make_published(record, at=moment("2020-01-01"), effective_from=day("2020-01-01"), points=points)


@pytest.fixture
def notice(db) -> Edition:
    return make_notice()


def confirm(edition: Edition, on: str, *points: str, review: str | None = None) -> None:
    facts = {"points": points, "next_review_on": review and day(review)}
    edition.perform("confirm", by=None, at=moment(f"{on} 10:00"), **facts)


def read_board(on: str, known: str = "") -> dict[str, tuple]:
    """Returns the day of confirmation, the next day of review and the caution of each item."""
    [place], _ = get_services_board(day(on), moment(f"{known or on} 23:59"))
    return {
        line.item.key: (str(line.confirmed_on), str(line.item.next_review_on), line.is_stale) for line in place.lines
    }


def list_past_review(on: str) -> list[str]:
    items = NoticeItem.objects.past_review(day(on), moment(f"{on} 23:59"))
    return list(items.order_by("number").values_list("key", flat=True))


def test_an_item_confirmed_by_itself_counts_as_confirmed_from_that_day(notice):
    confirm(notice, "2020-06-01", "desk", review="2020-09-01")
    old, confirmed = ("None", "2020-02-01", True), ("2020-06-01", "2020-09-01", False)
    assert read_board("2020-06-01") == {"cards": old, "desk": confirmed, "files": old}
    assert read_board("2020-05-31", "2020-06-01") == dict.fromkeys(KEYS, old), "the page of a day tells of none later"
    assert read_board("2020-06-01", "2020-05-31") == dict.fromkeys(KEYS, old)
    assert read_board("2020-09-01")["desk"] == ("2020-06-01", "2020-09-01", True), "the day of review has come"


def test_a_later_confirmation_of_the_whole_notice_sets_the_day_of_every_item(notice):
    confirm(notice, "2020-06-01", "desk", review="2020-09-01")
    confirm(notice, "2020-06-05", review="2020-07-01")
    assert read_board("2020-06-05") == dict.fromkeys(KEYS, ("2020-06-05", "2020-07-01", False))
    confirm(notice, "2020-06-09")
    assert read_board("2020-06-09")["desk"] == ("2020-06-09", "2020-07-01", False), "it names no other day"


def test_the_desk_lists_an_item_again_from_its_next_day_of_review(notice):
    assert [list_past_review(on) for on in ("2020-01-31", "2020-02-01")] == [[], list(KEYS)]
    confirm(notice, "2020-06-01", "desk", "files", review="2020-09-01")
    assert list_past_review("2020-06-01") == ["cards"]
    confirm(notice, "2020-06-02", "files", review="2020-12-01")
    assert [list_past_review(on) for on in ("2020-08-31", "2020-09-01")] == [["cards"], ["cards", "desk"]]
    confirm(notice, "2020-09-01")
    assert list_past_review("2020-09-01") == [], "confirmed on the day of review"


def test_the_board_says_when_its_old_items_were_confirmed(notice):
    confirm(notice, "2020-06-01", "desk", review="2020-06-02")
    text = PageClient().get("/").text
    assert "None of these items names an end date, and they were last confirmed long ago or never." in text
    assert text.count("No end date, confirmed June 1, 2020") == 1 and text.count("No end date, unconfirmed") == 2


def test_the_board_names_the_day_of_the_only_old_item(notice):
    today = dates.get_local_date(timezone.now())
    confirm(notice, "2020-06-01", "desk", review="2020-06-02")
    confirm(notice, "2020-06-02", "cards", "files", review=str(today + timedelta(days=9)))
    text = PageClient().get("/").text
    assert "1 of these 3 items names no end date, and it was last confirmed June 1, 2020." in text


def test_the_api_has_the_days_of_each_item_as_known_at_the_moment(client, notice):
    confirm(notice, "2020-06-01", "desk", review="2020-09-01")

    def days(query: str) -> dict:
        lines = [
            line for service in client.get(f"/api/v1/services?{query}").json()["items"] for line in service["lines"]
        ]
        return {line["point"]: (line["confirmed_on"], line["review_on"], line["is_stale"]) for line in lines}

    old = (None, "2020-02-01", True)
    assert days("on=2020-06-01") == {"cards": old, "desk": ("2020-06-01", "2020-09-01", False), "files": old}
    assert days("on=2020-05-31") == days("on=2020-06-01&known=2020-05-31") == dict.fromkeys(KEYS, old)


# The page of the notice


def test_the_page_names_the_confirmed_items_and_keeps_the_caution(notice):
    confirm(notice, "2020-06-01", "desk", "files")
    text = PageClient().get(NOTICE).text
    assert "Not confirmed as a whole since January 1, 2020." in text
    assert "Items 2 and 3 were confirmed as still current on June 1, 2020." in text
    assert text.count("<span>Confirmed June 1, 2020</span>") == 2
    confirm(notice, "2020-06-02", "desk")
    text = PageClient().get(NOTICE).text
    assert "Items 2 and 3 were confirmed as still current on the days stated with them." in text
    assert text.count("<span>Confirmed June 1, 2020</span>") == text.count("<span>Confirmed June 2, 2020</span>") == 1


def test_the_page_says_so_when_all_items_were_confirmed(notice):
    today = timezone.now()
    for keys, days in ((("cards", "files"), 3), (("desk",), 1)):
        notice.perform("confirm", by=None, at=today - timedelta(days=days), points=keys)
    text = PageClient().get(NOTICE).text
    whole, later = (dates.format_day(dates.get_local_date(today - timedelta(days=days))) for days in (3, 1))
    assert "Not confirmed" not in text and f"Confirmed as still current on {whole}." in text
    assert f"Item 2 was confirmed as still current on {later}." in text


def test_the_page_of_a_day_tells_of_no_later_confirmation(notice):
    confirm(notice, "2020-06-01", "desk")
    confirm(notice, "2020-06-05")
    client = PageClient()
    for address in (f"{NOTICE}on/2020-05-31/", f"{NOTICE}on/2020-06-05/?known=2020-05-31"):
        assert "onfirmed" not in client.get(address).text, address
    text = client.get(f"{NOTICE}on/2020-06-01/").text
    assert "Item 2 was confirmed as still current on June 1, 2020." in text and "June 5" not in text
    assert "Confirmed as still current on June 5, 2020." in client.get(f"{NOTICE}on/2020-06-05/").text


def test_a_partly_confirmed_notice_costs_no_further_query(client, notice):
    def costs() -> list[int]:
        counts = []
        for address in ("/", NOTICE, f"{NOTICE}on/2020-06-05/", f"{NOTICE}editions/1/", "/api/v1/services"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    before = costs()
    for number in range(1, 9):
        confirm(notice, f"2020-06-0{number}", KEYS[number % 3], review="2020-09-01")
    assert costs() == before and max(before) <= 5
