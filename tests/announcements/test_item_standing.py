"""Items of a notice that have ended or begin later: every page and file names the day in words."""

import json
import re

import pytest
from django.template.loader import render_to_string

from announcements.admin import NoticeItemInline
from portal.pdf.pdf_renderer import build_pdf_context
from portal.records.models import Record
from portal.response_cache.middleware import RESPONSE_STORE
from tests.factories import day, make_draft, make_published, make_record, make_service, moment, publish

ENDED, BEGINS = "Ended June 5, 2020", "Begins January 1, 2028"
ADDRESS = "/announcements/board/"


@pytest.fixture
def clock(monkeypatch):
    clock = {"at": moment("2025-07-02 10:00")}
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock["at"])
    return clock


@pytest.fixture
def notice(db, clock) -> Record:
    """A notice in effect since 2020, whose first item has ended, whose second applies and whose third begins later."""
    record = make_record("service_notice", key="board")
    points = [
        {"key": "desk", "service": make_service("desk", "Front desk"), "effective_until": day("2020-06-06")},
        {"key": "cards", "service": make_service("cards", "Guard cards"), "effective_until": day("2025-07-04")},
        {"key": "permits", "service": make_service("permits", "Permits"), "effective_from": day("2028-01-01")},
        {"key": "vault", "service": make_service("vault", "Vault"), "effective_until": day("2090-01-01")},
    ]
    points[0] |= {"availability": "no_service", "text": "The desk is closed."}
    make_published(record, at=moment("2020-05-01"), effective_from=day("2020-05-01"), points=points)
    return record


def list_item_keys(page) -> list[str]:
    return re.findall(r'<li id="([a-z]+)"', page.text)


def test_the_notice_names_the_day_and_shows_items_that_have_ended_at_the_end(client, notice):
    page = client.get(ADDRESS)
    assert list_item_keys(page) == ["cards", "permits", "vault", "desk"]
    assert 'value="1"' in page.text.partition("Items that have ended</h2>")[2]
    assert page.text.count(f'<span class="chip ended">{ENDED}</span>') == 1
    assert page.text.count(f'<span class="chip upcoming">{BEGINS}</span>') == 1
    assert '<span class="chip no_service">' not in page.text
    then = client.get(f"{ADDRESS}on/2020-06-05/")
    assert list_item_keys(then) == ["desk", "cards", "permits", "vault"]
    assert "Ended" not in then.text and '<span class="chip no_service">No service</span>' in then.text
    assert ENDED in client.get(f"{ADDRESS}on/2020-06-06/").text


def test_the_page_of_an_item_says_why_it_does_not_apply(client, notice):
    assert f'<p class="banner ended"><strong>{ENDED}.</strong></p>' in client.get(f"{ADDRESS}points/desk/").text
    assert f"<strong>{BEGINS}.</strong>" in client.get(f"{ADDRESS}points/permits/").text
    assert 'class="banner' not in client.get(f"{ADDRESS}points/cards/").text
    publish(make_draft(notice, points=["Open."], effective_from=day("2025-07-01")), at=moment("2025-07-01"))
    assert "<strong>Not in version 2.</strong>" in client.get(f"{ADDRESS}points/cards/").text


def test_data_files_name_the_day_and_leave_the_registered_points_as_they_are(client, notice):
    for form in ("txt", "md"):
        text = client.get(f"{ADDRESS}editions/1.{form}").text
        assert [text.count(f"{words}.") for words in (ENDED, BEGINS)] == [1, 1]
        assert text.index(BEGINS) < text.index(ENDED) < text.index("last day: 2020-06-05")
    data = client.get(f"{ADDRESS}editions/1.json").json()
    standings = {"desk": "ended", "cards": "in_effect", "permits": "upcoming", "vault": "in_effect"}
    assert data["point_standings"] == standings
    assert data["points"] == notice.editions.get().document["points"]
    assert client.get("/api/v1/records/board/editions/1").json()["point_standings"] == standings
    points = client.get("/api/v1/records/board/points").json()["items"]
    assert {point["key"]: point["standing"] for point in points} == standings
    points = client.get("/api/v1/records/board/points?on=2020-05-02").json()["items"]
    assert [point["standing"] for point in points] == ["in_effect", "in_effect", "upcoming", "in_effect"]


