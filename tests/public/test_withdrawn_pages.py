"""A withdrawn text keeps its address. The page shows the text, unless it was published in error."""

from datetime import UTC, datetime

import pytest

from tests.factories import day, make_published, make_record, moment, withdraw

PAGE = "/announcements/mistaken/"
WORD = "xylophone"


@pytest.fixture
def mistaken(db):
    """A record whose second edition, with its second point, was published in error and withdrawn."""
    record = make_record(key="mistaken")
    make_published(record, at=moment("2025-01-01"), points=["Do this."])
    second = make_published(
        record,
        at=moment("2025-02-01"),
        effective_from=day("2025-02-01"),
        body=f"All about the {WORD}.",
        points=["Do this.", {"key": "mistake", "text": f"Play the {WORD}."}],
    )
    withdraw(second, at=moment("2025-03-01"), kind="published_in_error")
    return record


@pytest.mark.parametrize(
    "address",
    [
        "editions/2/",
        "editions/2.json",
        "editions/2.md",
        "editions/2.txt",
        "editions/2.bib",
        "editions/2.csl.json",
        "editions/2/points/mistake.bib",
        "compare/1..2/",
        "points/mistake/",
        "on/2025-02-15/?known=2025-02-15",
    ],
)
def test_a_text_published_in_error_is_gone_with_its_reason(client, mistaken, address):
    response = client.get(PAGE + address)
    assert response.status_code == 410
    assert "It is over." in response.text and "ublished in error" in response.text
    assert WORD not in response.text


def test_the_page_of_a_gone_text_links_to_the_feed_that_reports_it(client, mistaken):
    page = client.get(f"{PAGE}editions/2/").text
    for syntax in ("atom", "rss", "json"):
        feed = f"/feeds/records/mistaken.{syntax}"
        assert f'href="{feed}"' in page
        assert "Published in error and withdrawn" in client.get(feed).text and WORD not in client.get(feed).text


@pytest.mark.parametrize("address", ["", "history/", "points/point-1/", "on/2025-02-15/", "editions/1/"])
def test_the_rest_of_the_record_stays_and_never_shows_the_text(client, mistaken, address):
    response = client.get(PAGE + address)
    assert response.status_code == 200
    assert WORD not in response.text


def test_lists_do_not_show_the_text(client, mistaken):
    for address in ("/", "/?on=2025-02-15", "/announcements/", "/archive/", "/register/", "/sitemap-records.xml"):
        assert WORD not in client.get(address).text


def test_a_text_withdrawn_before_its_first_day_is_gone_at_once(client, db):
    record = make_record(key="mistaken")
    only = make_published(
        record, at=moment("2025-01-01"), effective_from=day("2999-01-01"), points=[f"Play the {WORD}."]
    )
    withdraw(only, at=moment("2025-01-02"), kind="published_in_error")
    for address in ("", "editions/1/", "editions/1.json"):
        response = client.get(PAGE + address)
        assert response.status_code == 410
        assert "It is over." in response.text and WORD not in response.text


def test_a_text_that_no_longer_applies_keeps_its_page_with_the_reason(client, db):
    edition = make_published(make_record(key="over"), at=moment("2025-01-01"), points=[f"Play the {WORD}."])
    withdraw(edition, at=moment("2025-07-01 12:00"))
    for address in ("/announcements/over/", "/announcements/over/editions/1/"):
        response = client.get(address)
        assert response.status_code == 200
        assert "Withdrawn." in response.text and "since July 1, 2025" in response.text
        assert "It is over." in response.text and WORD in response.text
    assert client.get("/announcements/over/editions/1.json").json()["withdrawal"] == {
        "kind": "no_longer_applies",
        "reason": "It is over.",
        "withdrawn_at": "2025-07-01T16:00:00.000000Z",
        "withdrawn_from": "2025-07-01",
    }


def test_a_withdrawn_text_applied_until_the_day_before(client, db):
    edition = make_published(make_record(key="over"), at=moment("2025-01-01"), effective_from=day("2025-01-01"))
    withdraw(edition, at=datetime(2025, 7, 1, 16, tzinfo=UTC))
    assert "In effect on June 30, 2025." in client.get("/announcements/over/on/2025-06-30/").text
    assert "No version applied on July 1, 2025" in client.get("/announcements/over/on/2025-07-01/").text


def test_a_text_that_is_withdrawn_from_a_later_day_says_so_while_it_applies(client, db):
    edition = make_published(make_record(key="soon"), at=moment("2025-01-01"), effective_from=day("2025-01-01"))
    withdraw(edition, at=moment("2025-07-01"), from_day=day("2999-01-07"))
    page = " ".join(client.get("/announcements/soon/").text.split())
    assert "<strong>In effect.</strong>" in page
    assert "it is withdrawn from January 7, 2999 on. Reason: It is over." in page
    assert "Withdrawn from January 7, 2999 on: It is over." in " ".join(
        client.get("/announcements/soon/history/").text.split()
    )
    assert "Withdrawn: from 2999-01-07 on: It is over." in client.get("/announcements/soon/editions/1.txt").text
    known = client.get("/announcements/soon/on/2025-02-01/?known=2025-02-01").text
    assert "It is over." not in known.partition("<main")[2].partition("<aside")[0]
