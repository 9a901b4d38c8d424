"""Which records the feed of a section, issuer, service, audience, record or search contains."""

import pytest

from portal.search.types import MAX_RANKED
from tests.factories import make_draft, make_published, make_record, make_service, moment, publish, withdraw
from tests.feeds.conftest import titles
from tests.kinds import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def various(db):
    make_published(make_record("press_release", key="release"), at=moment("2025-06-01"), title="Release")
    memo = make_draft(make_record("memo", key="memo"), title="Memo", points=["Act."])
    publish(memo, at=moment("2025-06-02"))
    notice = make_record("service_notice", key="notice")
    make_published(notice, at=moment("2025-06-03"), title="Notice", points=[{"text": "Quokka hours."}])


@pytest.mark.parametrize(
    "address, expected",
    [
        ("all", ["Notice", "Memo", "Release"]),
        ("announcements", ["Notice", "Release"]),
        ("guidance", ["Memo"]),
        ("issuers/governor", ["Notice", "Memo", "Release"]),
        ("services/fingerprints", ["Notice"]),
        ("audiences/police_chiefs", ["Memo"]),
        ("audiences/school_superintendents", []),
        ("records/release", ["Release"]),
    ],
)
@pytest.mark.parametrize("syntax", ["atom", "rss"])
def test_a_feed_contains_only_its_own_records(read, various, address, expected, syntax):
    assert titles(read(f"/feeds/{address}.{syntax}")) == [f"Published: {title}" for title in expected]


@pytest.mark.parametrize(
    "query, expected",
    [
        ("q=quokka", ["Notice"]),
        ("q=quok", ["Notice"]),
        ("q=quokka&kind=memo", []),
        ("q=act&kind=memo&issuer=governor&audience=police_chiefs&official=1", ["Memo"]),
        ("q=quokka&service=fingerprints&from=2025-06-03&to=2025-06-03", ["Notice"]),
        ("q=quokka&on=2025-05-01", []),
        ("q=quokka&on=2025-06-05&old=1", ["Notice"]),
        ("q=nothing", []),
        ("q=", []),
        ("", []),
    ],
)
def test_a_search_has_a_feed(read, various, query, expected):
    assert titles(read(f"/feeds/search.atom?{query}")) == [f"Published: {title}" for title in expected]


def test_the_feed_of_a_search_contains_all_entries_of_its_records(read, notice):
    assert len(read("/feeds/search.atom?q=tuesday").entries) == 2


def test_the_feed_of_a_search_reports_that_a_text_drops_the_word(read, client, notice):
    assert titles(read("/feeds/search.atom?q=monday"))[0] == "Changed item 2, added item 3: Hours & <days>"
    assert client.get("/api/v1/search?q=monday").json()["items"] == []


def test_the_feed_of_a_search_contains_a_new_text_wherever_its_words_are(read, db):
    for number in range(MAX_RANKED + 1):
        make_published(make_record(), at=moment("2025-06-01"), title=f"Storm {number}", points=["Stay inside."])
    make_published(make_record(), at=moment("2025-06-02"), title="Schools", points=["Closed by the storm."])
    assert titles(read("/feeds/search.atom?q=storm"))[0] == "Published: Schools"


@pytest.mark.parametrize(
    "address",
    [
        "all.xml",
        "all",
        "issuers/nobody.atom",
        "services/nothing.rss",
        "audiences/nobody.json",
        "records/none.atom",
        "search.atom?q=a&from=2025-13-01",
        "search.json?q=a&on=yesterday",
    ],
)
def test_other_feeds_do_not_exist(client, various, address):
    assert client.get(f"/feeds/{address}").status_code == 404


def test_the_feeds_of_a_retracted_service_are_gone(client, db):
    points = [{"service": make_service("zoo", "Quokka house"), "text": "Closed."}]
    edition = make_published(make_record(Kind.SERVICE_NOTICE), at=moment("2025-06-01"), points=points)
    addresses = "/feeds/services/zoo.atom", "/calendar/services/zoo.ics"
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    withdraw(edition, at=moment("2025-06-02"), kind="published_in_error")
    assert [client.get(address).status_code for address in addresses] == [404, 404]
