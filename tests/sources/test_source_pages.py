"""Pages of source documents: cited words, repairs, lost links, copies beside their originals."""

import re

import pytest

from portal.sources.models import SourceDocument
from tests.factories import make_published, make_record, make_source, moment, withdraw

OFFICIAL = "/sources/governor-press-release-page/"
BLOG = "/sources/blog-copy/"
STATEMENTS = "/sources/public-statements-copy/"
THIRD_PARTY = ["blog-copy", "public-statements-copy", "ctnewsjunkie-article", "ice-notifications-questions"]


def strip_tags(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.usefixtures("seeded", "db")
class TestSeeded:
    def test_the_list_labels_official_and_third_party_texts(self, client):
        text = client.get("/sources/").text
        assert text.count("text of the state") == 1 and text.count("Third-party text") == 4
        assert "6 readers’ comments, not shown" in text

    def test_words_that_run_together_are_shown_with_their_repair(self, client):
        text = client.get(OFFICIAL).text
        repairs = strip_tags(" ".join(re.findall(r'<p class="repair">.*?</p>', text, re.DOTALL)))
        assert repairs.count("Deleted: requestsby Inserted: requests by") == 2
        assert repairs.count("Deleted: documentHERE Inserted: document HERE") == 2

    def test_the_text_keeps_words_that_run_together(self, client):
        text = client.get(OFFICIAL).text
        passage = strip_tags(text[text.index('class="source-text"') : text.index('id="notes"')])
        assert passage.count("requestsby") == 2 and passage.count("documentHERE") == 2

    def test_lost_links_are_marked(self, client):
        note = "The source has a link under “HERE”; its target was not preserved."
        assert client.get(OFFICIAL).text.count(note) == 4

    def test_a_citation_of_a_point_links_to_its_words(self, client):
        page = client.get("/announcements/state-police-headquarters-modified-services-hours/").text
        [anchor] = set(re.findall(rf'href="{OFFICIAL}#(c861-\d+)"', page))
        assert f'id="{anchor}"' in client.get(OFFICIAL).text

    def test_notes_and_marks_link_to_each_other(self, client):
        text = client.get(OFFICIAL).text
        for kind in ("note", "c"):
            targets = set(re.findall(rf'href="#({kind}-?\d[\d-]*)"', text))
            assert targets and targets <= set(re.findall(r'id="([^"]+)"', text))

    def test_notes_name_fields_in_plain_words(self, client):
        text = strip_tags(client.get(OFFICIAL).text)
        assert "day of posting, versions 2, 3" in text
        assert "posted on" not in text and "posted_on" not in text

    def test_the_copy_on_the_blog_adds_one_word(self, client):
        response = client.get(BLOG)
        collation = response.context["together"].collation
        assert (collation.added, collation.dropped, len(collation.differing)) == (["to"], [], 1)
        assert "Only in this copy: Added: to ." in strip_tags(response.text)

    def test_the_other_copy_adds_only_the_line_about_the_memos(self, client):
        collation = client.get(STATEMENTS).context["together"].collation
        assert collation.dropped == []
        assert len(collation.added) == 1
        assert "For the memo to police chiefs, click here" in collation.added[0]

    def test_readers_comments_are_counted_and_not_shown(self, client):
        source = SourceDocument.objects.get(key="blog-copy")
        withheld = source.text[source.withheld_from : source.withheld_until]
        text = client.get(BLOG).text
        assert "6 readers’ comments follow this copy." in text
        lines = [line.strip() for line in withheld.splitlines() if len(line.strip()) > 20]
        assert lines and not [line for line in lines if line in text or line[:30] in text]

    @pytest.mark.parametrize("key", THIRD_PARTY)
    def test_third_party_texts_are_labeled_and_hidden_from_search_engines(self, client, key):
        text = client.get(f"/sources/{key}/").text
        assert "Third-party text, not the state’s words" in text and "noindex" in text

    def test_official_texts_are_labeled_and_open_to_search_engines(self, client):
        text = client.get(OFFICIAL).text
        assert "A text of the state" in text and "noindex" not in text

    def test_the_page_shows_the_digest_of_the_file(self, client):
        for source in SourceDocument.objects.all():
            assert source.sha256 in client.get(source.get_absolute_url()).text


@pytest.mark.django_db
def test_a_source_page_does_not_name_a_text_published_in_error(client):
    source = make_source("found", "Words that were found.")
    draft = make_record("memo", key="mistaken").draft(
        by=None, title="Xylophone", body="Words", effective_from="2025-06-01"
    )
    draft.citations.create(field="body", source=source, start=0, end=5)
    assert "Xylophone" not in client.get("/sources/found/").text
    draft.perform("submit", by=None, at=moment("2025-06-01"))
    draft.perform("publish", by=None, at=moment("2025-06-01"))
    assert "Xylophone" in client.get("/sources/found/").text
    withdraw(draft, at=moment("2025-06-02"), kind="published_in_error")
    assert "Xylophone" not in client.get("/sources/found/").text


@pytest.mark.django_db
def test_a_source_that_no_record_cites_is_shown_without_notes(client):
    make_published(make_record(), at=moment("2025-06-01"))
    make_source("found", "<b>Words</b>")
    text = client.get("/sources/found/").text
    assert "&lt;b&gt;Words&lt;/b&gt;" in text and "Where these words are used" not in text


def test_the_list_has_pages_that_together_show_every_text_once(client, db, settings):
    settings.PAGE_SIZE = 2
    for number, title in enumerate(["C", "B", "B", "A", "D"]):
        make_source(f"source-{number}", f"Text {number}.", title=title, is_official=number > 2)
    address, shown = "/sources/", []
    while address:
        page = client.get(address)
        shown.append(re.findall(r'<h2 class="h3"><a href="/sources/([\w-]+)/"', page.text))
        link = re.search(r'rel="next" href="(\?after=[\w-]+)"', page.text)
        address = link and f"/sources/{link[1]}"
    assert shown == [["source-3", "source-4"], ["source-1", "source-2"], ["source-0"]]
    assert ">First page</a>" in page.text and client.get("/sources/?after=nothing").status_code == 404
