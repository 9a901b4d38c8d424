"""The services board on the home page: the board of different days, and the warning about old items."""

import pytest
from django.utils import timezone

from announcements.services_board import get_services_board
from tests.factories import day, make_draft, make_published, make_record, make_service, moment, publish, withdraw
from tests.page_client import PageClient

NOTICE = "/announcements/state-police-headquarters-modified-services-hours/"

BEFORE_REOPENING = [
    ("Fingerprinting and license renewals", "Limited", "April 30, 2020"),
    ("Unarmed security guards from other states", "Requirement suspended", "April 30, 2020"),
    ("Sex Offender Registry and Deadly Weapons Offender Registry", "Regular hours", "April 30, 2020"),
    ("Guard cards", "No service", "April 30, 2020"),
    ("Entering the building", "Information", "April 30, 2020"),
]
REOPENED = [
    ("Fingerprint Identification Unit", "By appointment", "June 15, 2020"),
    ("Reports and Records", "By appointment", "June 15, 2020"),
]
TODAY = [
    ("New pistol permits", "Information", "May 26, 2021"),
    *REOPENED,
    ("Pistol permit renewals", "By mail only", None),
    *BEFORE_REOPENING,
]


def lines(context) -> list[tuple]:
    """Returns the service, the availability and the first day of each line on the page."""
    return [
        (
            line.item.service.name,
            line.item.get_availability_display(),
            f"{line.since:%B} {line.since.day}, {line.since.year}" if line.since else None,
        )  # noqa: E501
        for place in context["places"]
        for line in place.lines
    ]


@pytest.mark.usefixtures("seeded", "db")
class TestSeeded:
    @pytest.mark.parametrize(
        ("query", "board", "version"),
        [
            ("?on=2020-05-15", BEFORE_REOPENING, 1),
            ("?on=2020-06-16", REOPENED + BEFORE_REOPENING, 2),
            ("", TODAY, 3),
        ],
    )
    def test_each_day_has_its_board(self, client, query, board, version):
        response = client.get(f"/{query}")
        assert lines(response.context) == board
        assert [notice.number for place in response.context["places"] for notice in place.notices] == [version]
        for service, availability, since in board:
            assert service in response.text and availability in response.text
            assert since is None or since in response.text

    def test_an_upcoming_item_is_shown_with_its_first_day(self, client):
        response = client.get("/?on=2020-06-10")
        assert response.text.count('<span class="chip upcoming">From June 15, 2020</span>') == 2
        assert "Since June 15, 2020" not in response.text

    def test_a_day_before_the_first_notice_has_an_empty_board(self, client):
        response = client.get("/?on=2010-01-01")
        assert response.context["places"] == []
        assert "No service notice was in effect on January 1, 2010." in response.text

    def test_old_items_show_their_dates_and_the_board_shows_one_warning(self, client):
        text = client.get("/").text
        assert text.count("Check before you go.") == 1
        assert text.count("No end date, unconfirmed") == 9
        assert text.count("Posted April 30, 2020") == 5
        assert text.count("Day of posting not stated") == 1

    def test_items_that_were_recent_on_the_day_have_no_warning(self, client):
        text = client.get("/?on=2020-05-15").text
        assert "Check before you go." not in text and "No end date" not in text

    def test_other_days_are_not_for_search_engines(self, client):
        today, then = client.get("/").text, client.get("/?on=2020-05-15").text
        canonical = '<link rel="canonical" href="http://testserver/">'
        assert canonical in today and canonical in then
        assert "noindex" not in today and "noindex" in then

    def test_the_notices_versions_have_five_seven_and_nine_items(self, client):
        pages = [client.get(f"{NOTICE}editions/{number}/") for number in (1, 2, 3)]
        assert [page.text.count('<li id="') for page in pages] == [5, 7, 9]

    def test_a_lost_link_is_marked_and_has_no_address(self, client):
        text = client.get(NOTICE).text
        assert text.count('<span class="lost">HERE</span> <span class="lost-note">(link not preserved)</span>') == 4
        assert "lost:" not in text

    def test_the_notice_shows_that_nobody_confirmed_it(self, client):
        assert "Not confirmed since May 26, 2021." in client.get(NOTICE).text


def board_text(**facts) -> str:
    """Makes a notice that is old and has no end, unless `facts` set one, and returns the home page."""
    make_notice(**facts)
    return PageClient().get("/").text


def make_notice(**facts):
    record = make_record("service_notice")
    points = [
        {
            "key": "old",
            "service": make_service("old", "Old service"),
            "review_on": day("2020-02-01"),
            "posted_on": day("2020-01-01"),
        },  # noqa: E501
        {"key": "ending", "service": make_service("ending", "Ending service"), "effective_until": day("2999-01-01")},
    ]
    return make_published(record, at=moment("2020-01-01"), effective_from=day("2020-01-01"), points=points, **facts)


@pytest.mark.django_db
class TestMade:
    def test_where_some_items_are_old_the_warning_counts_them(self):
        text = board_text()
        assert "1 of these 2 items names no end date" in text
        assert text.count("No end date, unconfirmed") == 1
        assert "Last day December 31, 2998" in text

    def test_the_day_of_a_confirmation_is_shown(self):
        edition = make_notice()
        edition.perform("confirm", by=None, at=moment("2020-03-01 10:00"))
        text = PageClient().get("/").text
        assert "last confirmed March 1, 2020" in text and "No end date, confirmed March 1, 2020" in text

    def test_an_item_that_has_ended_is_off_the_board(self):
        record = make_record("service_notice")
        point = {"service": make_service("over", "Service that is over"), "effective_until": day("2020-06-01")}
        make_published(record, at=moment("2020-01-01"), effective_from=day("2020-01-01"), points=[point])
        client = PageClient()
        assert "Service that is over" in client.get("/?on=2020-05-31").text
        assert "Service that is over" not in client.get("/?on=2020-06-01").text

    def test_the_end_of_a_notice_is_the_end_of_its_items(self):
        text = board_text(effective_until=day("2998-01-01"))
        assert text.count("Last day December 31, 2997") == 2 and "No end date" not in text

    def test_a_withdrawal_from_a_later_day_is_an_end(self):
        edition = make_notice()
        withdraw(edition, at=timezone.now(), from_day=day("2998-01-01"))
        text = PageClient().get("/").text
        assert text.count("Last day December 31, 2997") == 2 and "No end date" not in text
        [place], _ = get_services_board(day("2020-06-01"), moment("2020-06-01"))
        assert [line.until for line in place.lines] == [None, day("2999-01-01")]

    def test_a_notice_that_has_ended_is_off_the_board(self):
        make_notice(effective_until=day("2021-01-01"))
        assert "Old service" not in PageClient().get("/").text

    def test_a_new_version_replaces_the_old_one_on_its_first_day(self):
        record = make_notice().record
        points = [{"service": make_service("new", "New service")}]
        draft = make_draft(record, effective_from=day("2020-07-01"), points=points)
        publish(draft, at=moment("2020-06-01"))
        client = PageClient()
        assert "Old service" in client.get("/?on=2020-06-30").text
        after = client.get("/?on=2020-07-01").text
        assert "New service" in after and "Old service" not in after
