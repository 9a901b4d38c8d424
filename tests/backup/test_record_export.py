"""Export and import of records: an import restores the same digests and hashes, or changes nothing."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.attachments.storage import hash_bytes
from portal.lib import sql_triggers
from portal.records.kinds import list_point_models
from portal.records.models import Attachment, EditionPart, Point, Record, Relation, SealedAttachment
from portal.records.models.parts import get_part_models
from portal.register import triggers
from portal.register.models import RegisterEntry
from portal.sources.models import SourceDocument
from tests.backup.restore import empty_database, export, get_import_error, register, restore
from tests.benchmarks.corpus.corpus_loader import generate
from tests.factories import make_draft, make_published, make_record, moment, publish, withdraw

pytestmark = pytest.mark.django_db
WORD = "xylophone"


@pytest.fixture(autouse=True)
def attachments(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "attachments"


def read_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def attach(edition, content=b"%PDF-1.7 some bytes") -> str:
    sha256 = hash_bytes(content)
    file = ContentFile(content, "a.pdf")
    Attachment.objects.create(
        edition=edition, title="The form", file=file, sha256=sha256, size=len(content), media_type="application/pdf"
    )
    return sha256


def make_records() -> None:
    """Makes a relation to a later record, an attachment, a confirmation, a withdrawal and a correction."""
    memo, release = make_record("memo", key="a-memo"), make_record(key="a-release")
    notice = make_record("service_notice", key="a-notice")
    draft = make_draft(release, body="See below.\r\n\n+++\n")
    Relation.objects.create(edition=draft, kind="announces", to_record=memo)
    attach(draft)
    draft.perform("submit", by=None, at=moment("2025-06-01"))
    draft.perform("publish", by=None, at=moment("2025-06-01"))
    make_published(memo, at=moment("2025-06-02"))
    first = make_published(notice, at=moment("2025-06-02"))
    first.perform("confirm", by=None, at=moment("2025-06-20"))
    make_published(memo, at=moment("2025-06-03"), change_kind="correction")
    withdraw(first, at=moment("2025-06-21"))


def test_an_import_restores_every_entry_with_its_hash(tmp_path):
    make_records()
    before = register()
    export(tmp_path / "out")
    empty_database()
    assert not RegisterEntry.objects.exists()
    assert restore(tmp_path / "out").startswith("6 register entries imported and verified")
    assert register() == before
    call_command("verify_register", stdout=StringIO())


def test_pages_are_the_same_after_an_import(tmp_path, client):
    make_records()
    pages = ["/guidance/a-memo/", "/announcements/a-notice/", "/announcements/a-release/", "/search/?q=matter"]
    before = [client.get(page).content for page in pages]
    export(tmp_path / "out")
    empty_database()
    restore(tmp_path / "out")
    assert [client.get(page).content for page in pages] == before


def test_an_export_after_an_import_is_the_same(tmp_path):
    make_records()
    export(tmp_path / "one")
    empty_database()
    restore(tmp_path / "one")
    export(tmp_path / "two")
    assert read_files(tmp_path / "two") == read_files(tmp_path / "one")


def test_an_import_installs_the_triggers_again(tmp_path):
    make_records()
    export(tmp_path / "out")
    empty_database()
    restore(tmp_path / "out")
    assert {refusal.name for refusal in triggers.get_all_triggers()} <= sql_triggers.get_installed_triggers()


def test_an_import_restores_a_corpus(tmp_path, now):
    list(generate(records=60, editions=3, points=4, seed=3, at=now))
    before = register()
    export(tmp_path / "out", "--private")
    empty_database()
    restore(tmp_path / "out")
    assert register() == before


def test_an_import_restores_an_empty_portal(tmp_path):
    export(tmp_path / "out")
    assert restore(tmp_path / "out").startswith("0 register entries")


def test_a_second_run_writes_only_what_changed(tmp_path):
    make_records()
    export(tmp_path / "out")
    assert "0 files were written" in export(tmp_path / "out")
    make_published(make_record(key="another"), at=moment("2025-06-22"))
    assert "3 files were written" in export(tmp_path / "out")  # the edition, the register and export.toml


def test_every_kind_of_part_and_point_is_registered():
    """An unregistered model would be missing from documents, copies and exports."""
    assert {*list_concrete(EditionPart)} == {*get_part_models()}
    assert {Point, *Point.__subclasses__()} == {*list_point_models()}


def list_concrete(model) -> list:
    return [
        model
        for child in model.__subclasses__()
        for model in [child, *list_concrete(child)]
        if not model._meta.abstract
    ]


# What is not public


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
    sha256 = SourceDocument.objects.create(key="copy", text=text, **span, **facts).sha256
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


def test_an_import_restores_the_demonstration_from_a_public_export(tmp_path, seeded):
    before = register()
    export(tmp_path / "out")
    empty_database()
    restore(tmp_path / "out")
    assert register() == before


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


# Refused imports


def export_and_empty(tmp_path) -> Path:
    make_records()
    SourceDocument.objects.create(key="a-page", kind="page", title="Source", is_official=False, text="As found.")
    export(tmp_path / "out")
    empty_database()
    return tmp_path / "out"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_import_into_a_database_that_is_not_empty_is_refused(tmp_path):
    make_records()
    export(tmp_path / "out")
    assert "The database is not empty" in get_import_error(tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("records/a-memo/1.md", "Do this.", "Do that.", "records/a-memo/1.md, line 1: "),
        ("records/a-memo/1.md", "+++\n", "++\n", "records/a-memo/1.md, line 1: "),
        ("records/a-memo/2.md", 'language = "en"', "language = en", "records/a-memo/2.md, line "),
        ("register.jsonl", '"number": 3', '"number": 4', "register.jsonl, line 3: "),
        ("register.jsonl", '"recorded_at": "20', '"recorded_at": "19', "register.jsonl, line 1: "),
        ("register.jsonl", "{", "[", "register.jsonl, line 1: "),
        ("register.jsonl", "records/a-release/1.md", "../../etc/passwd", "is outside"),
        ("issuers.toml", "[governor]", "[governor", "issuers.toml, line 1: "),
        ("issuers.toml", "short_name", "long_name", "issuers.toml, line 1: "),
        ("issuers.toml", "[governor]", "[somebody]", "register.jsonl, line "),
        (
            "issuers.toml",
            "Office of the Governor",
            "Office of the Governess",
            "issuers.toml, line 1: this is not what the export wrote",
        ),
        ("export.toml", "[neighbors]", "[[neighbors]]", "export.toml, line 1: neighbors must be a table"),
        (
            "sources/a-page.toml",
            "copy_of = {}",
            'copy_of = "nobody"',
            "sources/a-page.toml, line 1: this file cannot be",
        ),
        ("sources/a-page.toml", "dated_on = {}", 'dated_on = "2020-99-99"', "sources/a-page.toml, line 1: this file"),
        (
            "sources/a-page.toml",
            "comment_count = 0",
            'comment_count = "many"',
            "sources/a-page.toml, line 1: this file",
        ),
        ("export.toml", "head = ", 'head = "" # ', "does not end with"),
        ("export.toml", "format = 1", "format = 2", "export.toml, line 1: "),
        ("export.toml", "left_out = []", 'left_out = ["the end"]', "--private"),
    ],
)
def test_an_error_in_a_file_imports_nothing(tmp_path, name, old, new, sentence):
    folder = export_and_empty(tmp_path)
    change(folder / name, old, new)
    assert sentence in get_import_error(folder)


def test_a_changed_place_of_a_service_is_refused(tmp_path):
    folder = export_and_empty(tmp_path)
    change(folder / "services.toml", "Headquarters", "Headquarter")
    assert "services.toml, line 1: this is not what the export wrote" in get_import_error(folder)


def test_an_added_record_file_is_refused(tmp_path):
    folder = export_and_empty(tmp_path)
    (folder / "records/another").mkdir()
    (folder / "records/another/record.toml").write_text('kind = "memo"\nofficial = false\nissuer = {}\n')
    assert "records/another/record.toml, line 1: this is not what the export wrote" in get_import_error(folder)


def test_an_import_restores_an_older_export(tmp_path):
    """Such an export does not list the files that the register does not cover."""
    folder = export_and_empty(tmp_path)
    whole = (folder / "export.toml").read_text()
    (folder / "export.toml").write_text(whole[: whole.index("[neighbors]")])
    assert "imported and verified" in restore(folder)


def test_a_register_cut_off_at_its_end_is_refused(tmp_path):
    folder = export_and_empty(tmp_path)
    lines = (folder / "register.jsonl").read_text().splitlines(keepends=True)
    (folder / "register.jsonl").write_text("".join(lines[:-1]))
    assert "does not end with the entry that export.toml names" in get_import_error(folder)


def test_a_missing_file_is_named(tmp_path):
    folder = export_and_empty(tmp_path)
    (folder / "records/a-memo/2.md").unlink()
    assert "records/a-memo/2.md cannot be read" in get_import_error(folder)


def test_an_attachment_with_other_bytes_is_refused(tmp_path):
    folder = export_and_empty(tmp_path)
    [path] = (folder / "attachments").iterdir()
    path.write_bytes(b"other")
    assert "not the bytes that were published" in get_import_error(folder)
    path.unlink()
    assert "is missing" in get_import_error(folder)


def test_an_import_restores_an_attachment_with_its_bytes(tmp_path, client):
    folder = export_and_empty(tmp_path)
    restore(folder)
    [attachment] = Attachment.objects.all()
    assert hash_bytes(attachment.file.read()) == attachment.sha256
    assert attachment.get_absolute_url() in client.get("/announcements/a-release/").content.decode()


def test_a_folder_that_no_export_made_is_refused(tmp_path):
    (tmp_path / "export.toml").write_text("")
    assert "not a folder that export_records made" in get_import_error(tmp_path)
    with pytest.raises(CommandError, match="has files that are not from an export"):
        export(tmp_path)


def test_the_register_has_one_line_for_each_entry(tmp_path):
    make_records()
    export(tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out/register.jsonl").read_text().splitlines()]
    assert [line["number"] for line in lines] == list(range(1, 7))
    assert [line.get("file", line["action"]) for line in lines] == [
        "records/a-release/1.md",
        "records/a-memo/1.md",
        "records/a-notice/1.md",
        "confirmed",
        "records/a-memo/2.md",
        "withdrawn",
    ]
