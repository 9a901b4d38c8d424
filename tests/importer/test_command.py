"""The command import_source: its JSON, and the rows that it makes."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from announcements.models import NoticeItem
from portal.records.models import Edition, Issuer, Record
from portal.sources.models import Citation, SourceDocument

FOLDER = Path(settings.BASE_DIR) / "seeds" / "sources"
PAGE = FOLDER / "governor-press-release-page.txt"
KEYS = (
    "kind confidence title subtitle issuer official published_on dateline byline source_url items recommendations"
    " questions quotes contacts attachments effective_dates comments language warnings spans"
).split()
pytestmark = pytest.mark.django_db


def run(*words, **options) -> str:
    out = StringIO()
    call_command("import_source", *map(str, words), stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_the_json_has_every_file_of_a_folder():
    data = json.loads(run(FOLDER, "--dry-run", "--json"))
    assert [Path(entry["file"]).stem for entry in data] == sorted(file.stem for file in FOLDER.glob("*.txt"))
    assert all(set(document) == set(KEYS) for entry in data for document in entry["documents"])
    assert [len(entry["documents"]) for entry in data] == [1, 1, 2, 1, 1]


def test_a_dry_run_stores_nothing():
    run(PAGE, "--dry-run")
    assert not SourceDocument.objects.exists() and not Record.objects.exists()


def test_an_unreadable_file_is_reported_and_the_command_fails(tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG")
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 2 files"):
        call_command("import_source", str(PAGE), str(file), "--dry-run", "--json", stdout=out, stderr=StringIO())
    unread = json.loads(out.getvalue())[1]
    assert unread["documents"] == [] and unread["error"].startswith("The file is a PNG image")


def test_a_page_becomes_a_source_document_and_two_drafts():
    Issuer.objects.create(key="governor", name="Office of the Governor")
    output = run(PAGE)
    source = SourceDocument.objects.get()
    assert source.text == PAGE.read_text(encoding="utf-8") and source.is_official
    drafts = {edition.record.kind: edition for edition in Edition.objects.select_related("record")}
    assert set(drafts) == {"service_notice", "press_release"}
    assert {edition.status for edition in drafts.values()} == {"draft"}
    assert [drafts["service_notice"].points.count(), drafts["press_release"].points.count()] == [9, 4]
    assert drafts["press_release"].record.issuer.key == "governor"
    assert drafts["press_release"].contacts.count() == 4
    assert drafts["press_release"].body.count("{points}") == 1
    assert "source document" in output and "“State Police” is a new issuer." in output


def test_the_availability_is_read_from_the_words():
    run(PAGE)
    availabilities = list(NoticeItem.objects.order_by("number").values_list("availability", flat=True))
    assert availabilities == [
        "information",
        "by_appointment",
        "by_appointment",
        "by_mail_only",
        "limited",
        "requirement_suspended",
        "regular_hours",
        "no_service",
        "information",
    ]


def test_citations_quote_the_source_document():
    run(PAGE)
    for citation in Citation.objects.filter(field="text").select_related("source", "edition"):
        point = citation.edition.points.get(key=citation.point_key)
        assert " ".join(citation.quote.split()).split()[:3] == point.text.split()[:3]


def test_the_same_text_is_not_stored_again():
    run(PAGE)
    assert "already stored" in run(PAGE)
    assert (SourceDocument.objects.count(), Record.objects.count()) == (1, 2)


def test_a_copy_and_an_article_become_source_documents_only():
    run(FOLDER / "blog-copy.txt", FOLDER / "ctnewsjunkie-article.txt")
    blog = SourceDocument.objects.get(kind="republication")
    assert blog.comment_count == 6 and blog.text[blog.withheld_from :].startswith("1. So I guess")
    assert not Record.objects.exists()


def test_third_party_questions_become_an_unofficial_draft():
    run(FOLDER / "ice-notifications-questions.txt")
    record = Record.objects.get()
    assert (record.kind, record.is_official, record.editions.get().points.count()) == ("questions", False, 20)


def test_a_memo_becomes_a_draft_with_its_dates_and_points(tmp_path):
    file = tmp_path / "memo.txt"
    file.write_text(
        "MEMORANDUM\n\nTO: Police Chiefs\nFROM: Department of Correction\nDATE: May 1, 2019\nRE: Transfers\n\n"
        "Effective May 6, 2019, departments should:\n\n1. Call ahead.\n2. Keep a copy.\n"
    )
    run(file)
    edition = Edition.objects.get()
    assert [str(edition.signed_on), str(edition.effective_from)] == ["2019-05-01", "2019-05-06"]
    assert edition.points.count() == 2
    assert edition.body == "Effective May 6, 2019, departments should:\n\n{points}"
