"""Uploaded files are read in a child process; a file that takes too much is refused and the form keeps its values."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.importer import forms, upload_decoder
from portal.importer.parser.errors import UnreadableFileError
from portal.importer.upload_decoder import decode_upload
from portal.lib.bounded_process import MemoryLimitExceeded, ProcessCrashed, TimeLimitExceeded, TooManyProcesses
from tests.factories import everything
from tests.importer.test_decoding import word_document
from tests.importer.test_pdf import build_pdf

URL = "/admin/sources/sourcedocument/import/"
PAGE = b"<html><body><p>Town Hall Hours</p><p><a href='http://a.example/'>Closed</a> on Monday.</p></body></html>"


@pytest.fixture
def children(monkeypatch) -> list[bytes]:
    """The contents that a child process received."""
    contents: list[bytes] = []
    run = upload_decoder.run_bounded
    monkeypatch.setattr(
        upload_decoder, "run_bounded", lambda *args, **bounds: contents.append(args[1]) or run(*args, **bounds)
    )
    return contents


def test_pages_word_documents_and_pdfs_are_read_in_a_child_process(children):
    files = [PAGE, build_pdf([["Town Hall Hours"]]), word_document("<a><p><t>Town Hall Hours</t></p></a>")]
    assert all(decode_upload(content).text.startswith("Town Hall Hours") for content in files)
    assert [target.url for target in decode_upload(PAGE).targets] == ["http://a.example/"]
    assert children == [*files, PAGE]


def test_plain_text_is_read_without_a_child_process(children):
    assert decode_upload(b"Town Hall Hours\n").text == "Town Hall Hours\n"
    assert children == []


def test_an_error_in_the_child_process_has_the_same_sentence():
    with pytest.raises(UnreadableFileError, match="contains no text"):
        decode_upload(build_pdf([[]]))


@pytest.mark.django_db
@pytest.mark.parametrize("error", [TimeLimitExceeded, MemoryLimitExceeded, ProcessCrashed, TooManyProcesses])
def test_a_file_without_a_result_is_refused_and_the_form_keeps_its_values(client, editor, monkeypatch, error):
    def run_out(*args, **bounds):
        raise error("…")

    monkeypatch.setattr(upload_decoder, "run_bounded", run_out)
    client.force_login(editor)
    before = everything()
    for data in ({"file": SimpleUploadedFile("a.pdf", build_pdf([["Words."]]))}, {"text": PAGE.decode()}):
        response = client.post(URL, {"name": "Hours of May", **data})
        form = response.context["form"]
        assert form.non_field_errors() == [upload_decoder.WITHOUT_RESULT[error]]
        assert form["name"].value() == "Hours of May"
        assert form["text"].value() == data.get("text")
    assert everything() == before


def test_a_page_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(upload_decoder, "SECONDS", 1)
    with pytest.raises(UnreadableFileError, match="takes too long to read"):
        decode_upload(b"<html>" + b"<li>a</li>" * 900_000)


@pytest.mark.django_db
def test_a_long_text_is_refused_with_its_length(client, editor):
    client.force_login(editor)
    response = client.post(URL, {"text": "word " * (forms.MAX_CHARACTERS // 5 + 1)})
    assert (
        "The text has 500,005 characters; at most 500,000 are read here."
        in response.context["form"].non_field_errors()[0]
    )
