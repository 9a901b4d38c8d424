"""A refused form says so in the title, in a summary with a link to each field, and at the field. tests/page_client.py
checks every refusal that any test meets."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.sites import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import BaseForm
from django.urls import reverse
from django.utils import timezone
from lxml import html

from guidance.models import Inquiry
from portal.accounts.invitations import send_invitation
from portal.accounts.models import Invitation
from portal.attachments import pending_uploads
from portal.editorial.models import DraftLink
from portal.editorial.session_recovery import sign_author
from portal.outbox.models import Message
from tests.accounts.sign_in import with_app
from tests.attachments.samples import pdf
from tests.conftest import account
from tests.editorial.edition_forms import opened, screen
from tests.factories import day, make_draft, make_holding, make_post, make_published, make_record, moment

pytestmark = pytest.mark.usefixtures("db", "without_recent_login")
TABLE = b"town,posts\nHartford,2\n"


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "attachments", tmp_path


def assert_is_announced(response, *sentences: str) -> None:
    """Checks the summary, its links, and each field that it leads to."""
    page = html.fromstring(response.content.decode())
    address = response.wsgi_request.path
    assert page.findtext(".//title").strip().startswith("Error: "), address
    assert "Error: Error:" not in page.findtext(".//title"), address
    summary = page.get_element_by_id("error-summary")
    assert (summary.get("role"), summary.get("tabindex")) == ("alert", "-1") and "autofocus" in summary.attrib
    for sentence in sentences:
        assert sentence in summary.text_content(), address
    for link in summary.iter("a"):
        assert page.get_element_by_id(link.get("href")[1:], None) is not None, (address, link.get("href"))
    for control in page.xpath("//*[@aria-invalid='true']"):
        group = next(control.iterancestors("fieldset"), None) if control.get("type") in ("radio", "checkbox") else None
        described = control if group is None else group
        places = [page.get_element_by_id(name, None) for name in described.get("aria-describedby", "").split()]
        assert None not in places and any(name.text_content().strip() in summary.text_content() for name in places)
        assert control.get("id") in {link.get("href")[1:] for link in summary.iter("a")} or group is not None, address


def refuse(client, address: str, data: dict | None = None, *sentences: str, count: int = 1):
    response = client.post(address, data or {})
    assert response.status_code in (200, 409), (address, response.status_code)
    assert_is_announced(response, *sentences)
    assert len(html.fromstring(response.content.decode()).get_element_by_id("error-summary").findall(".//li")) >= count
    return response


def test_on_the_desk(client, editor, reviewer, now):
    client.force_login(editor)
    draft = make_draft(make_record("service_notice"), by=editor, points=["One.", "Two."])
    data = opened(client, draft)
    data |= {"title": "", "points-1-posted_on": "x", "effective_from": "yesterday"}
    refuse(client, screen(draft), data, "Title: This field is required.", "Item 2, Posted on: ", count=3)
    assert_is_announced(client.post(reverse("draft-links", args=[draft.pk]), {"days": "61"}), "For whom", "Open for")
    assert_is_announced(client.post(reverse("site-preview"), {"on": "x", "reader": "y"}), "Read as", "On the day")
    refuse(client, reverse("admin:announcements_noticeedition_step", args=[draft.pk, "submit"]), {"seen": ""})
    refuse(client, reverse("admin:sources_sourcedocument_import"), {"text": ""}, "Paste a text or choose a file")
    draft.perform("submit", by=editor, at=now)
    saved = client.post(screen(draft), {"written_by": sign_author(editor), "title": "Later"})
    assert saved.status_code == 403
    assert_is_announced(saved, "This version is no longer a draft (in review), so your text was not saved.")


def test_in_every_form_that_adds_a_row_to_the_desk(client, administrator):
    client.force_login(administrator)
    for model in site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        page = client.get(address)
        if page.status_code == 200 and page.context:
            management = {
                f"{inline.formset.prefix}-{name}_FORMS": "0"
                for inline in page.context["inline_admin_formsets"]
                for name in ("TOTAL", "INITIAL")
            }
            refuse(client, address, management | {"on": "x"})


def test_on_the_page_of_a_draft_that_was_shared(client, editor):
    now = timezone.now()
    draft = make_draft(make_record("memo"), by=editor)
    facts = {"for_whom": "A reader", "made_by": editor, "made_at": now, "expires_at": now + timedelta(days=3)}
    link = DraftLink.objects.create(edition=draft, **facts)
    posted = {"kind": "comment", "name": "", "text": "", "seen": "of yesterday"}
    page = refuse(client, reverse("shared-draft", args=[link.token]), posted, "Comment: Write your comment first.")
    assert "The text has changed since you opened this page" in page.text


def test_on_the_pages_of_accounts(client, administrator, outsider):
    sign_in = reverse("account_login")
    refuse(client, sign_in, {"login": "chief@example.org", "password": "wrong"})
    refuse(client, reverse("account_reset_password"), {"email": "nobody"})
    post, today = make_post(), timezone.localdate()
    facts = {"post": post, "held_from": today}
    send_invitation(Invitation(email="new@example.org", **facts), by=administrator, at=timezone.now())
    link = re.search(r"/accounts/invitation/\S+", Message.objects.get().body)[0]
    words = {"name": "", "new_password1": "password1234", "new_password2": "password1234"}
    refuse(client, link, words)
    client.force_login(outsider)
    refuse(client, reverse("account_change_password"), {"oldpassword": "wrong"}, count=2)
    refuse(client, reverse("mfa_activate_totp"), {"code": "000000"})
    refuse(client, reverse("account_reauthenticate"), {"password": "wrong"})
    with_app(outsider)
    client.logout()
    client.post(sign_in, {"login": outsider.email, "password": "correct horse battery staple"})
    refuse(client, reverse("mfa_authenticate"), {"code": "000000"})


@pytest.fixture
def chief():
    person = account("chief")
    make_holding(make_post(), person)
    return person


@pytest.fixture
def memo():
    return make_published(make_record("memo", key="memo"), at=moment("2020-06-01"), effective_from=day("2020-01-01"))


def test_on_the_pages_of_officials_and_their_questions(client, chief, memo, editor):
    client.force_login(chief)
    place = [make_post().pk, "memo", "point-1"]
    refuse(client, reverse("official-respond", args=place), {"text_hash": "old"}, "Decision: Choose what", count=2)
    refuse(client, reverse("official-inquiries", args=place), {"text": ""}, count=2)
    refuse(client, reverse("official-acknowledge", args=place[:2]), {})
    found = client.get(reverse("receipts"), {"digest": "nothing"})
    assert_is_announced(found, "This portal has not issued a receipt with this digest.")
    about = {"post_id": place[0], "edition": memo, "point_key": "point-1", "at": timezone.now(), "person": chief}
    inquiry = Inquiry.objects.create(text="Why?", text_hash="0" * 64, text_digest="0" * 64, **about)
    client.force_login(editor)
    refuse(client, reverse("answer-inquiry", args=[inquiry.pk]), {"wants": "answer"}, "Answer: This field")


def test_a_page_without_a_refusal_announces_none(client, editor):
    draft = make_draft(make_record("memo"), by=editor)
    client.force_login(editor)
    for address in (screen(draft), reverse("draft-links", args=[draft.pk]), "/", reverse("receipts")):
        page = client.get(address).text
        assert "error-summary" not in page and "<title>Error" not in page.replace("<title> ", "<title>"), address


def read_token(response, field: str) -> str:
    page = html.fromstring(response.content.decode())
    return page.xpath(f"//input[@type='checkbox'][@checked][@name='{field}.pending']/@value")[0]


@pytest.fixture
def refused_draft(client, editor):
    """A draft whose form was refused because it had no title, with a file chosen in its first row of attachments."""
    client.force_login(editor)
    draft = make_draft(make_record("memo"), by=editor)
    chosen = {"attachments-TOTAL_FORMS": "1", "attachments-0-position": "1", "title": ""}
    data = opened(client, draft) | chosen
    file = SimpleUploadedFile("posts.csv", TABLE, "text/csv")
    return draft, data, client.post(screen(draft), data | {"attachments-0-file": file})


def test_a_refused_form_keeps_the_chosen_file_until_it_is_saved(client, refused_draft):
    draft, data, response = refused_draft
    assert "Use “posts.csv”, which you chose before" in response.text and not draft.attachments.exists()
    token = {"attachments-0-file.pending": read_token(response, "attachments-0-file")}
    again = client.post(screen(draft), data | token)
    token = {"attachments-0-file.pending": read_token(again, "attachments-0-file")}
    assert client.post(screen(draft), data | token | {"title": "A title"}).status_code == 302
    attachment = draft.attachments.get()
    assert (attachment.title, attachment.file.read()) == ("posts", TABLE)


def test_a_newly_chosen_file_replaces_a_kept_one_and_an_unchecked_box_drops_it(client, refused_draft):
    draft, data, response = refused_draft
    token = {"attachments-0-file.pending": read_token(response, "attachments-0-file"), "title": "A title"}
    newer = {"attachments-0-file": SimpleUploadedFile("memo.pdf", pdf())}
    dropped = client.post(screen(draft), data | {"title": "A title"})
    assert dropped.status_code == 302 and not draft.attachments.exists()
    data |= {"seen": opened(client, draft)["seen"]}
    assert client.post(screen(draft), data | token | newer).status_code == 302
    assert draft.attachments.get().media_type == "application/pdf"


def test_nobody_else_and_no_later_form_can_use_a_kept_file(client, refused_draft, editor, second_editor, now):
    draft, data, response = refused_draft
    token = read_token(response, "attachments-0-file")
    assert pending_uploads.load_upload(token, editor.pk).read() == TABLE
    assert pending_uploads.load_upload(token, second_editor.pk) is None
    assert pending_uploads.load_upload(token[:-1] + "x", editor.pk) is None
    later = timezone.now() + timedelta(hours=13)
    assert list(pending_uploads.preview_expired_files(later)) == ["1 file(s) of refused forms would be removed."]
    assert list(pending_uploads.remove_expired_files(timezone.now())) == []
    assert list(pending_uploads.remove_expired_files(later)) == ["1 file(s) of refused forms removed."]
    assert pending_uploads.load_upload(token, editor.pk) is None


def test_an_invalid_file_is_not_kept(client, editor):
    client.force_login(editor)
    draft = make_draft(make_record("memo"), by=editor)
    data = opened(client, draft) | {"attachments-TOTAL_FORMS": "1", "attachments-0-position": "1"}
    file = SimpleUploadedFile("run.csv", b"<script>", "text/csv")
    page = client.post(screen(draft), data | {"attachments-0-file": file})
    assert_is_announced(page, "Attachment 1, File: The CSV begins like a web page")
    assert ".pending" not in page.text


def test_an_ended_session_keeps_the_chosen_file_too(client, editor):
    client.force_login(editor)
    draft = make_draft(make_record("memo"), by=editor)
    data = opened(client, draft) | {"attachments-TOTAL_FORMS": "1", "attachments-0-position": "1", "title": "Kept"}
    client.logout()
    client.post(screen(draft), data | {"attachments-0-file": SimpleUploadedFile("posts.csv", TABLE, "text/csv")})
    client.force_login(editor)
    form = html.fromstring(client.get(reverse("unsent")).content.decode()).forms
    posted = next(dict(one.fields) for one in form if "attachments-0-file.pending" in one.fields)
    assert client.post(screen(draft), posted).status_code == 302
    assert draft.attachments.get().file.read() == TABLE


def test_officials_and_imports_keep_a_chosen_file(client, chief, memo, administrator):
    client.force_login(chief)
    place = reverse("official-respond", args=[make_post().pk, "memo", "point-1"])
    page = refuse(client, place, {"text_hash": "old", "policy": SimpleUploadedFile("policy.csv", TABLE)})
    assert read_token(page, "policy")
    client.force_login(administrator)
    page = reverse("admin:sources_sourcedocument_import")
    both = {"text": "A text.", "file": SimpleUploadedFile("text.txt", b"Another text.")}
    assert read_token(refuse(client, page, both), "file")


def test_every_form_with_a_file_keeps_it():
    """A form class with a plain file field would drop a chosen file."""
    waiting, missing = [BaseForm], []
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        is_ours = form.__module__.startswith(("portal.", "guidance.", "announcements."))
        for name, field in getattr(form, "base_fields", {}).items():
            is_kept = isinstance(field.widget, pending_uploads.PendingUploadMixin)
            if is_ours and field.widget.needs_multipart_form and not is_kept:
                missing.append(f"{form.__qualname__}.{name}")
    assert missing == []
