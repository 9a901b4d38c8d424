"""A text in another language than the pages has its language and direction wherever its words appear."""

import json

import pytest

from tests.editorial.edition_forms import errors, opened, screen
from tests.factories import make_draft, make_published, make_record, moment
from tests.kinds import Kind

TITLE = "إشعار الخدمة"
TEXT = "اتصل على (860) 555-0134"
MARKED = f'<bdi dir="rtl" lang="ar">{TITLE}</bdi>'
ISOLATED = '<bdi dir="ltr">(860) 555-0134</bdi>'


@pytest.fixture
def notice(db):
    record = make_record(Kind.SERVICE_NOTICE, key="arabic")
    facts = {"language": "ar", "title": TITLE, "body": f"# الرسوم\n\n{TEXT}"}
    return make_published(record, at=moment("2025-06-01"), points=[{"text": TEXT}], **facts)


def test_the_page_of_a_text_is_english_around_the_text(client, notice):
    page = client.get("/announcements/arabic/").text
    assert '<html lang="en">' in page
    assert f'<h1 dir="rtl" lang="ar">{TITLE}</h1>' in page
    assert '<div class="prose" dir="rtl" lang="ar"><h2 id="text.الرسوم">الرسوم</h2>' in page
    assert f'<div class="text" dir="rtl" lang="ar"><p>اتصل على {ISOLATED}</p>' in page
    assert "<dt>Language</dt><dd>Arabic</dd>" in page
    assert '"inLanguage": "ar"' in page
    assert "Language: Arabic" in client.get("/announcements/arabic/editions/1.txt").text


@pytest.mark.parametrize(
    "address", ["/", "/announcements/", "/register/", "/announcements/arabic/history/", "/search/?q=الخدمة"]
)
def test_a_title_in_a_list_has_its_language(client, notice, address):
    page = client.get(address).text.replace("<mark>", "").replace("</mark>", "").replace(", version 1</bdi>", "</bdi>")
    assert MARKED in page


def test_the_services_board_has_the_language_of_the_items(client, notice):
    assert f'<p dir="rtl" lang="ar">اتصل على {ISOLATED}</p>' in client.get("/").text


def test_feeds_name_the_language_of_each_entry(client, notice):
    atom = client.get("/feeds/all.atom").text
    assert 'xml:lang="ar"' in atom and '&lt;div dir="rtl" lang="ar"&gt;' in atom
    assert json.loads(client.get("/feeds/all.json").text)["items"][0]["language"] == "ar"
    assert "<dc:language>ar</dc:language>" in client.get("/feeds/all.rss").text


def test_a_text_in_the_language_of_the_pages_has_no_attributes(client, db):
    make_published(make_record("memo", key="a-memo"), at=moment("2025-06-01"), body="Text.")
    page = client.get("/guidance/a-memo/").text
    assert page.count("lang=") == 1 and "<dt>Language</dt>" not in page


@pytest.mark.parametrize("kind", [Kind.SERVICE_NOTICE, Kind.PRESS_RELEASE, Kind.MEMO, Kind.QUESTIONS])
def test_staff_choose_the_language_of_a_draft(client, editor, kind):
    draft = make_draft(make_record(kind), by=editor)
    client.force_login(editor)
    data = opened(client, draft)
    assert data["language"] == "en"
    response = client.post(screen(draft), data | {"language": "es"})
    assert response.status_code == 302, errors(response)
    draft.refresh_from_db()
    assert draft.language == "es"
    assert "Select a valid choice" in client.post(screen(draft), opened(client, draft) | {"language": "xx"}).text


def test_a_language_that_the_desk_does_not_offer_is_kept(client, editor):
    draft = make_draft(make_record(Kind.MEMO), by=editor, language="mi")
    client.force_login(editor)
    assert client.post(screen(draft), opened(client, draft) | {"title": "Another"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.language) == ("Another", "mi")
    draft.perform("submit", by=editor, at=moment("2025-06-01"))
    assert "mi" in client.get(screen(draft)).text


def test_the_next_version_begins_with_the_language_and_a_comparison_names_it(client, notice):
    assert make_published(notice.record, at=moment("2025-06-02")).language == "ar"
    make_published(notice.record, at=moment("2025-06-03"), language="he")
    page = client.get("/announcements/arabic/compare/2..3/").text
    assert '<th scope="row">Language</th>' in page and "Arabic" in page and "Hebrew" in page
