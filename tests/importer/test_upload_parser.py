"""Long texts are parsed in a child process, which knows the kinds of all apps."""

import re
from html import unescape

import pytest

from portal.importer import upload_parser
from portal.importer.parser import list_document_kinds, parse_documents
from portal.importer.parser.errors import UnreadableFileError
from portal.importer.upload_parser import LONG_TEXT, parse_upload
from portal.lib.bounded_process import MemoryLimitExceeded, ProcessCrashed, TimeLimitExceeded, TooManyProcesses
from tests.factories import everything

URL = "/admin/sources/sourcedocument/import/"
MEMO = (
    "MEMORANDUM\nTO: Police chiefs\nFROM: The Commissioner\nRE: Body cameras\n\n" + "Chiefs should keep them on. " * 900
)
LIMITS = [TimeLimitExceeded, MemoryLimitExceeded, ProcessCrashed, TooManyProcesses]


def run_out(error):
    def run(*args, **bounds):
        raise error("…")

    return run


@pytest.mark.parametrize("kind", ["", *list_document_kinds()])
def test_a_child_process_parses_a_long_text_as_this_process_would(kind):
    assert len(MEMO) > LONG_TEXT
    assert parse_upload(MEMO, None, [kind]) == parse_documents(MEMO, None, [kind])


def test_only_long_texts_are_parsed_in_a_child_process(monkeypatch):
    monkeypatch.setattr(upload_parser, "run_bounded", run_out(TooManyProcesses))
    assert parse_upload(MEMO[: LONG_TEXT - 1])[0].kind == "memo"
    with pytest.raises(UnreadableFileError, match="reading other texts"):
        parse_upload(MEMO)


def test_a_text_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(upload_parser, "SECONDS", 1)
    with pytest.raises(UnreadableFileError, match="takes too long to read"):
        parse_upload("TO: x\nFROM: y\n" * 200_000)


@pytest.mark.django_db
@pytest.mark.parametrize("error", LIMITS)
def test_a_text_without_a_result_is_refused_and_the_form_keeps_it(client, editor, monkeypatch, error):
    monkeypatch.setattr(upload_parser, "run_bounded", run_out(error))
    client.force_login(editor)
    form = client.post(URL, {"text": MEMO}).context["form"]
    assert form.non_field_errors() == [upload_parser.WITHOUT_RESULT[error]]
    assert form["text"].value() == MEMO


@pytest.mark.django_db
def test_corrections_can_be_sent_again_if_the_server_is_busy(client, editor, monkeypatch):
    client.force_login(editor)
    packed = client.post(URL, {"text": MEMO}).context["packed"]
    data = {"packed": packed, "d0-title": "Body cameras “on”", "read_as": ["memo"], "add": ""}
    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(upload_parser, "run_bounded", run_out(TooManyProcesses))
        response = client.post(URL, data)
    assert response.status_code == 503
    assert "Try again in a minute." in response.text
    assert everything() == before
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.text)
    kept = {name: unescape(value) for name, value in inputs if name in data}
    assert kept == {**data, "read_as": "memo"}
    assert client.post(URL, kept).context["forms"][0]["title"].value() == "Body cameras “on”"
