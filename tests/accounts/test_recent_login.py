"""Steps that give or remove access require a recent sign-in. For every other form of the desk there is a reason."""

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Agency, Holding
from portal.editorial.models import DraftLink
from tests.conftest import PASSWORD
from tests.factories import make_draft, make_holding, make_post, make_record

pytestmark = pytest.mark.django_db
AGAIN = reverse("account_reauthenticate")
ASKED = {"accounts.Agency", "accounts.Post", "accounts.Holding", "accounts.Invitation", "accounts.User", "auth.Group"}
NOT_ASKED = {
    "announcements.Announcement": "a record has no text yet; publication asks",
    "announcements.NoticeEdition": "a draft; publication asks",
    "announcements.ReleaseEdition": "a draft; publication asks",
    "announcements.Service": "describes an office",
    "guidance.Acknowledgement": "nobody changes one",
    "guidance.Deadline": "sends reminders to those who hold a post already",
    "guidance.Guidance": "a record has no text yet; publication asks",
    "guidance.Inquiry": "an answer goes to the official who asked",
    "guidance.MemoEdition": "a draft; publication asks",
    "guidance.QuestionsEdition": "a draft; publication asks",
    "guidance.Response": "nobody changes one",
    "outbox.Message": "a letter goes to its address only",
    "records.Issuer": "describes an office",
    "records.SharedChange": "no form changes one; confirmation asks",
    "register.RegisterEntry": "nobody changes one",
    "security_log.SecurityEvent": "nobody changes one",
    "sources.Conflict": "a note beside two texts",
    "sources.SourceDocument": "a source beside a text",
}


@pytest.fixture
def stale(client, administrator):
    """Signed in an hour ago."""
    administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 3600
    session.save()
    return client


def is_asked(response) -> bool:
    return response.status_code == 302 and response.url.startswith(AGAIN)


def test_every_form_of_the_desk_requires_a_recent_login_or_is_exempt(stale):
    asked = set()
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        answers = [stale.post(reverse(f"{name}_add"), {}), stale.post(reverse(f"{name}_change", args=[1]), {})]
        if any(map(is_asked, answers)):
            asked.add(model._meta.label)
            # A row that nobody may add or change is refused instead.
            assert all(is_asked(answer) or answer.status_code == 403 for answer in answers), model
    assert asked == ASKED
    assert {model._meta.label for model in admin.site._registry} == ASKED | set(NOT_ASKED)


def test_a_holding_is_added_after_the_password_is_entered(stale, editor):
    post = make_post()
    form = {"post": post.pk, "person": editor.pk, "held_from": "2025-01-01"}
    address = reverse("admin:accounts_holding_add")
    assert is_asked(stale.get(address)) and is_asked(stale.post(address, form)) and not Holding.objects.exists()
    assert stale.post(AGAIN, {"password": "wrong", "next": address}).status_code == 200 and not Holding.objects.exists()
    stale.post(AGAIN, {"password": PASSWORD, "next": address})
    assert Holding.objects.get().person == editor
    assert stale.get(address).status_code == 200, "The password is not required again at once."


def test_a_holding_can_be_read_without_the_password(stale, editor):
    holding = make_holding(make_post(), editor)
    assert stale.get(reverse("admin:accounts_holding_change", args=[holding.pk])).status_code == 200
    assert stale.get(reverse("admin:accounts_holding_changelist")).status_code == 200


def test_an_import_of_agencies_requires_the_password_before_the_file(stale):
    address = reverse("admin:accounts_agency_import")
    file = SimpleUploadedFile("agencies.csv", b"agency,kind,town\nAshford Police,police,Ashford\n")
    assert is_asked(stale.get(address)) and is_asked(stale.post(address, {"file": file}))
    assert is_asked(stale.post(address, {"packed": "x"})) and not Agency.objects.exists()


def test_creating_a_draft_link_requires_the_password_but_ending_one_does_not(stale, administrator):
    draft = make_draft(make_record("memo"))
    address = reverse("draft-links", args=[draft.pk])
    assert stale.get(address).status_code == 200
    assert is_asked(stale.post(address, {"for_whom": "A reader", "days": 3})) and not DraftLink.objects.exists()
    now = timezone.now()
    link = DraftLink.objects.create(
        edition=draft, for_whom="A reader", made_by=administrator, made_at=now, expires_at=now.replace(year=9000)
    )
    stale.post(reverse("end-draft-link", args=[draft.pk, link.pk]))
    assert not DraftLink.objects.get().is_open(now)
