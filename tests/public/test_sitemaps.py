"""The sitemap lists the pages for crawlers with the day on which each last changed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from portal.lib.dates import get_local_date
from tests.factories import day, make_draft, make_published, make_record, moment, publish, withdraw

pytestmark = pytest.mark.django_db
NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def read_sitemap(client):
    """Returns a function that reads the sitemap: days by address."""

    def get_days_by_url() -> dict[str, str]:
        root = etree.fromstring(client.get("/sitemap-records.xml").content)
        urls = root.findall("map:url", NAMES)
        return {url.findtext("map:loc", "", NAMES): url.findtext("map:lastmod", "", NAMES) for url in urls}

    return get_days_by_url


MEMO = "http://testserver/guidance/memo/"


@pytest.fixture
def memo():
    return make_published(make_record("memo", key="memo"), at=moment("2025-06-01 23:30"))


def test_a_publication_changes_a_page_on_the_day_in_the_states_time_zone(read_sitemap, memo):
    assert read_sitemap() == {MEMO: "2025-06-01"}
    make_published(memo.record, at=moment("2025-06-20"))
    assert read_sitemap() == {MEMO: "2025-06-20"}


def test_a_withdrawal_changes_a_page(read_sitemap, memo):
    withdraw(memo, at=moment("2025-07-01"))
    assert read_sitemap() == {MEMO: "2025-07-01"}


def test_a_page_changes_when_a_text_takes_effect_and_when_it_ends(read_sitemap, memo):
    publish(make_draft(memo.record, effective_from=day("2025-08-01")), at=moment("2025-06-20"))
    assert read_sitemap() == {MEMO: "2025-08-01"}
    publish(make_draft(memo.record, effective_until=day("2025-09-01")), at=moment("2025-06-21"))
    assert read_sitemap() == {MEMO: "2025-09-01"}


def test_future_days_are_no_changes_yet(read_sitemap, memo):
    ahead = get_local_date(timezone.now()) + timedelta(30)
    publish(
        make_draft(memo.record, effective_from=ahead, effective_until=ahead + timedelta(1)), at=moment("2025-06-20")
    )
    publish(make_draft(memo.record), at=timezone.now() + timedelta(30))
    assert read_sitemap() == {MEMO: "2025-06-20"}


def test_a_sitemap_is_sent_again_after_a_record_is_gone(client, memo, settings):
    settings.RESPONSE_CACHE_MB = 8
    gone = make_published(make_record("memo", key="gone"), at=moment("2025-05-01"))
    before = client.get("/sitemap-records.xml")
    assert "gone" in before.text
    withdraw(gone, at=timezone.now(), kind="published_in_error")
    seen = {"if-modified-since": before.headers.get("Last-Modified", "Sun, 01 Jun 2025 05:00:00 GMT")}
    client.get("/sitemap-records.xml")
    again = client.get("/sitemap-records.xml", headers=seen)
    assert again.status_code == 200 and "gone" not in again.text
