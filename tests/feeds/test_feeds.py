"""The content of feeds in three formats, read by the library feedparser."""

import json

import feedparser
import pytest

from tests.factories import day, make_published, make_record, moment, withdraw
from tests.feeds.conftest import SYNTAXES, titles

pytestmark = pytest.mark.django_db


def test_each_format_has_its_media_type(client, notice):
    media = {syntax: client.get(f"/feeds/all.{syntax}").headers["Content-Type"] for syntax in SYNTAXES}
    assert media == {
        "atom": "application/atom+xml; charset=utf-8",
        "rss": "application/rss+xml; charset=utf-8",
        "json": "application/feed+json; charset=utf-8",
    }


@pytest.mark.parametrize("syntax", ["atom", "rss"])
def test_each_transition_has_an_entry_that_names_it(read, notice, syntax):
    second = notice.editions.get(number=2)
    second.perform("confirm", by=None, at=moment("2025-06-10"))
    withdraw(second, at=moment("2025-06-20"))
    parsed = read(f"/feeds/all.{syntax}")
    assert titles(parsed) == [
        "Withdrawn: Hours & <days>",
        "Confirmed as still current: Hours & <days>",
        "Changed item 2, added item 3: Hours & <days>",
        "Published: Hours & <days>",
    ]
    assert [entry.link.removeprefix("http://testserver/announcements/hours/editions/") for entry in parsed.entries] == [
        "2/",
        "2/",
        "2/",
        "1/",
    ]


def test_a_confirmation_of_some_items_names_them(read, notice):
    second = notice.editions.get(number=2)
    second.perform("confirm", by=None, at=moment("2025-06-10"), points=["point-3", "point-2"])
    second.perform("confirm", by=None, at=moment("2025-06-11"), points=["point-1"])
    one, some, *_ = read("/feeds/all.atom").entries
    assert titles(read("/feeds/all.rss"))[:2] == [
        "Item 1 confirmed as still current: Hours & <days>",
        "Items 2 and 3 confirmed as still current: Hours & <days>",
    ]
    assert (one.summary, some.summary) == (
        "Item 1 of version 2 was confirmed as still current.",
        "Items 2 and 3 of version 2 were confirmed as still current.",
    )
    assert "<strong>Items 2 and 3 confirmed as still current</strong> on June 10, 2025." in some.content[0].value


def test_the_content_shows_the_difference_escaped_once(read, client, notice):
    [changed, _] = read("/feeds/all.atom").entries
    html = changed.content[0].value
    assert "Closed on <del>Monday</del><ins>Tuesday</ins>" in html
    assert "Bring &lt;b&gt;both&lt;/b&gt;." in client.get("/feeds/all.json").json()["items"][0]["content_html"]
    assert "X &amp; Y" in html and "&amp;amp;" not in html
    assert "Item 2: Tuesday instead." in changed.summary
    assert "1 item changed" in changed.summary


def test_the_dates_are_those_of_publication(read, notice):
    changed, first = read("/feeds/all.atom").entries
    assert (changed.published, changed.updated) == ("2025-06-05T13:30:00+00:00",) * 2
    assert first.published == "2025-06-01T04:00:00+00:00"
    assert read("/feeds/all.atom").feed.updated == "2025-06-05T13:30:00+00:00"
    assert read("/feeds/all.rss").entries[0].published == "Thu, 05 Jun 2025 13:30:00 +0000"


def test_ids_do_not_depend_on_format_name_or_host(client, read, settings, notice):
    ids = [entry.id for entry in read("/feeds/all.atom").entries]
    assert len(set(ids)) == 2 and all(entry_id.startswith("urn:uuid:") for entry_id in ids)
    settings.SITE_NAME, settings.ALLOWED_HOSTS = "Another name", ["elsewhere.example"]
    settings.SITE_URL = "http://elsewhere.example"
    elsewhere = client.get("/feeds/all.json", headers={"host": "elsewhere.example"}).json()
    assert [item["id"] for item in elsewhere["items"]] == ids
    assert elsewhere["items"][0]["url"].startswith("http://elsewhere.example/")
    assert [
        entry.id
        for entry in feedparser.parse(
            client.get("/feeds/records/hours.rss", headers={"host": "elsewhere.example"}).content
        ).entries
    ] == ids


def test_the_id_of_a_feed_does_not_depend_on_the_host(client, settings, notice):
    settings.ALLOWED_HOSTS = ["testserver", "elsewhere.example"]
    ids = {
        feedparser.parse(client.get(f"/feeds/{name}.atom", headers={"host": host}).content).feed.id
        for host in settings.ALLOWED_HOSTS
        for name in ("all", "guidance")
    }
    assert len(ids) == 2


def test_the_address_of_a_feed_is_normalized(client, notice):
    def get_id_and_self_link(address: str) -> tuple[str, str]:
        feed = feedparser.parse(client.get(address).content).feed
        return feed.id, next(link.href for link in feed.links if link.rel == "self")

    assert get_id_and_self_link("/feeds/all.atom?utm_source=x") == get_id_and_self_link("/feeds/all.atom")
    assert (
        get_id_and_self_link("/feeds/search.atom?q=%zz[.atom")[1]
        == "http://testserver/feeds/search.atom?q=%25zz%5B.atom"
    )
    assert get_id_and_self_link("/feeds/search.atom?q=a")[0] != get_id_and_self_link("/feeds/search.atom?q=b")[0]
    for syntax in SYNTAXES:
        assert "utm_source" not in client.get(f"/feeds/all.{syntax}?utm_source=x").text


