"""Access to PDFs, when they are rendered, and that they do not change."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from portal.pdf.integrity import find_pdf_problems
from portal.pdf.storage import get_pdf_path, save_pdf
from tests.factories import make_draft, make_published, make_record, moment, withdraw
from tests.register.conftest import run_verify_register

pytestmark = pytest.mark.django_db
ADDRESS = "/guidance/a-memo/editions/1.pdf"


@pytest.fixture
def memo():
    return make_published(make_record("memo", key="a-memo"), at=moment("2025-06-01"))


def bytes_at(client, address=ADDRESS) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/pdf"
    return b"".join(answer.streaming_content)


def test_a_pdf_is_rendered_at_the_first_request_and_kept(client, memo):
    assert not get_pdf_path(memo).exists()
    first = bytes_at(client)
    assert first.startswith(b"%PDF-1.7")
    get_pdf_path(memo).write_bytes(first + b"%as it was made")
    assert bytes_at(client) == first + b"%as it was made"


def test_a_pdf_is_rendered_after_the_publication_commits(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        edition = make_published(make_record("memo"), at=moment("2025-06-01"))
        assert not get_pdf_path(edition).exists()
    assert get_pdf_path(edition).exists()


def test_a_rolled_back_publication_renders_no_pdf(django_capture_on_commit_callbacks, memo):
    draft = make_draft(memo.record)
    with django_capture_on_commit_callbacks() as waiting, transaction.atomic():
        draft.perform("submit", by=None, at=moment("2025-06-02"))
        draft.perform("publish", by=None, at=moment("2025-06-02"))
        transaction.set_rollback(True)
    assert waiting == []


def test_a_failure_does_not_stop_the_publication(django_capture_on_commit_callbacks, settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.MEDIA_ROOT = tmp_path / "file"
    with django_capture_on_commit_callbacks(execute=True):
        edition = make_published(make_record("memo"), at=moment("2025-06-01"))
    edition.refresh_from_db()
    assert edition.status == "published"


def test_the_page_links_to_the_pdf(client, memo):
    assert ADDRESS in client.get("/guidance/a-memo/").content.decode()


def test_a_withdrawn_text_keeps_its_pdf_unless_it_was_published_in_error(client, memo):
    withdraw(memo, at=timezone.now())
    assert bytes_at(client)
    other = make_published(make_record("memo", key="wrong"), at=moment("2025-06-01"))
    bytes_at(client, "/guidance/wrong/editions/1.pdf")
    withdraw(other, at=timezone.now(), kind="published_in_error")
    answer = client.get("/guidance/wrong/editions/1.pdf")
    assert answer.status_code == 410 and b"published in error" in answer.content


def test_the_pdf_of_a_scheduled_text_is_not_public_before_its_day(client, django_capture_on_commit_callbacks):
    later = timezone.now() + timedelta(days=3)
    with django_capture_on_commit_callbacks(execute=True):
        edition = make_published(make_record("memo", key="a-memo"), at=later)
    assert get_pdf_path(edition).exists()
    assert client.get(ADDRESS).status_code == 404


def test_a_draft_has_no_pdf(client, editor):
    make_draft(make_record("memo", key="a-memo"))
    assert client.get(ADDRESS).status_code == 404
    client.force_login(editor)
    answer = client.get(ADDRESS)
    assert answer.status_code == 404 and "only after it is published" in answer.content.decode()


def test_a_cached_pdf_is_not_sent_again(client, memo):
    bytes_at(client)
    tag = client.get(ADDRESS)["ETag"]
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304


def test_without_the_extra_the_page_works_and_links_to_no_pdf(client, memo, without_extra):
    page = client.get("/guidance/a-memo/")
    assert page.status_code == 200 and ".pdf" not in page.content.decode()
    answer = client.get(ADDRESS)
    assert answer.status_code == 404 and "does not offer PDFs" in answer.content.decode()


def test_if_rendering_fails_the_page_works_and_the_pdf_address_explains_it(client, memo, settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.MEDIA_ROOT = tmp_path / "file"
    assert client.get("/guidance/a-memo/").status_code == 200
    answer = client.get(ADDRESS)
    assert answer.status_code == 404 and "could not be created" in answer.content.decode()


def test_a_stored_pdf_is_sent_without_the_extra(client, memo, without_extra):
    get_pdf_path(memo).parent.mkdir(parents=True)
    get_pdf_path(memo).write_bytes(b"%PDF-1.7 as it was made")
    assert ADDRESS in client.get("/guidance/a-memo/").content.decode()
    assert bytes_at(client) == b"%PDF-1.7 as it was made"


def test_publishing_without_the_extra_works(django_capture_on_commit_callbacks, without_extra):
    with django_capture_on_commit_callbacks(execute=True) as waiting:
        make_published(make_record("memo"), at=moment("2025-06-01"))
    assert waiting == []


def test_the_command_renders_missing_pdfs(memo):
    wrong = withdraw(
        make_published(make_record("memo"), at=moment("2025-06-01")), at=moment("2025-06-02"), kind="published_in_error"
    )
    output = StringIO()
    call_command("make_pdfs", stdout=output)
    assert output.getvalue() == "1 PDF made.\n" and get_pdf_path(memo).exists() and not get_pdf_path(wrong).exists()
    call_command("make_pdfs", stdout=output)
    assert output.getvalue().endswith("0 PDFs made.\n")


def test_the_command_names_the_missing_extra(without_extra):
    with pytest.raises(CommandError, match="Install the extra"):
        call_command("make_pdfs")


def test_the_json_address_is_not_affected_by_the_pdf_address(client, memo):
    assert json.loads(client.get("/guidance/a-memo/editions/1.json").content)["edition"]["number"] == 1


def find_problems() -> list[str]:
    return list(find_pdf_problems())


@pytest.mark.parametrize("change", [lambda pdf: pdf[:-1] + b"!", lambda pdf: b"", lambda pdf: pdf + b"%"])
def test_a_changed_byte_of_a_stored_pdf_is_found_until_it_is_drawn_again(client, memo, change):
    pdf, path = bytes_at(client), get_pdf_path(memo)
    assert find_problems() == [] and run_verify_register()[0] == 0
    path.write_bytes(change(pdf))
    [problem] = find_problems()
    assert path.stem in problem and str(memo) in problem and "other bytes" in problem
    assert run_verify_register() == (1, [problem, "The register is not intact: 1 problem found."])
    path.unlink()
    assert find_problems() == []
    assert bytes_at(client) == pdf and find_problems() == []


def test_a_pdf_without_a_recorded_digest_is_found(memo):
    get_pdf_path(memo).parent.mkdir(parents=True)
    get_pdf_path(memo).write_bytes(b"%PDF-1.7 from elsewhere")
    assert ["no recorded digest" in problem for problem in find_problems()] == [True]
    call_command("make_pdfs", "--again", stdout=StringIO())
    assert find_problems() == []


def test_two_processes_that_draw_one_pdf_leave_it_with_its_digest(memo):
    for content in (b"%PDF-1.7 first", b"%PDF-1.7 second"):
        save_pdf(get_pdf_path(memo), content)
    assert find_problems() == []


@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_a_pdf_that_is_made_again_keeps_the_mode_of_the_setting(memo, settings, mode):
    settings.FILE_UPLOAD_PERMISSIONS = mode
    call_command("make_pdfs", stdout=StringIO())
    call_command("make_pdfs", "--again", stdout=StringIO())
    assert get_pdf_path(memo).stat().st_mode & 0o777 == mode
