"""A faulty export is refused with the file and the line of the error, and nothing is imported."""

import pytest
from django.core.management import CommandError

from tests.backup.restore import change, export, export_and_empty, get_import_error, make_records

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("attachments")]


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


def test_a_folder_that_no_export_made_is_refused(tmp_path):
    (tmp_path / "export.toml").write_text("")
    assert "not a folder that export_records made" in get_import_error(tmp_path)
    with pytest.raises(CommandError, match="has files that are not from an export"):
        export(tmp_path)