def test_the_day_of_review_is_in_data_and_comparisons_but_not_on_pages_as_its_help_says(client, notice):
    points = [{"key": "cards", "service": make_service("cards"), "review_on": day("2026-02-03")}]
    publish(make_draft(notice, points=points, effective_from=day("2025-07-01")), at=moment("2025-07-01"))
    pages = ["/", ADDRESS, f"{ADDRESS}editions/2/", f"{ADDRESS}editions/2.txt", f"{ADDRESS}editions/2.md"]
    for address in [*pages, "/calendar.ics", "/calendar/services/cards.ics"]:
        text = client.get(address).text
        assert not [words for words in ("2026-02-03", "20260203", "February 3, 2026") if words in text], address
    assert client.get(f"{ADDRESS}editions/2.json").json()["points"][0]["review_on"] == "2026-02-03"
    assert "February 3, 2026" in client.get(f"{ADDRESS}compare/1..2/").text
    _, help_text = NoticeItemInline.wording["review_on"]
    assert "Pages and calendars for readers leave the day out; the data of the version and comparisons" in help_text


def test_search_results_name_the_day_of_a_quoted_item(client, notice):
    page = client.get("/search/?q=closed").text
    assert f'<span class="chip ended">{ENDED}</span>' in page and BEGINS not in page
    assert ENDED not in client.get("/search/?q=closed&on=2020-06-05").text
    [result] = client.get("/api/v1/search?q=closed").json()["items"]
    assert [(passage["point"], passage["standing"]) for passage in result["passages"]] == [("desk", "ended")]


def test_feeds_name_the_day_and_change_when_an_item_ends(client, notice, clock):
    address = "/feeds/records/board.json"
    before = client.get(address)
    content = before.json()["items"][0]["content_html"]
    assert ENDED in content and BEGINS in content and "Last day July 3, 2025" in content
    clock["at"] = moment("2089-12-31 01:00")
    tag, modified = client.get(address)["ETag"], client.get(address)["Last-Modified"]
    clock["at"] = moment("2089-12-31 23:59")
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    clock["at"] = moment("2090-01-01")
    for condition in ({"If-None-Match": tag}, {"If-Modified-Since": modified}):
        [item] = client.get(address, headers=condition).json()["items"]
        assert "Ended December 31, 2089" in item["content_html"]
        assert item["date_modified"] == before.json()["items"][0]["date_modified"]


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}editions/1/", f"{ADDRESS}editions/1.txt", "/"])
def test_a_cached_response_is_made_again_at_the_midnight_on_which_an_item_ends(
    client, notice, clock, settings, address
):
    settings.RESPONSE_CACHE_MB = 8
    clock["at"] = moment("2025-07-03")
    first = client.get(address)
    clock["at"] = moment("2025-07-03 23:59:59")
    assert client.get(address).content == first.content and RESPONSE_STORE.kept
    clock["at"] = moment("2025-07-04")
    again = client.get(address)
    assert again.content != first.content and again["ETag"] != first["ETag"]
    assert ("Ended July 3, 2025" in again.text) == (address != "/")


def test_a_pdf_names_the_days_before_the_words_because_it_outlives_them(notice):
    edition = notice.editions.get()
    page = " ".join(render_to_string("pdf/edition_pdf.html", build_pdf_context(edition, "https://a.example/")).split())
    assert page.index("Applies through June 5, 2020.") < page.index("The desk is closed.")
    assert "Applies from January 1, 2028." in page and "Ended" not in page


def test_search_engines_get_no_channel_of_a_service_that_begins_later(client, notice):
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(ADDRESS).text, re.DOTALL)
    services = [node for node in json.loads(data)["@graph"] if node["@type"] == "GovernmentService"]
    channels = {service["name"]: "availableChannel" in service for service in services}
    assert channels == {"Guard cards": True, "Permits": False, "Vault": True}
