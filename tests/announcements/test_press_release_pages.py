"""The page of the press release: its text in the order of the release, its contacts and its links."""

import re

import pytest

RELEASE = "/announcements/guidance-to-law-enforcement-and-school-districts-regarding-immigration-matters/"

pytestmark = pytest.mark.usefixtures("seeded", "db")


@pytest.fixture
def text(client) -> str:
    return client.get(RELEASE).text


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_dateline_opens_the_first_paragraph(text):
    assert "<p>(HARTFORD, CT) – Governor Dannel P. Malloy and the commissioners" in text


def test_the_recommendations_are_in_the_order_of_the_release(text):
    order = [
        "For Immediate Release: February 22, 2017",
        "Recent Presidential Executive Orders Prompt",
        "The recommendations includes, but are not limited to, the following:",
        "Local law enforcement should not take action",
        "ICE detainer requests are requests",
        "Law enforcement should not provide access",
        "If an ICE agent approaches a school",
        "The Governor explained that enforcement",
        "we are obligated protect the rights",
        "David Bednarz",
    ]
    at = [words(text).rindex(passage) for passage in order]
    assert at == sorted(at)


def test_all_four_contacts_are_shown_as_printed(client):
    document = client.get(f"{RELEASE}editions/1.json").json()
    assert [(contact["name"], len(contact["phones"])) for contact in document["contacts"]] == [
        ("David Bednarz", 2),
        ("Scott DeVico", 1),
        ("Karen Martucci", 2),
        ("Abbe Smith", 2),
    ]
    assert document["contacts"][1]["phones"] == [{"number": "203-525-6959", "type": "cell"}]


def test_it_links_to_the_memos_that_it_announces_and_they_link_back(client, text):
    for memo in (
        "/guidance/memo-to-police-chiefs-on-immigration-matters/",
        "/guidance/memo-to-school-superintendents-on-immigration-matters/",
    ):
        assert f'href="{memo}"' in text
        assert f'href="{RELEASE}"' in client.get(memo).text


def test_files_that_are_only_named_are_not_offered(text):
    assert text.count("(named in the text; the file is not held here)") == 2


def test_it_lists_every_document_with_its_words_and_labels_third_party_texts(client, text):
    for key, label in {
        "governor-press-release-page": "",
        "public-statements-copy": " (third-party text)",
        "blog-copy": " (third-party text)",
        "ctnewsjunkie-article": " (third-party text)",
    }.items():
        assert re.search(rf'<a href="/sources/{key}/">[^<]+</a>{re.escape(label)}</li>', text), key
