"""Files that people upload are read in a child process; one that is too hard is refused and nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.importer import forms, upload_decoder
from portal.importer.parser.errors import UnreadableFileError
from portal.importer.upload_decoder import decode_upload
from portal.lib.bounded_process import MemoryLimitExceeded, ProcessCrashed, TimeLimitExceeded, TooManyProcesses
from tests.factories import everything
from tests.importer.test_decoding import word_document
from tests.importer.test_pdf import made

URL = "/admin/sources/sourcedocument/import/"
PAGE = b"<html><body><p>Town Hall Hours</p><p><a href='http://a.example/'>Closed</a> on Monday.</p></body></html>"


@pytest.fixture
def children(monkeypatch) -> list[bytes]:
    """What was given to a child process."""
    given: list[bytes] = []
    run = upload_decoder.run_bounded
    monkeypatch.setattr(
        upload_decoder, "run_bounded", lambda *args, **bounds: given.append(args[1]) or run(*args, **bounds)
    )
    return given


def test_pages_word_documents_and_pdfs_are_read_in_a_child_process(children):
    files = [PAGE, made([["Town Hall Hours"]]), word_document("<a><p><t>Town Hall Hours</t></p></a>")]
    assert all(decode_upload(content).text.startswith("Town Hall Hours") for content in files)
    assert [target.url for target in decode_upload(PAGE).targets] == ["http://a.example/"]
    assert children == [*files, PAGE]


def test_plain_text_needs_no_child(children):
    assert decode_upload(b"Town Hall Hours\n").text == "Town Hall Hours\n"
    assert children == []


def test_a_refusal_of_the_child_is_the_same_sentence():
    with pytest.raises(UnreadableFileError, match="holds no text"):
        decode_upload(made([[]]))


@pytest.mark.django_db
@pytest.mark.parametrize("error", [TimeLimitExceeded, MemoryLimitExceeded, ProcessCrashed, TooManyProcesses])
def test_without_a_result_the_form_comes_back_with_what_was_typed(client, editor, monkeypatch, error):
    def run_out(*args, **bounds):
        raise error("…")

    monkeypatch.setattr(upload_decoder, "run_bounded", run_out)
    client.force_login(editor)
    before = everything()
    for data in ({"file": SimpleUploadedFile("a.pdf", made([["Words."]]))}, {"text": PAGE.decode()}):
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
