"""Attachments for officials only: upload, delivery to officials, and no trace of them on public pages."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.attachments.storage import hash_bytes
from portal.editorial.models import DraftLink
from portal.register.models import RegisterEntry
from tests.conftest import account
from tests.editorial.edition_forms import errors, opened, prefix_of, screen
from tests.factories import everything, make_draft, make_holding, make_post, make_record
from tests.public_addresses import Things, addresses

TABLE = b"officer,badge\nQuillfeather,77231\n"
TITLE, STEM, BYTES = "Roster Zyxwick", "roster-brimblefax", "Quillfeather"
ROWS = "sealedattachments"


@pytest.fixture(autouse=True)
def use_temporary_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(client, editor):
    client.force_login(editor)
    return make_draft(make_record("memo", key="to-chiefs"), by=editor)


def seal(client, draft, content: bytes = TABLE, name: str = f"{STEM}.csv", **facts):
    """Uploads the file on the screen of the draft as an attachment for officials only."""
    data = opened(client, draft) | {f"{ROWS}-TOTAL_FORMS": "1", f"{ROWS}-0-position": "1"} | facts
    data[f"{ROWS}-0-file"] = SimpleUploadedFile(name, content, "text/csv")
    return client.post(screen(draft), data)


def files(folder) -> list[bytes]:
    return [file.read_bytes() for file in folder.rglob("*") if file.is_file()]


def body(answer) -> str:
    return (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")


def things() -> Things:
    return Things(
        points=["point-1"],
        attachments=[hash_bytes(TABLE)],
        issuers=["governor"],
        services=["fingerprints"],
        audiences=["police_chiefs"],
        entries=[1, 2],
        words=["Zyxwick", "roster"],
    )


def list_leaks(*also: str) -> dict[str, list[str]]:
    """Returns what each public address reveals about the file. `also` are further secret words."""
    secret_words, visitor, results = {TITLE, STEM, BYTES, hash_bytes(TABLE), *also}, Client(), {}
    for address in addresses(things()):
        text = body(visitor.get(address))
        if words := sorted(word for word in secret_words if word in text and word not in address):
            results[address] = words
    return results


def test_an_uploaded_file_is_stored_sealed_and_not_as_a_public_attachment(client, draft, tmp_path):
    assert "Attachments for officials only" in client.get(screen(draft)).text
    assert seal(client, draft, **{f"{ROWS}-0-title": TITLE}).status_code == 302
    attachment = draft.sealedattachments.get()
    assert (attachment.title, attachment.media_type, attachment.size, attachment.sha256) == (
        TITLE,
        "text/csv",
        len(TABLE),
        hash_bytes(TABLE),
    )
    assert files(tmp_path) == [TABLE] and not draft.attachments.exists()
    assert TITLE in client.get(screen(draft)).text


def test_a_file_without_a_title_gets_its_name_and_is_kept_when_saving_again(client, draft):
    seal(client, draft)
    data = {name: value for name, value in opened(client, draft).items() if name != f"{ROWS}-0-file"}
    assert client.post(screen(draft), data).status_code == 302
    attachment = draft.sealedattachments.get()
    assert attachment.title == STEM and attachment.is_held
    client.post(screen(draft), data | {f"{ROWS}-0-DELETE": "on"})
    assert not draft.sealedattachments.exists()


def test_an_invalid_file_is_refused_with_the_reason_and_not_stored(client, draft, tmp_path):
    before = everything()
    answer = seal(client, draft, b"<script>alert(1)</script>,", **{f"{ROWS}-0-title": TITLE})
    assert answer.status_code == 200 and errors(answer) and TITLE in answer.text
    assert everything() == before and files(tmp_path) == []


def test_only_memos_have_the_form(client, editor):
    client.force_login(editor)
    for kind in ("press_release", "service_notice", "questions"):
        assert f"{ROWS}-TOTAL_FORMS" not in opened(client, make_draft(make_record(kind), by=editor)), kind


def test_people_who_may_not_edit_the_draft_cannot_add_a_file(client, draft, editor, outsider, tmp_path):
    data = opened(client, draft) | {f"{ROWS}-TOTAL_FORMS": "1", f"{ROWS}-0-position": "1"}
    for user in (None, outsider):
        other = Client()
        if user:
            other.force_login(user)
        other.post(screen(draft), data | {f"{ROWS}-0-file": SimpleUploadedFile("a.csv", TABLE)})
    draft.perform("submit", by=editor, at=timezone.now())
    client.post(screen(draft), data | {f"{ROWS}-0-file": SimpleUploadedFile("a.csv", TABLE)})
    assert not draft.sealedattachments.exists() and files(tmp_path) == []


def test_the_file_is_hidden_from_the_public_and_sent_to_the_addressed_post(client, draft, editor, reviewer):
    seal(client, draft, **{f"{ROWS}-0-title": TITLE, f"{prefix_of(opened(client, draft))}-0-text": "Mind the list."})
    at = timezone.now()
    link = DraftLink.objects.create(
        edition=draft, for_whom="Counsel", made_by=editor, made_at=at, expires_at=at + timedelta(days=1)
    )
    shown = Client().get(reverse("shared-draft", args=[link.token])).text
    assert "Mind the list." in shown and not [word for word in (TITLE, STEM, hash_bytes(TABLE)) if word in shown]
    key = draft.sealedattachments.get().seal_key
    assert list_leaks(key) == {}
    draft.perform("submit", by=editor, at=timezone.now())
    draft.perform("publish", by=reviewer, at=timezone.now())
    assert "Mind the list." in Client().get("/guidance/to-chiefs/").text
    assert list_leaks(key) == {}
    assert Client().get(reverse("attachment", args=[hash_bytes(TABLE)])).status_code == 404
    content = RegisterEntry.objects.get(edition=draft).content
    assert '"sealed":[{"seal":"' in content and hash_bytes(TABLE) not in content and TITLE not in content
    chief = account("chief")
    make_holding(make_post(), chief)
    client.force_login(chief)
    file = client.get(reverse("official-attachment", args=["to-chiefs", "1", hash_bytes(TABLE)]))
    assert file.getvalue() == TABLE and TITLE in client.get(reverse("official-text", args=["to-chiefs", 1])).text


def test_the_search_for_leaks_finds_a_public_attachment(client, draft, editor, reviewer):
    data = opened(client, draft) | {"attachments-TOTAL_FORMS": "1", "attachments-0-position": "1"}
    file = SimpleUploadedFile(f"{STEM}.csv", TABLE, "text/csv")
    client.post(screen(draft), data | {"attachments-0-title": TITLE, "attachments-0-file": file})
    draft.perform("submit", by=editor, at=timezone.now())
    draft.perform("publish", by=reviewer, at=timezone.now())
    results = list_leaks()
    assert {word for words in results.values() for word in words} == {TITLE, BYTES, hash_bytes(TABLE)}
    assert len(results) > 10
