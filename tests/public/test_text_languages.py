"""A text in another language than the pages has its language and direction wherever its words appear."""

import html
import json
import re

import pytest

from portal.lib.languages import isolate_words
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
    page = client.get(address).text.replace("<mark>", "").replace("</mark>", "")
    assert MARKED in page


@pytest.mark.parametrize("address", ["/", "/register/"])
def test_the_number_of_the_version_is_no_word_of_the_title(client, notice, address):
    assert f"{MARKED}, version 1</a>" in client.get(address).text


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


@pytest.fixture
def memo(db):
    """A memo with a telephone number in every line that is not Markdown. Its second version changes all of them."""
    record = make_record(Kind.MEMO, key="arabic-memo")
    for day, words in ((1, "قديم"), (2, "جديد")):
        line = f"{words} {TEXT}"
        facts = {"title": line, "subtitle": line, "body": line, "points": [{"heading": line, "text": line}]}
        note = {"change_note": f"{line}. Recommendation 1", "change_kind": "major"} if day == 2 else {}
        make_published(record, at=moment(f"2025-06-0{day}"), language="ar", **facts, **note)
    return record


ADDRESSES = [
    "",
    "history/",
    "compare/1..2/",
    "points/point-1/",
    "editions/1/",
]


@pytest.mark.parametrize("address", ["/", "/guidance/", "/register/", "/search/?q=8605550134", *ADDRESSES])
def test_a_number_in_a_title_or_heading_keeps_its_order(client, memo, address):
    page = client.get(address if address[:1] == "/" else f"/guidance/arabic-memo/{address}").text
    body = re.sub(
        r'<script.*?</script>|<details class="cite">.*?</details>|</?mark>',
        "",
        page.partition("<main")[2],
        flags=re.DOTALL,
    )
    assert "(860) 555-0134" in body
    assert "(860) 555-0134" not in body.replace(ISOLATED, "")


def test_a_number_keeps_its_order_in_plain_text_and_feeds(client, memo):
    for address in ("/guidance/arabic-memo/editions/2.txt", "/feeds/all.atom"):
        text = html.unescape(html.unescape(client.get(address).text)).replace(ISOLATED, "")
        text = re.sub(r"<(title|summary)[^>]*>[^\u2068]*</\1>", "", text)
        assert "(860) 555-0134" not in text.replace("\u2066(860) 555-0134\u2069", "")
    assert isolate_words(TEXT) == "\u2068اتصل على \u2066(860) 555-0134\u2069\u2069"


def test_headings_and_titles_have_their_language_on_the_pages_of_points_and_comparisons(client, memo):
    page = client.get("/guidance/arabic-memo/points/point-1/").text
    assert f'<h1 dir="rtl" lang="ar">جديد اتصل على {ISOLATED}</h1>' in page
    assert f'<li aria-current="page"><bdi dir="rtl" lang="ar">جديد اتصل على {ISOLATED}</bdi></li>' in page
    page = client.get("/guidance/arabic-memo/compare/1..2/").text
    assert page.count('Before: </span><bdi dir="rtl" lang="ar">قديم') == 2
    page = client.get("/guidance/arabic-memo/").text
    assert f'<dd><bdi>جديد اتصل على {ISOLATED}. <bdi dir="ltr">Recommendation 1</bdi></bdi>' in page
    assert '“\u2068<bdi dir="rtl" lang="ar">جديد' in page


def test_words_of_the_portal_in_a_search_result_are_english(client, memo):
    page = client.get("/search/?q=قديم+جديد&old=1").text + client.get("/search/?q=8605550134").text
    assert '<p class="quoted">' in page and 'class="quoted" ' not in page
    assert re.search(r'Recommendation 1: <bdi dir="rtl" lang="ar">', page)


def test_staff_see_the_language_of_a_text_before_a_step(client, memo, editor, reviewer):
    draft = make_draft(memo, by=editor, body="نص آخر", points=["آخر"], change_note="Recommendation 1 is new.")
    draft.perform("submit", by=editor, at=moment("2025-06-05"))
    client.force_login(reviewer)
    page = re.sub(r"\s+(?=<)|(?<=>)\s+", "", client.get(screen(draft).replace("change/", "step/publish/")).text)
    assert '<div class="text" dir="rtl" lang="ar"><p>آخر</p>' in page
    assert '<p class="words" dir="rtl" lang="ar">' in page.partition("<h3>Text</h3>")[2][:60]
