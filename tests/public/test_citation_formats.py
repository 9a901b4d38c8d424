"""Citations of editions and points: plain, BibTeX and CSL-JSON."""

import re

import pytest

from portal.public.citation_formats import escape_tex
from portal.register.models import RegisterEntry
from tests.factories import make_draft, make_published, make_record, moment, withdraw

pytestmark = pytest.mark.django_db
PLACE = "/guidance/memo/editions/1"


@pytest.fixture
def memo(db):
    points = [{"key": "report", "text": "Report."}]
    return make_published(make_record("memo", key="memo"), at=moment("2025-06-01"), title="50% & {more}", points=points)


@pytest.fixture
def digest(memo):
    return RegisterEntry.objects.get().content_digest


def test_bibtex_has_every_field(client, memo, digest):
    response = client.get(f"{PLACE}.bib")
    assert response.headers["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert response.text.splitlines() == [
        "@misc{memo-v1,",
        "  author = {{Office of the Governor}},",
        r"  title = {{50\% \& \textbraceleft{}more\textbraceright{}}},",
        "  howpublished = {Guidance memo},",
        "  version = {1},",
        "  year = {2025},",
        "  month = {6},",
        "  day = {1},",
        "  date = {2025-06-01},",
        "  url = {http://testserver/guidance/memo/editions/1/},",
        "  language = {en},",
        f"  note = {{Version 1. SHA-256: {digest}}},",
        "}",
    ]


def test_csl_json_has_every_member(client, memo, digest):
    response = client.get(f"{PLACE}.csl.json")
    assert response.headers["Content-Type"] == "application/vnd.citationstyles.csl+json"
    assert response.json() == [
        {
            "id": "memo-v1",
            "type": "document",
            "title": "50% & {more}",
            "genre": "Guidance memo",
            "version": "1",
            "URL": "http://testserver/guidance/memo/editions/1/",
            "language": "en",
            "note": f"SHA-256 of version 1: {digest}",
            "author": [{"literal": "Office of the Governor"}],
            "publisher": "Office of the Governor",
            "issued": {"date-parts": [[2025, 6, 1]]},
        }
    ]


def test_a_point_has_its_own_citation(client, memo, digest):
    [item] = client.get(f"{PLACE}/points/report.csl.json").json()
    assert item["title"] == "50% & {more}, recommendation 1"
    assert item["URL"] == "http://testserver/guidance/memo/editions/1/#report"
    assert digest in item["note"] and item["id"] == "memo-v1-report"
    assert "@misc{memo-v1-report,\n" in client.get(f"{PLACE}/points/report.bib").text


def test_pages_show_the_citation_and_link_to_its_files(client, memo, digest):
    version, point = client.get(f"{PLACE}/").text, client.get("/guidance/memo/points/report/").text
    plain = "Office of the Governor, “50% &amp; {more}”, guidance memo, version 1, June 1, 2025, "
    assert f"{plain}http://testserver/guidance/memo/editions/1/ (SHA-256 of version 1: {digest})" in version
    assert "recommendation 1”, guidance memo, version 1" in point and digest in point
    links = re.findall(r'href="([^"]+\.(?:bib|csl\.json))"', version + point)
    assert len(links) == 4
    assert {client.get(link).status_code for link in links} == {200}


def test_a_removed_point_is_cited_by_the_last_version_that_had_it(client, memo):
    make_published(memo.record, at=moment("2025-06-05"), points=[{"key": "other", "text": "Other."}])
    page = client.get("/guidance/memo/points/report/").text
    assert f'href="{PLACE}/points/report.bib"' in page
    assert client.get("/guidance/memo/editions/2/points/report.bib").status_code == 404


def test_the_page_of_a_point_links_to_its_citation_in_every_version(client, memo):
    make_published(memo.record, at=moment("2025-06-05"), points=[{"key": "report", "text": "Report at once."}])
    page = client.get("/guidance/memo/points/report/").text
    places = [f"/guidance/memo/editions/{number}/points/report" for number in (1, 2)]
    assert set(re.findall(r'href="([^"]+\.(?:bib|csl\.json))"', page)) == {
        f"{place}.{form}" for place in places for form in ("bib", "csl.json")
    }
    assert "version = {1}" in client.get(f"{places[0]}.bib").text


def test_a_third_party_text_has_no_author_of_the_state_and_no_day(client):
    make_published(make_record("questions", key="asked", is_official=False), at=moment("2025-06-01"))
    [item] = client.get("/guidance/asked/editions/1.csl.json").json()
    assert not {"author", "publisher", "issued"} & set(item)
    assert item["genre"] == "Questions and answers, third-party text"
    assert "author" not in client.get("/guidance/asked/editions/1.bib").text
    assert "third-party text, version 1, undated" in client.get("/guidance/asked/").text


@pytest.mark.parametrize("form", [".bib", ".csl.json", "/points/report.bib", "/points/report.csl.json"])
def test_a_text_published_in_error_is_not_cited(client, memo, form):
    withdraw(memo, at=moment("2025-06-05"), kind="published_in_error")
    response = client.get(f"{PLACE}{form}")
    assert response.status_code == 410 and "more" not in response.text


@pytest.mark.parametrize("address", [f"{PLACE}.ris", f"{PLACE}/points/none.bib", f"{PLACE}/points/report.json"])
def test_other_citation_formats_do_not_exist(client, memo, address):
    assert client.get(address).status_code == 404


def test_a_draft_cannot_be_cited(client, memo, editor):
    make_draft(memo.record)
    assert client.get("/guidance/memo/editions/2.bib").status_code == 404
    client.force_login(editor)
    assert client.get("/guidance/memo/editions/2.bib").status_code == 404
    page = client.get("/guidance/memo/editions/2/").text
    assert "Cite" not in page and "ld+json" not in page


def test_every_special_character_of_tex_is_escaped():
    assert escape_tex("a\\b {c} $d & #e_f\n 5% ~g^h “é”") == (
        r"a\textbackslash{}b \textbraceleft{}c\textbraceright{} \$d \& \#e\_f 5\% "
        r"\textasciitilde{}g\textasciicircum{}h “é”"
    )
