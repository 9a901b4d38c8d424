"""Pages name the feed that goes with them, and the feed is there."""

import re
from html import unescape

import pytest

from tests.factories import make_published, make_record, moment

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
        ("/guidance/?audience=police_chiefs&issuer=governor", ["/feeds/guidance", "/feeds/issuers/governor",
                                                               "/feeds/audiences/police_chiefs"]),
        ("/guidance/memo/", ["/feeds/records/memo"]),
        ("/guidance/memo/editions/1/", ["/feeds/records/memo"]),
        ("/guidance/memo/points/point-1/", ["/feeds/records/memo"]),
        ("/search/", []),
        ("/search/?q=matter&kind=memo&page=1", ["/feeds/search"]),
    ],
)  # fmt: skip
def test_a_page_names_its_feeds(client, memo, page, feeds):
    named = [unescape(one) for one in ALTERNATE.findall(client.get(page).text)]
    query = "?q=matter&kind=memo" if feeds == ["/feeds/search"] else ""
    assert named == [f"{feed}.{syntax}{query}" for feed in feeds for syntax in ("atom", "rss", "json")]
    assert all(client.get(address).status_code == 200 for address in named)


@pytest.mark.parametrize("page", ["/", "/guidance/?issuer=governor", "/guidance/memo/", "/search/?q=matter"])
def test_readers_find_them_too(client, memo, page):
    links = [unescape(one) for one in re.findall(r'<a href="(/(?:feeds|calendar)[^"]+)"', client.get(page).text)]
    assert len(links) >= 3
    assert {client.get(link).status_code for link in links} == {200}
