"""The search page: its content and the number of its queries."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from portal.search.types import MAX_RANKED
from tests.factories import day, make_published, make_record, moment
from tests.kinds import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_response_cache")]
AT = moment("2025-06-02")


@pytest.fixture
def page(client):
    """Returns a function that requests the search page and returns its HTML."""

    def ask(**asked) -> str:
        response = client.get("/search/", asked)
        assert response.status_code == 200
        return response.content.decode()

    return ask


def main(html: str) -> str:
    return html.partition("<main")[2].partition("<aside")[0]


def test_without_a_query_the_page_shows_only_the_form(page):
    html = page()
    assert '<label for="q">' in html and "Nothing found" not in html
    assert '<meta name="robots" content="noindex' in html


def test_every_field_has_a_label(page):
    html = page()
    names = set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', html))
    assert names == {"q", "kind", "audience", "issuer", "service", "from", "to", "on", "official", "old"}
    assert set(re.findall(r'<label for="(\w+)"', html)) | {"official", "old"} == names


def test_a_result_links_to_the_point_and_marks_the_words(page, seeded):
    html = page(q="pistol renewals")
    address = "/announcements/state-police-headquarters-modified-services-hours/"
    assert f'href="{address}#pistol-permit-renewals"' in html
    assert "<mark>pistol</mark> permit <mark>renewals</mark>" in html
    assert '<span class="chip in_effect">In effect</span>' in html
    assert "<strong>1 record</strong>" in html


def test_a_result_for_a_day_links_to_what_applied_then(page, seeded):
    html = page(q="appointment", on="2020-06-10")
    assert "/announcements/state-police-headquarters-modified-services-hours/on/2020-06-10/#" in html
    assert "In effect on June 10, 2020" in html


def test_old_versions_are_listed_on_request(page, seeded):
    html = page(q="headquarters hours", old="1")
    assert html.count("/announcements/state-police-headquarters-modified-services-hours/editions/") >= 3


def test_third_party_texts_are_labeled_and_can_be_left_out(page, seeded):
    assert '<strong class="chip reference">Third-party text</strong>' in main(page(q="ice notifications"))
    assert "Third-party text</strong>" not in main(page(q="ice notifications", official="1"))


@pytest.mark.parametrize("column", ["title", "subtitle", "body", "points"])
def test_markup_in_a_text_is_escaped(page, column):
    words = "A storm <script>alert(1)</script> \x02<b>storm\x03 \x1e\x1f\x1f\x1e"
    facts = {column: [words] if column == "points" else words}
    make_published(make_record(), at=AT, is_reconstructed=True, **facts)
    html = main(page(q="storm script"))
    assert "<script>" not in html and "<b>" not in html
    assert "&lt;<mark>script</mark>&gt;" in html or "&lt;" in html


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ("the", "Enter at least one word that is less common."),
        ("s", "Enter at least one word that is less common."),
        ('"the" of', "Enter at least one word that is less common."),
        ("-pistol", "Enter a word to search for, besides those to leave out."),
    ],
)
def test_the_page_explains_what_a_query_lacks(page, seeded, typed, sentence):
    html = page(q=typed)
    assert sentence in html and "Nothing found" not in html


def test_filters_without_words_ask_for_a_word(page, seeded):
    assert "Enter a word to search for." in page(kind="memo") and "Enter a word" not in page()
    assert "is later than “Published until”" in page(q="storm", **{"from": "2025-06-02", "to": "2025-06-01"})


def test_markup_in_the_query_is_escaped(page):
    html = page(q='"><script>alert(1)</script>', kind="<script>", on="<script>")
    assert "<script>" not in html


def test_the_suggested_correction_links_with_the_filters_kept(page, seeded):
    html = page(q="fingrprint appointmet", kind="service_notice")
    assert "Nothing found" in html
    assert re.search(r'Did you mean <a href="\?q=fingerprint\+appointment&amp;kind=service_notice">', html)


@pytest.mark.parametrize(
    "asked, sentence",
    [
        ({"on": "2020-02-30"}, "“2020-02-30” is not a day of the calendar."),
        ({"from": "yesterday"}, "“yesterday” is not a day of the calendar."),
        ({"kind": "poem"}, "“poem” is not one of the choices of “kind”."),
        ({"issuer": "nobody"}, "“nobody” is not one of the choices of “issuer”."),
        ({"page": "-1"}, "“-1” is not the number of a page."),
    ],
)
def test_an_invalid_value_is_reported_and_ignored(page, seeded, asked, sentence):
    html = page(q="pistol permit", **asked)
    assert sentence in html and "<strong>1 record</strong>" in html


@pytest.mark.parametrize(
    "typed", ["the", "...", '"', "-pistol", "👍", "x" * 10_000, "\ud800", "%00%", "\x02pistol\x03"]
)
def test_no_query_is_an_error(page, seeded, typed):
    page(q=typed.encode(errors="surrogatepass"))


def test_a_nul_character_in_a_query_counts_as_white_space(page, seeded):
    assert "<strong>1 record</strong>" in page(q="pistol\0permit", **{"ki\0nd": "\0"})
    assert "is not one of the choices" in page(q="pistol permit", kind="me\0mo")


def test_more_results_are_on_the_next_page(page):
    for number in range(23):
        make_published(make_record(), at=AT + timedelta(hours=number), title=f"Storm number {number}")
    first, second = page(q="storm"), page(q="storm", page="2")
    assert "<strong>23 records</strong>" in first and '<a rel="next" href="?q=storm&amp;page=2">' in first
    assert (first.count('class="h3"'), second.count('class="h3"')) == (20, 3)
    assert 'rel="next"' not in second
    assert "There is no page 9 of these results." in page(q="storm", page="9")


def test_with_too_many_results_the_page_explains_how_to_narrow_the_search(page):
    make_published(make_record(), at=AT - timedelta(400), title="The first", body="A storm.")
    for number in range(MAX_RANKED + 1):
        make_published(make_record(), at=AT + timedelta(hours=number), body="A storm.")
    html = page(q="storm", page=2)
    assert f"<strong>At least {MAX_RANKED} records</strong>" in html and "a filter or days of publication." in html
    assert 'rel="next"' not in html and "The first" not in html
    assert "The first" in page(q="storm", to="2024-12-31") and "The <mark>first</mark>" in page(q="storm first")


def test_choices_are_those_of_published_texts(page, seeded):
    html = page()
    assert '<option value="despp">' in html and '<option value="police_chiefs">Police chiefs</option>' in html
    assert '<option value="memo" selected>' in page(kind="memo")


QUESTIONS = [
    "",
    "q=storm",
    "q=storm&old=1",
    "q=storm&on=2025-07-01&kind=memo",
    "q=stor",
    "q=strom",
    "q=quokka+ostrich",
    "q=strom+quokka",
    "q=agian+sto",
    "q=agian+st+strom+qu",
    "q=storm&page=7",
]


def test_a_search_costs_at_most_five_queries(client, django_assert_max_num_queries):
    for number in range(25):
        record = make_record(Kind.MEMO)
        make_published(record, at=AT, title=f"Storm {number}", points=["Storm."] * 1)
        make_published(record, at=AT + timedelta(1), points=["Storm again."], effective_from=day("2025-06-03"))
        for asked in QUESTIONS if number in (0, 24) else ():
            with django_assert_max_num_queries(5, info=asked):
                assert client.get(f"/search/?{asked}").status_code == 200


def test_the_search_refuses_post(client):
    assert client.post("/search/", {"q": "storm"}).status_code == 405


def test_a_text_published_a_moment_ago_is_found(page):
    make_published(make_record(), at=timezone.now(), title="A storm")
    assert "<strong>1 record</strong>" in page(q="storm")


def test_opensearch_describes_the_search_for_browsers(client):
    home = client.get("/").content.decode()
    assert '<link rel="search" type="application/opensearchdescription+xml"' in home
    response = client.get("/search/opensearch.xml")
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    root = ElementTree.fromstring(response.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.tag == f"{space}OpenSearchDescription"
    assert len(root.findtext(f"{space}ShortName")) <= 16
    template = root.find(f"{space}Url[@type='text/html']").get("template")
    assert template == "http://testserver/search/?q={searchTerms}"
    assert client.get(template.replace("http://testserver", "").replace("{searchTerms}", "storm")).status_code == 200


def test_the_menu_links_to_the_search(client):
    assert '<a href="/search/" aria-current="page">Search</a>' in client.get("/search/").content.decode()
