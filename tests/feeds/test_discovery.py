"""Pages link to their feeds, and these feeds exist."""

import re
from html import unescape

import pytest

from tests.factories import make_published, make_record, moment, withdraw

ALTERNATE = re.compile(r'<link rel="alternate" type="application/(?:atom|rss|feed)\+(?:xml|json)"[^>]* href="([^"]+)"')


@pytest.fixture
def memo(db):
    return make_published(make_record("memo", key="memo"), at=moment("2025-06-01"))


@pytest.mark.parametrize(
    "page, feeds",
    [
        ("/", ["/feeds/all"]),
        ("/announcements/", ["/feeds/announcements"]),
        ("/guidance/", ["/feeds/guidance"]),
        (
            "/guidance/?audience=police_chiefs&issuer=governor",
            ["/feeds/guidance", "/feeds/issuers/governor", "/feeds/audiences/police_chiefs"],
        ),
        ("/guidance/memo/", ["/feeds/records/memo"]),
        ("/guidance/memo/editions/1/", ["/feeds/records/memo"]),
        ("/guidance/memo/points/point-1/", ["/feeds/records/memo"]),
        ("/register/", ["/feeds/all"]),
        ("/search/", []),
        ("/search/?q=matter&kind=memo&page=1", ["/feeds/search"]),
    ],
)
def test_a_page_names_its_feeds_for_programs(client, memo, page, feeds):
    named = [unescape(href) for href in ALTERNATE.findall(client.get(page).text)]
    query = "?q=matter&kind=memo" if feeds == ["/feeds/search"] else ""
    assert named == [f"{feed}.{syntax}{query}" for feed in feeds for syntax in ("atom", "rss", "json")]
    assert all(client.get(address).status_code == 200 for address in named)


def test_a_filtered_list_links_to_the_feed_of_its_audience(client, memo):
    assert (
        'This audience: <a href="/feeds/audiences/police_chiefs.atom"'
        in client.get("/guidance/?audience=police_chiefs").text
    )


@pytest.mark.parametrize("page", ["/", "/guidance/?issuer=governor", "/guidance/memo/", "/search/?q=matter"])
def test_a_page_links_to_its_feeds_for_readers(client, memo, page):
    links = [unescape(href) for href in re.findall(r'<a href="(/(?:feeds|calendar)[^"]+)"', client.get(page).text)]
    assert len(links) >= 3
    assert {client.get(link).status_code for link in links} == {200}


def test_the_page_of_an_item_links_to_feeds_and_calendar_of_its_service(client, db):
    notice = make_published(make_record("service_notice", key="hours"), at=moment("2025-06-01"))
    page = client.get("/announcements/hours/points/point-1/").text
    named = {unescape(href) for href in re.findall(r'<link rel="alternate"[^>]* href="([^"]+)"', page)}
    links = {unescape(href) for href in re.findall(r'<a href="(/(?:feeds|calendar)[^"]+)"', page)}
    own = {f"/feeds/services/fingerprints.{syntax}" for syntax in ("atom", "rss", "json")}
    own.add("/calendar/services/fingerprints.ics")
    assert own == links - {"/feeds/"} and own < named
    assert {client.get(link).status_code for link in own} == {200}
    withdraw(notice, at=moment("2025-06-02"), kind="published_in_error")
    assert "/feeds/services/" not in client.get("/announcements/hours/points/point-1/").text