def test_json_feed_has_the_members_that_version_1_1_requires(client, notice):
    feed = client.get("/feeds/all.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "http://testserver/feeds/all.json" and feed["home_page_url"] == "http://testserver/"
    assert feed["title"] and feed["authors"] == [{"name": feed["authors"][0]["name"]}]
    for item in feed["items"]:
        assert {"id", "url", "title", "content_html", "date_published", "date_modified", "tags"} <= set(item)
        assert item["authors"] == [{"name": "Office of the Governor"}]


def test_a_correction_says_so(read):
    record = make_record("memo")
    make_published(record, at=moment("2025-06-01"), points=["One.", "Two."])
    make_published(record, at=moment("2025-06-02"), change_kind="correction", points=["One.", "Three."])
    assert titles(read("/feeds/all.atom"))[0] == "Corrected, changed recommendation 2: On the matter"


def test_a_version_with_the_same_words_is_named_only_by_its_number(read):
    record = make_record("memo")
    make_published(record, at=moment("2025-06-01"))
    make_published(record, at=moment("2025-06-02"), effective_from=day("2025-06-02"))
    assert titles(read("/feeds/all.atom"))[0] == "Published version 2: On the matter"


def numbered(*keys: str) -> list[dict]:
    return [{"key": key, "text": f"Do {key}."} for key in keys]


def test_a_version_with_reordered_points_says_so(read):
    record = make_record("memo")
    make_published(record, at=moment("2025-06-01"), points=numbered("a", "b", "c"))
    make_published(record, at=moment("2025-06-02"), points=numbered("a", "c", "b"))
    [moved, _] = read("/feeds/all.atom").entries
    assert moved.title == "Renumbered recommendations 2 and 3: On the matter"
    assert "<p>Recommendation 2 was recommendation 3.</p>" in moved.content[0].value


def test_renumbering_after_a_removal_is_only_in_the_content(read):
    record = make_record("memo")
    make_published(record, at=moment("2025-06-01"), points=numbered("a", "b", "c"))
    make_published(record, at=moment("2025-06-02"), points=numbered("c"))
    [shorter, _] = read("/feeds/all.atom").entries
    assert shorter.title == "Removed recommendations 1 and 2: On the matter"
    assert "<p>Recommendation 1 was recommendation 3.</p>" in shorter.content[0].value


def test_points_are_named_in_the_order_of_their_numbers(read):
    record = make_record("memo")
    make_published(record, at=moment("2025-06-01"), points=numbered("a", "b", "c", "d"))
    make_published(record, at=moment("2025-06-02"), points=numbered("d", "b"))
    make_published(record, at=moment("2025-06-03"), points=numbered("b", "e"))
    make_published(record, at=moment("2025-06-04"), points=numbered("x", "y"))
    assert titles(read("/feeds/all.atom")) == [
        "Added recommendations 1 and 2, removed recommendations 1 and 2: On the matter",
        "Added recommendation 2, removed recommendation 1: On the matter",
        "Removed recommendations 1 and 3: On the matter",
        "Published: On the matter",
    ]


def test_a_withdrawal_names_the_day_from_which_the_text_does_not_apply(read):
    edition = make_published(make_record("memo"), at=moment("2025-06-01"))
    withdraw(edition, at=moment("2025-06-20"), from_day=day("2999-01-01"))
    [withdrawn, _] = read("/feeds/all.atom").entries
    assert "Version 1 does not apply from January 1, 2999 on." in withdrawn.content[0].value


def test_many_points_are_counted(read):
    record = make_record("memo")
    make_published(record, at=moment("2025-06-01"), points=[f"Do {n}." for n in range(9)])
    make_published(record, at=moment("2025-06-02"), points=[f"Do it {n}." for n in range(9)], body="New.")
    assert titles(read("/feeds/all.atom"))[0] == "Changed 9 recommendations, changed the text: On the matter"


def test_third_party_texts_are_labeled(read):
    make_published(make_record("questions", is_official=False), at=moment("2025-06-01"), title="Asked")
    for syntax in ("atom", "rss"):
        [entry] = read(f"/feeds/all.{syntax}").entries
        assert entry.title == "Third-party text, kept as a reference: Asked"
        assert entry.author == "Third party, not the state"
        assert "Third-party text" in [tag.term for tag in entry.tags]
        assert "These are not the words of the state." in (
            entry.content[0].value if "content" in entry else entry.summary
        )


def test_feeds_refuse_post(client, db):
    assert client.post("/feeds/all.atom").status_code == 405


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_an_empty_feed_is_valid_and_stable(client, db, syntax):
    response = client.get(f"/feeds/all.{syntax}")
    assert response.status_code == 200 and "Last-Modified" not in response.headers
    assert response.content == client.get(f"/feeds/all.{syntax}").content


def test_characters_that_xml_cannot_contain_are_replaced(read, client):
    facts = {"title": "A\x0bB\x1f", "points": ["C\x0cD ]]> E"], "subtitle": "\x01", "is_reconstructed": True}
    make_published(make_record(), at=moment("2025-06-01"), **facts)
    for syntax in ("atom", "rss"):
        [entry] = read(f"/feeds/all.{syntax}").entries
        assert entry.title == "Published: A\N{REPLACEMENT CHARACTER}B\N{REPLACEMENT CHARACTER}"
    assert json.loads(client.get("/feeds/all.json").content)["items"][0]["title"] == "Published: A\x0bB\x1f"
