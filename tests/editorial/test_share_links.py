"""Links that show one draft to a person without an account: the page, replies, and the end of a link."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from portal.editorial.models import DraftLink
from portal.records.models import Edition
from tests.factories import make_draft, make_published, make_record, publish


@pytest.fixture
def draft(editor):
    record = make_record("memo", key="memo-to-chiefs")
    make_published(record, title="To the chiefs", points=["Read it."], at=timezone.now() - timedelta(9))
    return make_draft(record, by=editor, title="To the chiefs", points=["Read it twice."])


@pytest.fixture
def link(draft, editor):
    at = timezone.now()
    return DraftLink.objects.create(
        edition=draft, for_whom="The counsel", made_by=editor, made_at=at, expires_at=at + timedelta(days=3)
    )


@pytest.fixture
def address(link):
    return f"/drafts/{link.token}/"


def answer(address: str, **facts):
    """Sends an answer from the page of the link, without an account."""
    client = Client()
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())[1]
    return client.post(address, {"kind": "approval", "name": "Counsel", "text": "", "seen": seen} | facts)


def test_the_link_shows_the_draft_and_its_changes(client, address):
    page = client.get(address).content.decode()
    assert "Read it twice." in page and "Compared with version 1" in page and "<ins>" in page
    assert "This link shows The counsel the text before it is published" in page


def test_the_page_is_not_cached(client, address):
    headers = client.get(address).headers
    assert headers["Cache-Control"] == "private, no-store" and headers["X-Robots-Tag"] == "noindex"


def test_each_opening_is_logged_with_the_shown_text(client, address, link):
    client.get(address)
    Edition.objects.filter(pk=link.edition_id).update(title="Other words")
    client.get(address)
    digests = [opening.content_digest for opening in link.openings.all()]
    assert len(digests) == 2 and digests[0] != digests[1]


def test_an_approval_belongs_to_the_shown_text(address, link):
    assert answer(address).status_code == 302
    reply = link.replies.get()
    assert (reply.kind, reply.name, reply.content_digest) == (
        "approval",
        "Counsel",
        link.openings.last().content_digest,
    )


def test_a_changed_text_is_not_approved_and_the_typed_comment_stays(address, link):
    refused = answer(address, seen="0" * 64, text="Well done, but")
    assert "The text has changed since you opened this page" in refused.content.decode()
    assert "Well done, but" in refused.content.decode() and not link.replies.exists()


@pytest.mark.parametrize(
    "facts", [{"kind": "comment", "text": " "}, {"kind": "publish"}, {"name": ""}, {"text": "a" * 5001}]
)
def test_an_empty_or_invalid_answer_is_refused(address, link, facts):
    assert answer(address, **facts).status_code == 200
    assert not link.replies.exists()


def test_staff_see_whether_an_approval_is_for_the_current_text(client, editor, address, link):
    answer(address)
    client.force_login(editor)
    page = f"/admin/drafts/{link.edition_id}/links/"
    assert "the current text" in client.get(page).content.decode()
    Edition.objects.filter(pk=link.edition_id).update(title="Other words")
    assert "which has changed since" in client.get(page).content.decode()


def test_an_approval_publishes_nothing(address, draft):
    answer(address)
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("token", ["1", "abc", "MQ:xxxx", "%00"])
def test_an_unsigned_token_is_refused(client, link, token):
    assert client.get(f"/drafts/{token}/").status_code in (400, 404)
    assert not link.openings.exists()


def test_a_link_expires(client, address, link):
    DraftLink.objects.update(made_at=link.made_at - timedelta(9), expires_at=timezone.now())
    response = client.get(address)
    assert response.status_code == 410 and "Read it twice." not in response.content.decode()
    assert client.post(address, {"kind": "approval", "name": "Counsel"}).status_code == 410


def test_staff_can_end_a_link(client, editor, address, link):
    client.force_login(editor)
    client.post(f"/admin/drafts/{link.edition_id}/links/{link.pk}/end/")
    link.refresh_from_db()
    assert link.ended_by == editor and client.get(address).status_code == 410


def test_after_publication_the_link_redirects_to_the_published_version(client, address, draft):
    publish(draft, at=timezone.now())
    assert client.get(address).url == draft.url()


def test_an_editor_creates_a_link(client, editor, draft):
    client.force_login(editor)
    page = client.post(f"/admin/drafts/{draft.pk}/links/", {"for_whom": "Counsel", "days": "5"}, follow=True)
    link = DraftLink.objects.get()
    assert link.token in page.content.decode() and link.expires_at - link.made_at == timedelta(days=5)


@pytest.mark.parametrize("facts", [{"for_whom": ""}, {"days": "0"}, {"days": "61"}, {"days": "soon"}])
def test_a_link_without_recipient_or_valid_duration_is_refused(client, editor, draft, facts):
    client.force_login(editor)
    page = client.post(f"/admin/drafts/{draft.pk}/links/", {"for_whom": "Counsel", "days": "5"} | facts)
    assert "errorlist" in page.content.decode() and not DraftLink.objects.exists()


def test_people_who_are_not_staff_cannot_create_or_end_links(client, outsider, link):
    client.force_login(outsider)
    page = f"/admin/drafts/{link.edition_id}/links/"
    assert client.post(page, {"for_whom": "Me", "days": "5"}).url.startswith("/admin/login/")
    client.post(f"{page}{link.pk}/end/")
    link.refresh_from_db()
    assert DraftLink.objects.count() == 1 and link.ended_at is None


def test_a_published_version_gets_no_link(client, editor, draft):
    publish(draft, at=timezone.now())
    client.force_login(editor)
    assert client.post(f"/admin/drafts/{draft.pk}/links/", {"for_whom": "Me", "days": "5"}).status_code == 403


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_log_of_a_published_draft_cannot_be_changed(address, link, draft, change):
    answer(address)
    publish(draft, at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        replies = link.replies.all()
        replies.update(name="Somebody else") if change == "update" else replies._raw_delete(replies.db)


def test_deleting_a_draft_deletes_its_links(address, draft):
    answer(address)
    draft.delete()
    assert not DraftLink.objects.exists()


def test_input_of_recipients_is_escaped(client, editor, address, link):
    answer(address, name="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    client.force_login(editor)
    for page in (address, f"/admin/drafts/{link.edition_id}/links/"):
        assert "<script>alert" not in (text := client.get(page).content.decode()) and "<img" not in text
