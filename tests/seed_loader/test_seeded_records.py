"""The records that the seeds make from the source documents."""

import re
from datetime import UTC, date, datetime

import pytest

from portal.lib.markdown import strip_markdown
from portal.records.models import Edition, Point, Record
from portal.register.models import RegisterEntry
from portal.seed_loader.loader import load_seed_folder
from portal.sources.models import Citation, SourceDocument
from tests.conftest import SEEDS

NOTICE = "state-police-headquarters-modified-services-hours"
RELEASE = "guidance-to-law-enforcement-and-school-districts-regarding-immigration-matters"
CHIEFS = "memo-to-police-chiefs-on-immigration-matters"
SUPERINTENDENTS = "memo-to-school-superintendents-on-immigration-matters"
QUESTIONS = "ice-notifications-in-connecticut-questions-and-answers"

pytestmark = pytest.mark.usefixtures("seeded", "db")


def get_edition(key: str, number: int = 1) -> Edition:
    return Edition.objects.get(record__key=key, number=number)


def test_there_are_five_records():
    assert set(Record.objects.values_list("key", flat=True)) == {NOTICE, RELEASE, CHIEFS, SUPERINTENDENTS, QUESTIONS}


def test_the_notice_has_three_reconstructed_editions_by_posted_dates():
    rows = Edition.objects.filter(record__key=NOTICE).order_by("number")
    assert [(row.effective_from, row.points.count(), row.is_reconstructed) for row in rows] == [
        (date(2020, 4, 30), 5, True),
        (date(2020, 6, 5), 7, True),
        (date(2021, 5, 26), 9, True),
    ]
    assert all("econstructed" in row.provenance or "last state" in row.provenance for row in rows)


def test_each_item_of_the_notice_has_its_service_availability_and_dates():
    items = get_edition(NOTICE, 3).document["points"]
    assert [(i["service"]["key"], i["availability"], i["posted_on"], i["effective_from"]) for i in items] == [
        ("new-pistol-permits", "information", "2021-05-26", None),
        ("fingerprint-identification-unit", "by_appointment", "2020-06-05", "2020-06-15"),
        ("reports-and-records", "by_appointment", "2020-06-05", "2020-06-15"),
        ("pistol-permit-renewals", "by_mail_only", None, None),
        ("fingerprinting-and-license-renewals", "limited", "2020-04-30", None),
        ("unarmed-security-guards-from-other-states", "requirement_suspended", "2020-04-30", None),
        ("offender-registries", "regular_hours", "2020-04-30", None),
        ("guard-cards", "no_service", "2020-04-30", None),
        ("entering-the-building", "information", "2020-04-30", None),
    ]


def test_words_that_run_together_are_repaired_and_lost_links_are_marked():
    texts = {point.key: point.text for point in get_edition(NOTICE, 3).points.all()}
    assert "requests by appointment only" in texts["fingerprint-identification-unit"]
    assert texts["fingerprinting-limitations"].endswith("view document [HERE](lost:)")
    assert sum("](lost:)" in text for text in texts.values()) == 4
    assert "requestsby" in SourceDocument.objects.get(key="governor-press-release-page").text


def test_the_release_keeps_its_words():
    document = get_edition(RELEASE).document
    facts = document["edition"]
    assert facts["title"].startswith("Malloy Administration Issues Guidance")
    assert facts["subtitle"] == (
        "Recent Presidential Executive Orders Prompt Requests for Guidance on Certain Operations"
    )
    assert document["release"] == {
        "dateline": "HARTFORD, CT",
        "release_line": "For Immediate Release: February 22, 2017",
    }
    assert "we are obligated protect the rights" in facts["body"]
    assert len(document["points"]) == 4
    assert [relation["record"] for relation in document["relations"]] == [CHIEFS, SUPERINTENDENTS]
    assert [(row["title"][:5], row["sha256"]) for row in document["attachments"]] == [("Memo ", None)] * 2


