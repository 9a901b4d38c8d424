"""Export and import of records: an import restores the same digests, hashes and pages."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from portal.attachments.storage import hash_bytes
from portal.lib import sql_triggers
from portal.records.kinds import list_point_models
from portal.records.models import Attachment, Confirmation, Edition, EditionPart, Point
from portal.records.models.parts import get_part_models
from portal.register import triggers
from portal.register.models import RegisterEntry
from tests.backup.restore import empty_database, export, export_and_empty, make_records, read_files, register, restore
from tests.benchmarks.corpus.corpus_loader import generate
from tests.factories import day, make_published, make_record, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("attachments")]


def test_an_import_restores_every_entry_with_its_hash(tmp_path):
    make_records()
    before = register()
    export(tmp_path / "out")
    empty_database()
    assert not RegisterEntry.objects.exists()
    assert restore(tmp_path / "out").startswith("6 register entries imported and verified")
    assert register() == before
    call_command("verify_register", stdout=StringIO())


def test_a_private_export_restores_moved_and_canceled_publications(tmp_path):
    at, moved = moment("2999-01-08 09:00"), moment("2999-02-05 09:00")
    now = moment("2025-07-02")
    make_published(make_record(), at=at).perform("reschedule", by=None, at=now, publish_at=moved)
    make_published(make_record(), at=at).perform("cancel", by=None, at=now, note="Never.")
    before = register()
    export(tmp_path / "public")
    assert "canceled" not in (tmp_path / "public/register.jsonl").read_text()
    export(tmp_path / "out", "--private")
    empty_database()
    restore(tmp_path / "out")
    assert register() == before
    assert [edition.published_at for edition in Edition.objects.all()] == [moved]
    assert not RegisterEntry.objects.public(at).exists()


def test_an_import_restores_what_was_confirmed(tmp_path):
    points = [{"key": "desk"}, {"key": "files"}]
    notice = make_published(make_record("service_notice"), at=moment("2025-06-01"), points=points)
    facts = {"points": ["files"], "next_review_on": day("2025-12-01")}
    notice.perform("confirm", by=None, at=moment("2025-06-20 10:00"), **facts)
    notice.perform("confirm", by=None, at=moment("2025-06-21 10:00"))
    memo = make_record("memo")
    memo.readers = "officials"
    memo.save()
    make_published(memo, at=moment("2025-06-01")).perform("confirm", by=None, at=moment("2025-06-20 10:00"))

    def rows() -> list[tuple]:
        columns = ("edition__record__key", "point__key", "entry", "at__date", "next_review_on")
        return list(Confirmation.objects.order_by("entry").values_list(*columns))

    before = rows()
    export(tmp_path / "out", "--private")
    empty_database()
    restore(tmp_path / "out")
    assert rows() == before and [row[1] for row in before] == ["files", None, None]
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


def test_an_import_restores_the_demonstration_from_a_public_export(tmp_path, seeded):
    before = register()
    export(tmp_path / "out")
    empty_database()
    restore(tmp_path / "out")
    assert register() == before


def test_an_import_restores_an_older_export(tmp_path):
    """Such an export does not list the files that the register does not cover."""
    folder = export_and_empty(tmp_path)
    whole = (folder / "export.toml").read_text()
    (folder / "export.toml").write_text(whole[: whole.index("[neighbors]")])
    assert "imported and verified" in restore(folder)


def test_an_import_restores_an_attachment_with_its_bytes(tmp_path, client):
    folder = export_and_empty(tmp_path)
    restore(folder)
    [attachment] = Attachment.objects.all()
    assert hash_bytes(attachment.file.read()) == attachment.sha256
    assert attachment.get_absolute_url() in client.get("/announcements/a-release/").content.decode()


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
