"""Files on the screen of a draft: valid ones are stored, invalid ones leave nothing behind."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.attachments.samples import office, pdf
from tests.editorial.edition_forms import errors, opened, screen
from tests.factories import everything, make_draft, make_record

TABLE = b"town,posts\nHartford,2\n"


@pytest.fixture(autouse=True)
def use_temporary_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(client, editor):
    client.force_login(editor)
    return make_draft(make_record("memo"), by=editor)


def attach(client, draft, content: bytes, name: str = "posts.csv", claimed: str = "text/csv", **facts):
    data = opened(client, draft) | {"attachments-TOTAL_FORMS": "1", "attachments-0-position": "1"} | facts
    data["attachments-0-file"] = SimpleUploadedFile(name, content, claimed)
    return client.post(screen(draft), data)


def files(folder) -> list[bytes]:
    return [file.read_bytes() for file in folder.rglob("*") if file.is_file()]


def test_a_file_is_stored_under_the_digest_of_its_content(client, draft, tmp_path):
    assert attach(client, draft, TABLE).status_code == 302
    attachment = draft.attachments.get()
    assert (attachment.title, attachment.media_type, attachment.size) == ("posts", "text/csv", len(TABLE))
    assert files(tmp_path) == [TABLE] and attachment.file.name.endswith(attachment.sha256)


def test_the_name_of_a_file_does_not_decide_its_type(client, draft):
    attach(client, draft, pdf(), "list.csv", "text/html")
    assert draft.attachments.get().media_type == "application/pdf"


@pytest.mark.parametrize(
    "content, name, claimed",
    [
        (b"<svg onload='alert(1)'/>", "picture.png", "image/png"),
        (b"<script>alert(1)</script>,", "table.csv", "text/csv"),
        (office(word__vbaProject_dot_bin=b"x"), "memo.docx", "application/pdf"),
        (pdf(b"<</S /JavaScript>>"), "memo.pdf", "application/pdf"),
        (b"", "empty.csv", "text/csv"),
    ],
)
def test_an_invalid_file_is_refused_and_not_stored(client, draft, tmp_path, content, name, claimed):
    before = everything()
    answer = attach(client, draft, content, name, claimed, title="Another title")
    assert answer.status_code == 200 and errors(answer)
    assert "Another title" in answer.content.decode()
    assert everything() == before and files(tmp_path) == []


def test_a_valid_file_in_an_invalid_form_is_not_stored(client, draft, tmp_path):
    attach(client, draft, TABLE, effective_from="never")
    assert not draft.attachments.exists() and files(tmp_path) == []


def test_a_title_without_a_file_names_a_file_that_is_not_held(client, draft, tmp_path):
    data = opened(client, draft) | {"attachments-TOTAL_FORMS": "1", "attachments-0-position": "1"}
    client.post(screen(draft), data | {"attachments-0-title": "Map of towns"})
    assert not draft.attachments.get().is_held and files(tmp_path) == []


def test_a_removed_file_leaves_its_title(client, draft):
    attach(client, draft, TABLE)
    data = opened(client, draft)
    data = {name: value for name, value in data.items() if name != "attachments-0-file"}
    client.post(screen(draft), data | {"attachments-0-file-clear": "on"})
    attachment = draft.attachments.get()
    assert (attachment.title, attachment.sha256, attachment.size, attachment.media_type) == ("posts", "", None, "")


def test_saving_again_without_choosing_a_file_keeps_it(client, draft):
    attach(client, draft, TABLE)
    data = {name: value for name, value in opened(client, draft).items() if name != "attachments-0-file"}
    assert client.post(screen(draft), data).status_code == 302
    assert draft.attachments.get().is_held


def test_a_reviewer_cannot_add_files_to_a_version_in_review(client, draft, editor, reviewer, now, tmp_path):
    data = opened(client, draft)
    draft.perform("submit", by=editor, at=now)
    client.force_login(reviewer)
    data |= {"attachments-TOTAL_FORMS": "1", "attachments-0-file": SimpleUploadedFile("a.csv", TABLE)}
    client.post(screen(draft), data)
    assert not draft.attachments.exists() and files(tmp_path) == []