def test_the_release_has_four_contacts_and_one_of_them_only_a_cell_number():
    contacts = get_edition(RELEASE).document["contacts"]
    assert [contact["name"] for contact in contacts] == [
        "David Bednarz",
        "Scott DeVico",
        "Karen Martucci",
        "Abbe Smith",
    ]
    assert contacts[1] == {
        "name": "Scott DeVico",
        "office": "Department of Emergency Services and Public Protection",
        "email": "Scott.Devico@ct.gov",
        "phones": [{"number": "203-525-6959", "type": "cell"}],
    }
    assert [len(contact["phones"]) for contact in contacts] == [2, 1, 2, 2]


@pytest.mark.parametrize(
    ("key", "signers", "audience", "count"),
    [
        (CHIEFS, ["Governor Malloy", "Commissioner Schriro", "Commissioner Semple"], "police_chiefs", 3),
        (SUPERINTENDENTS, ["Governor Malloy", "Commissioner Wentzell"], "school_superintendents", 1),
    ],
)
def test_the_memos_have_the_quoted_recommendations_and_note_that_their_texts_are_missing(key, signers, audience, count):
    document = get_edition(key).document
    assert [signer["name"] for signer in document["signers"]] == signers
    assert [point["audience"] for point in document["points"]] == [audience] * count
    assert "own text is not held" in document["edition"]["provenance"]
    released = {point.key: point.text for point in get_edition(RELEASE).points.all()}
    assert all(released[point["key"]] == point["text"] for point in document["points"])


def test_the_questions_are_unofficial_and_keep_numbered_lines_in_their_answers():
    document = get_edition(QUESTIONS).document
    assert not document["official"] and document["issuer"] is None
    assert document["edition"]["effective_from"] is None and len(document["points"]) == 20
    second = document["points"][1]["text"]
    assert [line[:2] for line in second.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4."]


def test_every_citation_quotes_the_words_of_the_record():
    repaired = {}
    for citation in Citation.objects.filter(field="text").select_related("source"):
        point = Point.objects.get(edition=citation.edition, key=citation.point_key)
        quoted = " ".join(citation.quote.split())
        recorded = " ".join(strip_markdown(point.text).split())
        if quoted != recorded:
            repaired[point.key] = quoted.replace("requestsby", "requests by").replace("documentHERE", "document HERE")
            assert repaired[point.key] == recorded
    assert set(repaired) == {
        "fingerprint-identification-unit",
        "reports-and-records",
        "fingerprinting-limitations",
        "unarmed-security-guards",
    }


def test_every_passage_of_every_record_is_cited():
    for row in Edition.objects.all():
        cited = set(row.citations.values_list("point_key", flat=True))
        assert cited >= set(row.points.values_list("key", flat=True)), row
    body = get_edition(RELEASE).citations.filter(field="body")
    assert body.count() == 4


def test_readers_comments_under_the_copy_are_counted_and_withheld():
    blog = SourceDocument.objects.get(key="blog-copy")
    withheld = blog.text[blog.withheld_from : blog.withheld_until]
    assert blog.comment_count == 6
    assert re.findall(r"^ *(\d+)\. ", withheld, re.MULTILINE) == ["1", "2", "3", "4", "5", "6"]


def test_loading_again_changes_nothing():
    before = list(RegisterEntry.objects.values_list("hash", flat=True)), Citation.objects.count(), Point.objects.count()
    load_seed_folder(SEEDS, at=datetime(2027, 1, 1, tzinfo=UTC), say=lambda line: None)
    after = list(RegisterEntry.objects.values_list("hash", flat=True)), Citation.objects.count(), Point.objects.count()
    assert before == after


def test_the_sources_are_stored_byte_for_byte():
    for source in SourceDocument.objects.all():
        assert source.text.encode() == (SEEDS / "sources" / source.file_name).read_bytes()
