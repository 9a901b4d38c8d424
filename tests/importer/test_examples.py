"""The five documents that the portal was begun with, field by field."""

from pathlib import Path

import pytest
from django.conf import settings

from portal.importer.parser import parse_documents

FOLDER = Path(settings.BASE_DIR) / "seeds" / "sources"
PAGE = "governor-press-release-page"
COPIES = ("public-statements-copy", "blog-copy", "ctnewsjunkie-article", "ice-notifications-questions")


def read(name: str) -> list[dict]:
    return [one.as_data() for one in parse_documents((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def notice():
    return read(PAGE)[0]


@pytest.fixture(scope="module")
def release():
    return read(PAGE)[1]


def test_page_holds_a_notice_and_a_release(notice, release):
    assert [notice["kind"], release["kind"]] == ["notice", "press_release"]
    assert len(read(PAGE)) == 2
    assert notice["official"] and release["official"]


def test_notice_items(notice):
    assert notice["title"] == "State Police Headquarters Modified Services/Hours"
    assert len(notice["items"]) == 9
    assert [one["posted_on"] for one in notice["items"]] == [
        "2021-05-26",
        "2020-06-05",
        "2020-06-05",
        None,
        *["2020-04-30"] * 5,
    ]
    assert [one["effective_from"] for one in notice["items"]] == [None, "2020-06-15", "2020-06-15", *[None] * 6]
    assert {one["effective_until"] for one in notice["items"]} == {None}
    assert notice["effective_dates"] == ["2020-06-15", "2020-06-15"]
    assert notice["items"][0]["text"] == "Announcement for New Pistol Permit Applicants Only"


def test_notice_links_have_no_target(notice):
    links = [one["links"] for one in notice["items"]]
    here = [{"text": "HERE", "url": None}]
    assert links == [[], [], here, [], here, here, [], here, []]


def test_release_head(release):
    assert release["title"].startswith("Malloy Administration Issues Guidance to Law Enforcement and School Districts")
    assert release["subtitle"].startswith("Recent Presidential Executive Orders")
    assert (release["dateline"], release["published_on"]) == ("HARTFORD, CT", "2017-02-22")
    assert release["issuer"] == "Office of Governor Dannel P. Malloy"


def test_release_points_and_quotations(release):
    assert len(release["recommendations"]) == 4
    assert release["recommendations"][3]["text"].startswith("If an ICE agent approaches a school")
    assert [one["speaker"] for one in release["quotes"]] == ["Governor Malloy", "Governor Malloy"]
    assert release["quotes"][0]["text"].startswith("Putting all opinions")


def test_release_contacts(release):
    assert [one["name"] for one in release["contacts"]] == [
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
    assert [len(one["phones"]) for one in release["contacts"]] == [2, 1, 2, 2]


def test_papers_named_twice_are_two(release):
    assert [one["title"] for one in release["attachments"]] == [
        "Memo from Governor Malloy, Commissioner Schriro and Commissioner Semple to police chiefs",
        "Memo from Governor Malloy and Commissioner Wentzell to school superintendents",
    ]
    assert {one["url"] for one in release["attachments"]} == {None}


@pytest.mark.parametrize("name", COPIES)
def test_texts_of_others_are_not_official(name):
    (document,) = read(name)
    assert document["official"] is False


def test_public_statements_copy():
    (copy,) = read("public-statements-copy")
    assert copy["kind"] == "republication"
    assert (copy["byline"], copy["published_on"], copy["dateline"]) == ("Dan Malloy", "2017-02-22", "Hartford, CT")
    assert copy["source_url"].startswith("http://portal.ct.gov/en/Office-of-the-Governor/Press-Room/")
    assert (copy["comments"], len(copy["recommendations"]), len(copy["quotes"])) == (0, 4, 2)


def test_blog_copy():
    (copy,) = read("blog-copy")
    assert (copy["kind"], copy["comments"], copy["published_on"]) == ("republication", 6, None)
    assert copy["title"].startswith("Malloy To Police Chiefs")
    assert (len(copy["recommendations"]), len(copy["quotes"])) == (4, 2)


def test_questions():
    (document,) = read("ice-notifications-questions")
    text = (FOLDER / "ice-notifications-questions.txt").read_text(encoding="utf-8")
    assert document["kind"] == "qa" and document["title"] is None
    assert [one["number"] for one in document["questions"]] == list(range(1, 21))
    assert all(one["question"].endswith("?") for one in document["questions"])
    between = sum(len(one["question"].split()) + len(one["answer"].split()) + 1 for one in document["questions"])
    assert between == len(text.split())


def test_article():
    (article,) = read("ctnewsjunkie-article")
    assert (article["kind"], article["title"], article["published_on"]) == ("news", None, None)
    assert {one["speaker"] for one in article["quotes"]} == {
        "Malloy",
        "Carlos Moreno",
        "Moreno",
        "Ana Maria Rivera-Forastieri",
        "Alok Bhatt",
        "Eric Cruz Lopez",
    }
