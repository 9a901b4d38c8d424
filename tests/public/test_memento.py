"""Versions over time by RFC 7089 (Memento). Another library parses the Link headers."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.utils import timezone
from requests.utils import parse_header_links

from portal.public.memento import format_http_date, parse_accept_datetime
from tests.factories import make_draft, make_published, make_record, moment, withdraw

pytestmark = pytest.mark.usefixtures("without_response_cache")

SITE = "http://testserver"
PAGE = "/guidance/over-time/"
FIRST, SECOND, THIRD = moment("2024-01-01 09:00"), moment("2024-06-01 09:00"), moment("2025-01-01 09:00")


@pytest.fixture
def record(db):
    """A record with three public versions, a scheduled one and a draft."""
    record = make_record("memo", key="over-time")
    for at in (FIRST, SECOND, THIRD):
        make_published(record, at=at)
    waiting = make_draft(record)
    waiting.perform("submit", by=None, at=timezone.now())
    waiting.perform("publish", by=None, at=timezone.now() + timedelta(days=30))
    make_draft(record)
    return record


def links(text: str) -> dict[str, list[dict]]:
    """Returns the links by relation. The parser accepts only one space after a comma."""
    links_by_rel: dict[str, list[dict]] = {}
    for link in parse_header_links(text.strip().replace(",\n", ", ")):
        for rel in link["rel"].split():
            links_by_rel.setdefault(rel, []).append(link)
    return links_by_rel


def ask(client, asked, address: str = PAGE):
    headers = {"Accept-Datetime": asked if isinstance(asked, str) else format_http_date(asked)} if asked else {}
    return client.get(f"/timegate/{address}", headers=headers)


def edition_url(number: int) -> str:
    return f"{SITE}{PAGE}editions/{number}/"


def test_an_edition_has_its_datetime_and_links_to_its_neighbors(client, record):
    response = client.get(f"{PAGE}editions/2/")
    assert response["Memento-Datetime"] == "Sat, 01 Jun 2024 13:00:00 GMT"
    assert parsedate_to_datetime(response["Memento-Datetime"]) == SECOND
    links_by_rel = links(response["Link"])
    assert {rel: [link["url"] for link in rows] for rel, rows in links_by_rel.items()} == {
        "original": [SITE + PAGE],
        "timegate": [f"{SITE}/timegate/{SITE}{PAGE}"],
        "timemap": [f"{SITE}/timemap/link/{SITE}{PAGE}"],
        "first": [edition_url(1)],
        "prev": [edition_url(1)],
        "next": [edition_url(3)],
        "last": [edition_url(3)],
        "memento": [edition_url(1), edition_url(2), edition_url(3)],
    }
    assert links_by_rel["timemap"][0]["type"] == "application/link-format"
    assert [parsedate_to_datetime(link["datetime"]) for link in links_by_rel["memento"]] == [FIRST, SECOND, THIRD]


def test_the_only_edition_is_first_and_last(client, db):
    make_published(make_record("memo", key="once"), at=FIRST)
    links_by_rel = links(client.get("/guidance/once/editions/1/")["Link"])
    assert [link["rel"] for link in links_by_rel["memento"]] == ["first last memento"]
    assert not {"prev", "next"} & links_by_rel.keys()


def test_the_permanent_address_names_its_timegate_and_timemap(client, record):
    response = client.get(PAGE)
    assert set(links(response["Link"])) == {"original", "timegate", "timemap"}
    assert "Memento-Datetime" not in response.headers


def test_other_pages_of_a_record_are_no_mementos(client, record):
    for page in ("on/2025-01-01/", "history/", "compare/1..2/", "points/point-1/", "editions/1.json"):
        assert "Memento-Datetime" not in client.get(PAGE + page).headers


def test_a_draft_that_staff_may_read_is_no_memento(client, record, editor):
    client.force_login(editor)
    for number in (4, 5):
        response = client.get(f"{PAGE}editions/{number}/")
        assert response.status_code == 200
        assert not {"Memento-Datetime", "Link"} & set(response.headers)


@pytest.mark.parametrize(
    "asked, number",
    [
        (None, 3),
        (FIRST - timedelta(days=9000), 1),
        (FIRST, 1),
        (SECOND - timedelta(seconds=1), 1),
        (SECOND, 2),
        (THIRD - timedelta(seconds=1), 2),
        (THIRD, 3),
        (THIRD + timedelta(days=9000), 3),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3),
        ("Mon, 01 Jan 0001 00:00:00 GMT", 1),
        ("Tue, 31 Dec 2024 23:59:60 GMT", 2),
    ],
)
def test_the_timegate_redirects_to_the_newest_version_at_the_moment(client, record, asked, number):
    response = ask(client, asked)
    assert response.status_code == 302
    assert response["Location"] == edition_url(number)
    assert response["Vary"] == "accept-datetime"
    assert "Memento-Datetime" not in response.headers
    links_by_rel = links(response["Link"])
    assert [link["url"] for link in links_by_rel["original"]] == [SITE + PAGE]
    assert {"timegate", "timemap", "first", "last", "memento"} <= links_by_rel.keys()
    assert (
        format_http_date(client.get(response["Location"]).context["edition"].published_at)
        == (client.get(response["Location"])["Memento-Datetime"])
    )


def test_an_edition_is_found_by_its_own_datetime_despite_fractions_of_a_second(client, db):
    published = make_published(make_record("memo", key="over-time"), at=FIRST + timedelta(microseconds=900_000))
    make_published(published.record, at=SECOND + timedelta(microseconds=900_000))
    response = client.get(f"{PAGE}editions/2/")
    assert ask(client, response["Memento-Datetime"])["Location"] == edition_url(2)


def test_two_editions_at_one_moment_are_ordered_by_number(client, db):
    record = make_record("memo", key="over-time")
    for _ in range(2):
        make_published(record, at=FIRST)
    assert ask(client, FIRST)["Location"] == edition_url(2)


def test_an_edition_published_in_error_is_no_memento(client, record):
    withdraw(record.editions.get(number=2), at=moment("2025-02-01"), kind="published_in_error")
    assert ask(client, SECOND)["Location"] == edition_url(1)
    assert "editions/2/" not in client.get(f"/timemap/link/{PAGE}").text
    assert "editions/2/" not in client.get(f"{PAGE}editions/1/")["Link"]
    response = client.get(f"{PAGE}editions/2/")
    assert response.status_code == 410 and "Memento-Datetime" not in response.headers


def test_a_withdrawn_edition_stays_a_memento(client, record):
    withdraw(record.editions.get(number=3), at=moment("2025-02-01"))
    assert ask(client, moment("2025-03-01"))["Location"] == edition_url(3)


def test_a_record_with_only_editions_published_in_error_is_gone(client, db):
    record = make_record("memo", key="over-time")
    withdraw(make_published(record, at=FIRST), at=SECOND, kind="published_in_error")
    for response in (ask(client, FIRST), client.get(f"/timemap/link/{PAGE}")):
        assert response.status_code == 410
        assert "published in error" in response.text


@pytest.mark.parametrize(
    "asked",
    [
        "2024-01-01",
        "now",
        "",
        "Sat, 01 Jun 2024 13:00:00",
        "Sat, 01 Jun 2024 13:00:00 EST",
        "Sun, 01 Jun 2024 13:00:00 GMT",
        "sat, 01 jun 2024 13:00:00 gmt",
        "Sat, 1 Jun 2024 13:00:00 GMT",
        "Sat, 31 Jun 2024 13:00:00 GMT",
        "Sat, 01 Jun 2024 25:00:00 GMT",
        "Sat, 01 Jun 2024 12:59:60 GMT",
        "Sat, 01 Jun 2024 23:59:61 GMT",
        "Saturday, 01-Jun-24 13:00:00 GMT",
        "9" * 5_000,
    ],
)
def test_a_malformed_datetime_is_refused_with_an_example(client, record, asked):
    response = client.get(f"/timegate/{PAGE}", headers={"Accept-Datetime": asked})
    assert response.status_code == 400
    assert "Mon, 01 Jan 2024 14:00:00 GMT" in response.text
    assert response["Vary"] == "accept-datetime"
    assert {"original", "timegate", "timemap"} <= links(response["Link"]).keys()


def test_the_timemap_lists_every_version_once(client, record):
    response = client.get(f"/timemap/link/{SITE}{PAGE}")
    assert response["Content-Type"] == "application/link-format"
    links_by_rel = links(response.text)
    assert [link["url"] for link in links_by_rel["memento"]] == [edition_url(number) for number in (1, 2, 3)]
    assert [parsedate_to_datetime(link["datetime"]) for link in links_by_rel["memento"]] == [FIRST, SECOND, THIRD]
    assert links_by_rel["first"] == links_by_rel["memento"][:1] and links_by_rel["last"] == links_by_rel["memento"][-1:]
    assert [link["url"] for link in links_by_rel["original"] + links_by_rel["timegate"]] == [
        SITE + PAGE,
        f"{SITE}/timegate/{SITE}{PAGE}",
    ]
    [timemap] = links_by_rel["self"]
    assert timemap["url"] == f"{SITE}/timemap/link/{SITE}{PAGE}"
    assert [parsedate_to_datetime(timemap[name]) for name in ("from", "until")] == [FIRST, THIRD]


@pytest.mark.parametrize("start", ["", "/", SITE, "https://testserver", "HTTP://TESTSERVER", "http:/testserver"])
def test_the_address_may_be_complete_or_a_path(client, record, start):
    for page in ("timegate", "timemap/link"):
        address = f"/{page}/{start}{PAGE}" if start not in ("", "/") else f"/{page}{start}{PAGE}"
        assert client.get(address).status_code == (302 if page == "timegate" else 200), address


@pytest.mark.parametrize(
    "address, sentence",
    [
        ("http://example.org/guidance/over-time/", "not those of example.org."),
        ("//example.org/guidance/over-time/", "not those of example.org."),
        ("http://testserver@example.org/guidance/over-time/", "not those of testserver@example.org."),
        ("http://[::1/guidance/over-time/", "Only the permanent address of a record"),
        ("guidance/over-time/editions/1/", "Only the permanent address of a record"),
        ("guidance/", "Only the permanent address of a record"),
        ("search/", "Only the permanent address of a record"),
        ("nothing", "Only the permanent address of a record"),
        ("announcements/over-time/", "There is no public text at this address."),
        ("guidance/hidden/", "There is no public text at this address."),
        ("guidance/nothing/", "There is no public text at this address."),
    ],
)
def test_timegate_and_timemap_refuse_other_addresses(client, record, address, sentence):
    make_draft(make_record("memo", key="hidden"))
    for page in ("timegate", "timemap/link"):
        response = client.get(f"/{page}/{address}")
        assert response.status_code == 404
        assert sentence in response.text


@pytest.mark.parametrize("page", ["timegate", "timemap/link"])
def test_timegate_and_timemap_refuse_post(client, record, page):
    assert client.post(f"/{page}/{PAGE}").status_code == 405


@pytest.mark.parametrize("page", ["/timegate", "/timemap/link", ""])
def test_memento_pages_cost_at_most_five_queries(client, record, django_assert_max_num_queries, page):
    for day in range(1, 20):
        make_published(record, at=moment(f"2025-03-{day:02}"))
    for address in (PAGE, f"{PAGE}editions/2/") if not page else (PAGE,):
        with django_assert_max_num_queries(5):
            client.get(page + address)


def test_a_formatted_moment_is_parsed_back():
    assert parse_accept_datetime(format_http_date(FIRST)) == FIRST
