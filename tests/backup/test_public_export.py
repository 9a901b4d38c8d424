"""A public export contains only public texts. A private export contains all of them."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError
from django.utils import timezone

from portal.attachments.storage import hash_bytes
from portal.records.models import Record, SealedAttachment
from portal.sources.models import SourceDocument
from tests.backup.restore import attach, change, empty_database, export, get_import_error, read_files, register, restore
from tests.factories import make_draft, make_published, make_record, make_source, moment, publish, withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("attachments")]
WORD = "xylophone"


def make_scheduled(record):
    edition = make_draft(record, title=f"The {WORD}", points=[WORD])
    attach(edition, WORD.encode())
    edition.perform("submit", by=None, at=timezone.now())
    edition.perform("publish", by=None, at=timezone.now() + timedelta(days=400))


def make_error(record):
    withdraw(
        make_published(record, at=moment("2025-06-01"), points=[WORD]),
        at=moment("2025-06-02"),
        kind="published_in_error",
    )


def make_draft_only(record):
    make_draft(record, title=WORD, points=[WORD])


@pytest.mark.parametrize("step", [make_scheduled, make_error, make_draft_only])
def test_a_public_export_has_no_text_that_is_not_public(tmp_path, step):
    record = make_record(key="known")
    step(record)
    export(tmp_path / "out")
    files = read_files(tmp_path / "out")
    assert [name for name, content in files.items() if WORD.encode() in content] == []
    assert not [name for name in files if name.startswith(("records/", "attachments/"))]


def test_a_public_export_without_readers_comments_can_be_imported(tmp_path):
    text = f"A copy. {WORD}\nThe end."
    facts = {"title": "Copy", "kind": "republication", "is_official": False, "file_name": "copy.txt"}
    span = {"withheld_from": 8, "withheld_until": 8 + len(WORD)}
    sha256 = make_source("copy", text, **span, **facts).sha256
    assert "White space replaces readers’ comments in 1 source document" in export(tmp_path / "out")
    assert not [name for name, content in read_files(tmp_path / "out").items() if WORD.encode() in content]
    export(tmp_path / "private", "--private")
    for folder, expected in {"out": text.replace(WORD, " " * len(WORD)), "private": text}.items():
        empty_database()
        restore(tmp_path / folder)
        assert (SourceDocument.objects.get().text, SourceDocument.objects.get().sha256) == (expected, sha256)
    empty_database()
    change(tmp_path / "out/sources/copy.txt", "A copy.  ", "A copy. x")
    assert "not the bytes that the source document had" in get_import_error(tmp_path / "out")


@pytest.mark.parametrize("step", [make_scheduled, make_error])
def test_a_public_export_that_lacks_entries_cannot_be_imported(tmp_path, step):
    step(make_record(key="known"))
    assert "Left out as not public: " in export(tmp_path / "out")
    empty_database()
    error = get_import_error(tmp_path / "out")
    assert "register entry 1" in error and "--private" in error


@pytest.mark.parametrize("step", [make_scheduled, make_error])
def test_an_import_restores_texts_that_are_not_public_from_a_private_export(tmp_path, step):
    step(make_record(key="known"))
    before = register()
    export(tmp_path / "out", "--private")
    empty_database()
    restore(tmp_path / "out")
    assert register() == before


def test_texts_for_officials_only_are_in_private_exports_only(tmp_path):
    memo = make_record("memo", key="for-officials")
    Record.objects.filter(pk=memo.pk).update(readers="officials")
    edition = make_published(Record.objects.get(pk=memo.pk), at=moment("2025-06-01"), points=[WORD])
    edition.perform("confirm", by=None, at=timezone.now())
    withdraw(edition, at=timezone.now())
    draft = make_draft(make_record("memo", key="open"))
    content = b"%PDF-1.7 other bytes"
    facts = {"sha256": hash_bytes(content), "size": len(content), "media_type": "application/pdf", "title": WORD}
    SealedAttachment.objects.create(edition=draft, file=ContentFile(content, "a.pdf"), **facts)
    publish(draft, at=moment("2025-06-01"))
    assert "Left out as not public" in export(tmp_path / "out")
    files = read_files(tmp_path / "out")
    assert not [name for name, text in files.items() if WORD.encode() in text or hash_bytes(content).encode() in text]
    assert not [name for name in files if "officials" in name or hash_bytes(content) in name]
    before = register(), list(SealedAttachment.objects.values_list("title", "sha256", "seal_key", "position"))
    export(tmp_path / "private", "--private")
    empty_database()
    restore(tmp_path / "private")
    after = register(), list(SealedAttachment.objects.values_list("title", "sha256", "seal_key", "position"))
    assert after == before and Record.objects.get(key="for-officials").readers == "officials"


def test_a_text_published_in_error_is_removed_from_the_folder(tmp_path):
    edition = make_published(make_record(key="known"), at=moment("2025-06-01"), points=[WORD])
    export(tmp_path / "out")
    assert (tmp_path / "out/records/known/1.md").exists()
    withdraw(edition, at=moment("2025-06-02"), kind="published_in_error")
    export(tmp_path / "out")
    assert not (tmp_path / "out/records/known").exists()


def test_a_private_export_into_the_folder_of_a_public_one_is_refused(tmp_path):
    export(tmp_path / "out")
    with pytest.raises(CommandError, match="another kind of export"):
        export(tmp_path / "out", "--private")
