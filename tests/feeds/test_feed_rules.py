"""The rules of Atom (RFC 4287, section 4), conditional requests, hidden texts, and the number of queries."""

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from tests.factories import day, make_draft, make_published, make_record, make_service, moment, publish, withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_response_cache")]
ATOM = "{http://www.w3.org/2005/Atom}"
SYNTAXES = ("atom", "rss", "json")
WORD = "xylophone"
ONCE = {"title", "id", "updated", "published", "summary", "content", "rights", "subtitle", "generator", "logo", "icon"}
ALLOWED_CHILDREN = {
    "feed": {
        "author",
        "category",
        "contributor",
        "generator",
        "icon",
        "id",
        "link",
        "logo",
        "rights",
        "subtitle",
        "title",
        "updated",
        "entry",
    },
    "entry": {
        "author",
        "category",
        "content",
        "contributor",
        "id",
        "link",
        "published",
        "rights",
        "source",
        "summary",
        "title",
        "updated",
    },
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def problems(element, kind: str) -> list[str]:
    """Returns what violates RFC 4287 in a feed or an entry."""
    children = [child.tag.removeprefix(ATOM) for child in element]
    problems_found = [f"{kind} without {name}" for name in ("id", "title", "updated") if children.count(name) != 1]
    problems_found += [f"{name} in {kind}" for name in set(children) - ALLOWED_CHILDREN[kind]]
    problems_found += [f"two {name} in {kind}" for name in ONCE if children.count(name) > 1]
    for name in ("updated", "published"):
        problems_found += [
            f"{name} is no moment" for child in element.findall(ATOM + name) if not MOMENT.fullmatch(child.text)
        ]
    alternates = [link for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    if len({(link.get("type"), link.get("hreflang")) for link in alternates}) != len(alternates):
        problems_found.append("two alternates of a kind")
    problems_found += ["link without address" for link in element.findall(f"{ATOM}link") if not link.get("href")]
    problems_found += [
        "id is no absolute IRI" for child in element.findall(f"{ATOM}id") if not re.match("[a-z]+:", child.text)
    ]
    problems_found += [
        "author without name" for child in element.findall(f"{ATOM}author") if not child.findtext(f"{ATOM}name")
    ]
    problems_found += ["category without term" for child in element.findall(f"{ATOM}category") if not child.get("term")]
    problems_found += [
        "content of an unknown type" for child in element.findall(f"{ATOM}content") if child.get("type") != "html"
    ]
    problems_found += ["elements in escaped HTML" for child in element.findall(f"{ATOM}content") if len(child)]
    return problems_found


def atom(client, address: str = "/feeds/all.atom"):
    return etree.fromstring(client.get(address).content)


def test_an_atom_feed_follows_the_standard(client, seeded):
    feed = atom(client)
    entries = feed.findall(f"{ATOM}entry")
    assert feed.tag == f"{ATOM}feed" and len(entries) > 5
    assert problems(feed, "feed") == []
    assert [problem for entry in entries for problem in problems(entry, "entry")] == []
    # Section 4.1.1: an entry without an author has that of the feed. Section 4.1.2: it needs an alternate or a content.
    assert feed.find(f"{ATOM}author") is not None
    assert all(entry.find(f"{ATOM}content") is not None for entry in entries)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    assert [link.get("href") for link in feed.findall(f"{ATOM}link[@rel='self']")] == [
        "http://testserver/feeds/all.atom"
    ]


def test_an_empty_feed_follows_the_standard(client):
    assert problems(atom(client), "feed") == []


def test_the_check_detects_faults():
    bad = etree.fromstring(f'<entry xmlns="{ATOM[1:-1]}"><id>x</id><updated>today</updated><link/></entry>')
    assert len(problems(bad, "entry")) == 4


def test_rss_entries_have_ids_that_are_no_links(client, seeded):
    channel = etree.fromstring(client.get("/feeds/all.rss").content).find("channel")
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    guids = channel.findall("item/guid")
    assert guids and {guid.get("isPermaLink") for guid in guids} == {"false"}


# Conditional requests


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("feed", ["all", "records/known", "search"])
def test_a_current_copy_is_not_sent_again(client, syntax, feed):
    edition = make_published(make_record(key="known"), at=moment("2025-06-01"))
    address = f"/feeds/{feed}.{syntax}?q=matter"
    first = client.get(address)
    assert first.status_code == 200 and first.headers["ETag"].startswith('W/"')
    conditions = [{"if-none-match": first.headers["ETag"]}]
    if feed != "search":
        conditions.append({"if-modified-since": first.headers["Last-Modified"]})
    for headers in conditions:
        again = client.get(address, headers=headers)
        assert again.status_code == 304 and not again.content
        assert again.headers["ETag"] == first.headers["ETag"]
    withdraw(edition, at=timezone.now())
    changed = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert changed.status_code == 200 and changed.headers["ETag"] != first.headers["ETag"]


def test_a_current_copy_costs_no_query_for_texts(client):
    make_published(make_record(), at=moment("2025-06-01"))
    tag = client.get("/feeds/all.atom").headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/feeds/all.atom", headers={"if-none-match": tag}).status_code == 304
    assert len(queries) == 2


def test_a_search_that_finds_less_is_sent_again(client):
    """The newest entries disappear, so a date would suggest that nothing has changed."""
    make_published(make_record(), at=moment("2025-06-01"), points=["Quokka."])
    mistaken = make_published(make_record(), at=moment("2025-06-02"), points=["Quokka."])
    before = client.get("/feeds/search.atom?q=quokka")
    withdraw(mistaken, at=moment("2025-06-03"), kind="published_in_error")
    for headers in ({"if-modified-since": "Fri, 31 Dec 9999 23:59:59 GMT"}, {"if-none-match": before.headers["ETag"]}):
        after = client.get("/feeds/search.atom?q=quokka", headers=headers)
        assert after.status_code == 200 and after.text.count("<entry") == 1 and before.text.count("<entry") == 2
    late = {"if-unmodified-since": "Mon, 01 Jan 2001 00:00:00 GMT"}
    assert client.get("/feeds/search.atom?q=quokka", headers=late).status_code == 200


def test_a_new_name_of_the_issuer_changes_the_etag(client):
    record = make_published(make_record(), at=moment("2025-06-01")).record
    tag = client.get("/feeds/all.atom").headers["ETag"]
    record.issuer.name = "Governor’s Office"
    record.issuer.save(is_confirmed=True)
    assert "Governor’s Office" in client.get("/feeds/all.atom", headers={"if-none-match": tag}).text


def test_a_text_recorded_later_changes_the_feed_at_its_recording(client):
    """Its own date is in 2017, but this register records it only now."""
    make_published(make_record(), at=moment("2017-02-22"))
    changed_at = parsedate_to_datetime(client.get("/feeds/all.atom").headers["Last-Modified"])
    assert changed_at.year > 2020


# Hidden texts


def every_feed(record) -> list[str]:
    names = ["all", "announcements", "guidance", "issuers/governor", f"records/{record.key}", f"search?q={WORD}"]
    return [
        f"/feeds/{name.replace('?', f'.{syntax}?') if '?' in name else f'{name}.{syntax}'}"
        for name in names
        for syntax in SYNTAXES
    ]


def leaks(client, record, word: str = WORD) -> list[str]:
    leaking = []
    for address in every_feed(record):
        text = client.get(address).text.replace(f"q={WORD}", "").replace(f"Search for “{WORD}”", "")
        leaking += [address] if word in text else []
    return leaking


def secret(record, **facts):
    facts |= {"title": f"The {WORD}", "subtitle": WORD, "body": WORD, "provenance": WORD}
    if record.editions.exists():
        facts |= {"change_note": f"{WORD}, recommendation 1"}
    return make_draft(record, points=[f"Play the {WORD}."], **facts)


def test_a_published_text_is_in_the_feeds(client):
    record = make_record(key="known")
    publish(secret(record), at=moment("2025-06-01"))
    assert len(leaks(client, record)) == 15, "the other tests would prove nothing"


@pytest.mark.parametrize("step", ["draft", "in_review", "scheduled"])
def test_an_unpublished_text_is_in_no_feed(client, editor, step):
    record, hidden = make_record(key="known"), make_record(key="hidden")
    make_published(record, at=moment("2025-01-01"))
    for edition in (secret(record), secret(hidden)):
        if step != "draft":
            edition.perform("submit", by=None, at=timezone.now())
        if step == "scheduled":
            edition.perform("publish", by=None, at=timezone.now() + timedelta(days=400))
    client.force_login(editor)
    assert leaks(client, record) == [] and leaks(client, record, "hidden") == []
    assert client.get("/feeds/records/hidden.atom").status_code == 404


def test_feeds_of_unpublished_services_and_issuers_do_not_exist(client):
    service = make_service("sealed", f"The {WORD}")
    draft = make_draft(make_record("service_notice"), points=[{"service": service, "text": "Soon."}])
    publish(draft, at=timezone.now() + timedelta(days=400))
    for name in ("services/sealed", "issuers/governor"):
        assert client.get(f"/feeds/{name}.atom").status_code == 404


def test_feeds_report_a_text_published_in_error_without_its_words(client):
    record = make_record(key="known")
    make_published(record, at=moment("2025-01-01"))
    mistaken = publish(secret(record, effective_from=day("2025-02-01")), at=moment("2025-02-01"))
    withdraw(mistaken, at=moment("2025-03-01"), kind="published_in_error")
    make_published(record, at=moment("2025-04-01"), points=["Do that."], effective_from=day("2025-04-01"))
    assert leaks(client, record) == []
    items = client.get("/feeds/all.json").json()["items"]
    assert [item["title"] for item in items] == [
        "Changed recommendation 1: On the matter",
        "Published in error and withdrawn: Press release, version 2",
        "Published in error and withdrawn: Press release, version 2",
        "Published: On the matter",
    ]
    assert "It is over." in items[1]["content_html"] and "It is over." in items[2]["content_html"]
    assert items[2]["date_modified"] == items[1]["date_modified"] > items[2]["date_published"]
    assert "Do <del>this</del><ins>that</ins>." in items[0]["content_html"]


def test_the_feed_of_a_retracted_record_names_only_its_kind(client):
    record = make_record(key="known")
    withdraw(publish(secret(record), at=moment("2025-02-01")), at=moment("2025-03-01"), kind="published_in_error")
    assert leaks(client, record) == []
    assert client.get("/feeds/records/known.json").json()["title"].startswith("Press release – ")


# Number of queries


def fill(count: int) -> None:
    for _ in range(count):
        record = make_record("service_notice")
        for number in (1, 2, 3):
            last = make_published(record, at=moment(f"2025-06-0{number}"), points=[f"Quokka {number}.", "Do this."])
        last.perform("confirm", by=None, at=moment("2025-06-09"))
        withdraw(last, at=moment("2025-06-10"))


def test_a_feed_costs_at_most_five_queries_at_any_size(client):
    def costs() -> dict[str, int]:
        counts = {}
        for name in ("all", "announcements", "issuers/governor", "services/fingerprints", "records/first", "search"):
            with CaptureQueriesContext(connection) as queries:
                response = client.get(f"/feeds/{name}.json", {"q": "quokka"})
            assert response.json()["items"]
            counts[name] = len(queries)
        return counts

    make_published(make_record("service_notice", key="first"), at=moment("2025-06-01"), points=["Quokka."])
    of_one = costs()
    fill(2)
    of_three = costs()
    fill(7)
    assert max(of_one.values()) <= 5
    assert of_one == of_three == costs()
    assert len(client.get("/feeds/all.json").json()["items"]) == 30
