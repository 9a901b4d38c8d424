"""The sitemap tells crawlers which pages there are, and on which day each last changed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from portal.lib.dates import get_local_date
from tests.factories import day, make_draft, make_published, make_record, moment, publish, withdraw

pytestmark = pytest.mark.django_db
NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def told(client):
    """Address to day."""

    def ask() -> dict[str, str]:
        root = etree.fromstring(client.get("/sitemap-records.xml").content)
        urls = root.findall("map:url", NAMES)
        return {one.findtext("map:loc", "", NAMES): one.findtext("map:lastmod", "", NAMES) for one in urls}

    return ask


MEMO = "http://testserver/guidance/memo/"


@pytest.fixture
def memo():
    return make_published(make_record("memo", key="memo"), at=moment("2025-06-01 23:30"))


def test_a_page_changes_by_a_publication_on_the_states_calendar(told, memo):
    assert told() == {MEMO: "2025-06-01"}
    make_published(memo.record, at=moment("2025-06-20"))
    assert told() == {MEMO: "2025-06-20"}


def test_a_page_changes_by_a_withdrawal(told, memo):
    withdraw(memo, at=moment("2025-07-01"))
    assert told() == {MEMO: "2025-07-01"}


def test_a_page_changes_when_a_text_takes_effect_and_when_it_ends(told, memo):
    publish(make_draft(memo.record, effective_from=day("2025-08-01")), at=moment("2025-06-20"))
    assert told() == {MEMO: "2025-08-01"}
    publish(make_draft(memo.record, effective_until=day("2025-09-01")), at=moment("2025-06-21"))
    assert told() == {MEMO: "2025-09-01"}


def test_days_ahead_are_no_changes_yet(told, memo):
    ahead = get_local_date(timezone.now()) + timedelta(30)
    publish(
        make_draft(memo.record, effective_from=ahead, effective_until=ahead + timedelta(1)), at=moment("2025-06-20")
    )
    publish(make_draft(memo.record), at=timezone.now() + timedelta(30))
    assert told() == {MEMO: "2025-06-20"}


def test_nobody_is_told_that_a_sitemap_is_the_same_after_a_record_is_gone(client, memo, settings):
    settings.RESPONSE_CACHE_MB = 8
    gone = make_published(make_record("memo", key="gone"), at=moment("2025-05-01"))
    before = client.get("/sitemap-records.xml")
    assert "gone" in before.text
    withdraw(gone, at=timezone.now(), kind="published_in_error")
    seen = {"if-modified-since": before.headers.get("Last-Modified", "Sun, 01 Jun 2025 05:00:00 GMT")}
    client.get("/sitemap-records.xml")
    again = client.get("/sitemap-records.xml", headers=seen)
    assert again.status_code == 200 and "gone" not in again.text
