"""Field by field, what is read from the five source documents of the seeds."""

from pathlib import Path

import pytest
from django.conf import settings

from portal.importer.parser import parse_documents

FOLDER = Path(settings.BASE_DIR) / "seeds" / "sources"
PAGE = "governor-press-release-page"
COPIES = ("public-statements-copy", "blog-copy", "ctnewsjunkie-article", "ice-notifications-questions")


def read(name: str) -> list[dict]:
    return [document.as_data() for document in parse_documents((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def notice():
    return read(PAGE)[0]


@pytest.fixture(scope="module")
def release():
    return read(PAGE)[1]


def test_the_page_has_a_notice_and_a_release(notice, release):
    assert [notice["kind"], release["kind"]] == ["notice", "press_release"]
    assert len(read(PAGE)) == 2
    assert notice["official"] and release["official"]


def test_the_items_of_the_notice(notice):
    assert notice["title"] == "State Police Headquarters Modified Services/Hours"
    assert len(notice["items"]) == 9
    assert [item["posted_on"] for item in notice["items"]] == [
        "2021-05-26",
        "2020-06-05",
        "2020-06-05",
        None,
        *["2020-04-30"] * 5,
    ]
    assert [item["effective_from"] for item in notice["items"]] == [None, "2020-06-15", "2020-06-15", *[None] * 6]
    assert {item["effective_until"] for item in notice["items"]} == {None}
    assert notice["effective_dates"] == ["2020-06-15", "2020-06-15"]
    assert notice["items"][0]["text"] == "Announcement for New Pistol Permit Applicants Only"


def test_the_links_of_the_notice_have_no_target(notice):
    links = [item["links"] for item in notice["items"]]
    here = [{"text": "HERE", "url": None}]
    assert links == [[], [], here, [], here, here, [], here, []]


def test_the_head_of_the_release(release):
    assert release["title"].startswith("Malloy Administration Issues Guidance to Law Enforcement and School Districts")
    assert release["subtitle"].startswith("Recent Presidential Executive Orders")
    assert (release["dateline"], release["published_on"]) == ("HARTFORD, CT", "2017-02-22")
    assert release["issuer"] == "Office of Governor Dannel P. Malloy"


def test_the_recommendations_and_quotations_of_the_release(release):
    assert len(release["recommendations"]) == 4
    assert release["recommendations"][3]["text"].startswith("If an ICE agent approaches a school")
    assert [quote["speaker"] for quote in release["quotes"]] == ["Governor Malloy", "Governor Malloy"]
    assert release["quotes"][0]["text"].startswith("Putting all opinions")


def test_the_contacts_of_the_release(release):
    assert [contact["name"] for contact in release["contacts"]] == [
        "David Bednarz",
        "Scott DeVico",
        "Karen Martucci",
        "Abbe Smith",
    ]
    assert release["contacts"][1] == {
        "name": "Scott DeVico",
        "office": "Department of Emergency Services and Public Protection",
        "email": "Scott.Devico@ct.gov",
        "phones": [{"number": "203-525-6959", "type": "cell"}],
    }
    assert [len(contact["phones"]) for contact in release["contacts"]] == [2, 1, 2, 2]


def test_two_papers_that_are_named_twice_are_listed_once_each(release):
    assert [attachment["title"] for attachment in release["attachments"]] == [
        "Memo from Governor Malloy, Commissioner Schriro and Commissioner Semple to police chiefs",
        "Memo from Governor Malloy and Commissioner Wentzell to school superintendents",
    ]
    assert {attachment["url"] for attachment in release["attachments"]} == {None}


@pytest.mark.parametrize("name", COPIES)
def test_third_party_texts_are_not_official(name):
    (document,) = read(name)
    assert document["official"] is False


def test_the_copy_on_the_site_for_public_statements():
    (copy,) = read("public-statements-copy")
    assert copy["kind"] == "republication"
    assert (copy["byline"], copy["published_on"], copy["dateline"]) == ("Dan Malloy", "2017-02-22", "Hartford, CT")
    assert copy["source_url"].startswith("http://portal.ct.gov/en/Office-of-the-Governor/Press-Room/")
    assert (copy["comments"], len(copy["recommendations"]), len(copy["quotes"])) == (0, 4, 2)


def test_the_copy_on_the_blog():
    (copy,) = read("blog-copy")
    assert (copy["kind"], copy["comments"], copy["published_on"]) == ("republication", 6, None)
    assert copy["title"].startswith("Malloy To Police Chiefs")
    assert (len(copy["recommendations"]), len(copy["quotes"])) == (4, 2)


def test_the_questions_and_answers():
    (document,) = read("ice-notifications-questions")
    text = (FOLDER / "ice-notifications-questions.txt").read_text(encoding="utf-8")
    assert document["kind"] == "qa" and document["title"] is None
    assert [question["number"] for question in document["questions"]] == list(range(1, 21))
    assert all(question["question"].endswith("?") for question in document["questions"])
    between = sum(
        len(question["question"].split()) + len(question["answer"].split()) + 1 for question in document["questions"]
    )
    assert between == len(text.split())


def test_the_news_article():
    (article,) = read("ctnewsjunkie-article")
    assert (article["kind"], article["title"], article["published_on"]) == ("news", None, None)
    assert {quote["speaker"] for quote in article["quotes"]} == {
        "Malloy",
        "Carlos Moreno",
        "Moreno",
        "Ana Maria Rivera-Forastieri",
        "Alok Bhatt",
        "Eric Cruz Lopez",
    }
