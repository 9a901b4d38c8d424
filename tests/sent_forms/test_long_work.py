"""While a child process examines a file of a form, no transaction is open, so nobody waits for it to write."""

import subprocess

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from guidance.models import Response
from tests.attachments.samples import office, pdf
from tests.editorial.edition_forms import opened, screen
from tests.factories import make_draft, make_holding, make_post, make_published, make_record, moment
from tests.sent_forms.test_sent_forms import load

pytestmark = pytest.mark.django_db(transaction=True)
IMPORT = "/admin/sources/sourcedocument/import/"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path


@pytest.fixture
def children(monkeypatch) -> list[bool]:
    """For each child process that begins, whether a transaction was open."""
    states: list[bool] = []

    class RecordedPopen(subprocess.Popen):
        def __init__(self, *args, **kwargs):
            states.append(connection.in_atomic_block)
            super().__init__(*args, **kwargs)

    monkeypatch.setattr(subprocess, "Popen", RecordedPopen)
    return states


def test_the_file_of_an_official_is_examined_outside_of_the_transaction(client, outsider, children):
    edition = make_published(make_record("memo", key="memo"), at=moment("2025-06-02"))
    make_holding(make_post(), outsider)
    client.force_login(outsider)
    page = reverse("official-respond", args=[make_post().pk, "memo", "point-1"])
    facts = load(client, page) | {"text_hash": edition.points.get().text_hash, "decision": "adopted"}
    refused = client.post(page, facts | {"policy": SimpleUploadedFile("a.pdf", pdf(b"<</S /JavaScript>>"))})
    assert "a script" in refused.text and children == [False]
    for _ in range(2):
        sent = client.post(page, facts | {"policy": SimpleUploadedFile("a.pdf", pdf())})
        assert sent.url == reverse("official-memo", args=[make_post().pk, "memo"])
    response = Response.objects.get()
    assert (response.policy_media_type, response.policy_file.read()) == ("application/pdf", pdf())
    assert children == [False, False], "the second click found the result of the first"


def test_two_files_of_a_draft_are_examined_outside_of_the_transaction(client, editor, children):
    draft = make_draft(make_record("memo"), by=editor)
    client.force_login(editor)
    data = opened(client, draft) | load(client, screen(draft)) | {"attachments-TOTAL_FORMS": "2"}
    for place, content in enumerate((pdf(), office())):
        data[f"attachments-{place}-position"] = str(place + 1)
        data[f"attachments-{place}-file"] = SimpleUploadedFile(f"file-{place}", content)
    assert client.post(screen(draft), data).status_code == 302
    kinds = [row.media_type.rpartition(".")[2] for row in draft.attachments.order_by("position")]
    assert kinds == ["application/pdf", "document"]
    assert children == [False, False] and draft.transitions.count() == 1


def test_a_text_is_imported_outside_of_the_transaction(client, editor, children):
    client.force_login(editor)
    lines = "".join(f"{number}. Sentence number {number} of a long text.\n" for number in range(1000))
    document = office(word__document_dot_xml=f"<a><p><t>{lines}</t></p></a>".encode())
    facts = load(client, IMPORT) | {"text": "", "file": SimpleUploadedFile("long.docx", document)}
    assert "packed" in client.post(IMPORT, facts).context
    assert children == [False, False], "one child decodes the file and one parses its text"
