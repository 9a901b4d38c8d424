"""Any two source documents side by side."""

import re

import pytest

from portal.sources.models import SourceDocument
from tests.factories import make_source

PAGE, BLOG, NEWS, STATEMENTS = (
    "governor-press-release-page",
    "blog-copy",
    "ctnewsjunkie-article",
    "public-statements-copy",
)


def beside(client, one: str, other: str):
    return client.get(f"/sources/{one}/beside/{other}/")


@pytest.mark.usefixtures("seeded", "db")
class TestSeeded:
    @pytest.mark.parametrize(("one", "other"), [(PAGE, BLOG), (BLOG, PAGE)])
    def test_the_copy_differs_by_one_word_in_either_order(self, client, one, other):
        summary = "One word added." if one == PAGE else "One word removed."
        assert summary in beside(client, one, other).text

    def test_two_copies_are_compared_with_each_other(self, client):
        together = beside(client, BLOG, STATEMENTS).context["together"]
        assert (together.collation.counts.words_removed, together.is_part) == (1, True)

    def test_a_report_is_shown_beside_the_recommendations_that_it_paraphrases(self, client):
        tellings = beside(client, PAGE, NEWS).context["together"].tellings
        passages = {point.quote.split()[0]: point.passages for point in tellings if point.source.key == PAGE}
        assert "solely enforce federal immigration law" in passages["Local"][0]
        assert "Immigration and Customs Enforcement detainer requests" in passages["ICE"][0]
        assert "should not provide access" in passages["Law"][0]
        assert "approaching a school" in passages["If"][0]

    def test_readers_comments_are_not_shown(self, client):
        source = SourceDocument.objects.get(key=BLOG)
        withheld = source.text[source.withheld_from : source.withheld_until]
        for other in (PAGE, NEWS, STATEMENTS):
            text = beside(client, BLOG, other).text
            assert not [line for line in withheld.splitlines() if len(line.strip()) > 20 and line.strip() in text]

    def test_third_party_texts_are_labeled_and_hidden_from_search_engines(self, client):
        text = beside(client, PAGE, BLOG).text
        assert text.count("Third-party text") == 1 and "noindex" in text

    def test_the_source_page_offers_a_comparison_with_every_other_text(self, client):
        options = re.findall(r'<option value="([^"]+)"', client.get(f"/sources/{PAGE}/").text)
        assert set(options) == set(SourceDocument.objects.exclude(key=PAGE).values_list("key", flat=True))
        response = client.get(f"/sources/{PAGE}/beside/", {"with": NEWS})
        assert response["Location"] == f"/sources/{PAGE}/beside/{NEWS}/"

    @pytest.mark.parametrize("other", [PAGE, "nothing"])
    def test_a_text_is_not_compared_with_itself_or_a_missing_text(self, client, other):
        assert beside(client, PAGE, other).status_code == 404


@pytest.mark.django_db
def test_long_texts_are_compared_only_where_their_lines_differ(client):
    lines = [f"This is sentence number {number} of a long text." for number in range(15_000)]
    changed = [line.replace("a long text", "a very long text") for line in lines[7_000:7_001]]
    make_source("long", "\n".join(lines))
    make_source("longer", "\n".join([*lines[:7_000], *changed, *lines[7_001:]]))
    text = beside(client, "long", "longer").text
    assert "One word added." in text and re.search(r"<ins>.*very", text) and "number 7000" in text
    assert "lines that are the same in both are not shown" in text and "number 6999" not in text
    make_source(
        "other", "\n".join([*lines[:10], *(f"Something else, {number}." for number in range(15_000)), lines[-1]])
    )
    assert "have more than 400,000 characters" in beside(client, "long", "other").text


@pytest.mark.django_db
def test_markup_in_a_source_is_escaped(client):
    make_source("one", "This is a <b>bold</b> sentence that both have. And <i>more</i>.")
    make_source("two", "This is a <b>bold</b> sentence that both have. And <u>less</u>.")
    text = beside(client, "one", "two").text
    assert "&lt;b&gt;bold" in text and "<i>more" not in text
