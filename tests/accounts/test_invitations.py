"""Invitations: administrators create them, and each is valid once, for one address."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from portal.accounts.invitations import send_invitation
from portal.accounts.models import Holding, Invitation, Post, User
from portal.outbox.models import Message
from tests.accounts.sign_in import code, sign_in, with_app
from tests.factories import make_holding, make_post

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:accounts_invitation_add"), reverse("admin:accounts_invitation_changelist")
WORDS = {"name": "Chief", "new_password1": "a much better sentence", "new_password2": "a much better sentence"}
CHIEF = "chief@example.org"


@pytest.fixture
def post(db):
    return make_post()


def get_link(invitation: Invitation) -> str:
    """Returns the link from the letter, the only place that contains it."""
    body = Message.objects.get(key=f"invitation:{invitation.pk}").body
    return re.search(r"http://[^/]+(/accounts/invitation/\S+)", body)[1]


@pytest.fixture
def invite(post, administrator):
    def make(email=CHIEF, *, at=None, **facts) -> str:
        facts = facts or {"post": post, "held_from": timezone.localdate()}
        return get_link(send_invitation(Invitation(email=email, **facts), by=administrator, at=at or timezone.now()))

    return make


def test_an_administrator_invites_a_chief_who_accepts(client, administrator, post):
    client.force_login(administrator)
    agency = client.get(reverse("admin:accounts_agency_change", args=[post.agency_id])).text
    assert f"{ADD}?post={post.pk}" in agency
    page = client.get(f"{ADD}?post={post.pk}").context["adminform"].form
    assert page["post"].value() == str(post.pk) and page["held_from"].value() == timezone.localdate()
    client.post(ADD, {"email": CHIEF, "role": "", "post": post.pk, "held_from": timezone.localdate()})
    invitation = Invitation.objects.get()
    link = get_link(invitation)
    assert invitation.made_by == administrator and link.split("/")[-2] not in str(vars(invitation))
    call_command("run_due")
    assert mail.outbox[0].to == [CHIEF] and link in mail.outbox[0].body and not Message.objects.get().body
    client.logout()
    assert "Police chief, Ashford Police Department" in client.get(link).text
    assert (
        "too common"
        in client.post(link, WORDS | dict.fromkeys(["new_password1", "new_password2"], "password1234")).text
    )
    assert client.post(link, WORDS).url == reverse("official")
    person, holding = User.objects.get(email=CHIEF), Holding.objects.get()
    assert client.session["_auth_user_id"] == str(person.pk) and not person.is_staff and person.name == "Chief"
    assert (holding.post, holding.person) == (post, person) and person.emailaddress_set.get().verified
    invitation.refresh_from_db()
    assert invitation.accepted_by == person
    client.logout()
    assert client.get(link).status_code == client.post(link, WORDS).status_code == 404
    assert sign_in(client, person, WORDS["new_password1"]).status_code == 302


def test_an_invitation_to_a_role_creates_staff(client, invite):
    client.post(invite("new@example.org", role="reviewer"), WORDS)
    person = User.objects.get(email="new@example.org")
    assert person.is_staff and [group.name for group in person.groups.all()] == ["reviewer"]


def test_every_invalid_link_gets_the_same_response_and_changes_nothing(client, invite, administrator):
    used, ended, late = (invite(f"{name}@example.org") for name in ("used", "ended", "late"))
    Invitation.objects.filter(email="used@example.org").update(accepted_at=timezone.now())
    assert Invitation.objects.get(email="ended@example.org").end(by=administrator, at=timezone.now())
    Invitation.objects.filter(email="late@example.org").update(expires_at=timezone.now() - timedelta(seconds=1))
    Holding.objects.all().delete()
    closed = invite("closed@example.org")
    User.objects.create_user("closed@example.org", "x", is_active=False)
    count, answers = User.objects.count(), set()
    for link in (used, ended, late, closed, reverse("account-invitation", args=["made-up"]), f"{late[:-3]}/"):
        for answer in (client.get(link), client.post(link, WORDS)):
            answers.add((answer.status_code, answer.text))
    assert len(answers) == 1 and answers.pop()[0] == 404 and User.objects.count() == count
    assert not Invitation.objects.get(email="ended@example.org").end(by=administrator, at=timezone.now())


def test_another_account_cannot_accept_and_the_invited_account_signs_in_first(client, invite, outsider, editor):
    link = invite(outsider.email)
    client.force_login(editor)
    assert client.get(link).status_code == client.post(link, WORDS).status_code == 403
    client.logout()
    assert client.post(link, WORDS).url == f"{reverse('account_login')}?next={link}"
    assert not Holding.objects.exists()
    client.force_login(outsider)
    assert client.post(link).url == reverse("official") and Holding.objects.get().person == outsider
    outsider.refresh_from_db()
    assert outsider.check_password("correct horse battery staple")


def test_a_post_that_is_held_is_refused_when_inviting_and_when_accepting(client, administrator, invite, post, editor):
    link = invite()
    make_holding(post, editor)
    answer = client.post(link, WORDS)
    assert "somebody else holds the post" in answer.text and not User.objects.filter(email=CHIEF).exists()
    client.force_login(administrator)
    form = {"email": "late@example.org", "role": "", "post": post.pk, "held_from": timezone.localdate()}
    assert "somebody else holds the post" in client.post(ADD, form).text
    assert "not both" in client.post(ADD, {**form, "role": "editor"}).text
    assert "not both" in client.post(ADD, {"email": "late@example.org", "role": ""}).text
    Post.objects.update(open_until=timezone.localdate())
    assert "not open on that day" in client.post(ADD, form).text
    Post.objects.update(open_until=None)
    deputy = {"is_deputy": "on", "held_until": timezone.localdate() + timedelta(30)}
    assert client.post(ADD, form | deputy).status_code == 302


def test_an_imported_holder_accepts_without_a_second_holding(client, invite, post):
    person = User(email=CHIEF, name="")
    person.set_unusable_password()
    person.save()
    make_holding(post, person)
    client.post(invite(), WORDS)
    assert Holding.objects.count() == 1 and "_auth_user_id" in client.session


def test_earlier_links_are_invalid_after_sending_again_or_canceling(client, invite, administrator):
    first, canceled = invite(), invite("other@example.org")
    client.force_login(administrator)
    rows = {row.email: row for row in Invitation.objects.all()}
    client.post(LIST, {"action": "send_again", "_selected_action": [rows[CHIEF].pk]})
    client.post(LIST, {"action": "take_back", "_selected_action": [rows["other@example.org"].pk]})
    client.logout()
    assert client.get(first).status_code == client.get(canceled).status_code == 404
    (new,) = Invitation.objects.open(timezone.now())
    assert client.get(get_link(new)).status_code == 200 and Invitation.objects.count() == 3
    rows = {row.pk: row for row in Invitation.objects.all()}
    assert {row.ended_by for row in rows.values() if row.ended_at} == {administrator}
    call_command("run_due")
    assert [letter.to for letter in mail.outbox] == [[CHIEF]]


def test_only_administrators_invite_and_nobody_edits_or_deletes_an_invitation(client, editor, administrator, invite):
    invite()
    row = Invitation.objects.get()
    pages = [ADD, LIST, reverse("admin:accounts_invitation_change", args=[row.pk])]
    for user, statuses in ((editor, {403}), (administrator, {200})):
        client.force_login(user)
        assert {client.get(page).status_code for page in pages} == statuses
        assert client.post(pages[2], {"email": "mine@example.org", "role": "administrator"}).status_code == 403
        assert client.post(reverse("admin:accounts_invitation_delete", args=[row.pk])).status_code == 403
        assert client.get(reverse("admin:accounts_user_add")).status_code == 403
    client.force_login(editor)
    client.post(LIST, {"action": "take_back", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.ended_at is None and "is_superuser" not in str(vars(row))


def test_inviting_requires_a_recent_sign_in_and_then_continues(client, administrator, settings):
    settings.SECOND_FACTOR_REQUIRED = settings.REQUIRE_RECENT_LOGIN = True
    secret = with_app(administrator)
    sign_in(client, administrator)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert client.get(ADD).status_code == 200, "The sign-in itself counts."
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    session.save()
    response = client.post(ADD, {"email": "new@example.org", "role": "editor"})
    assert response.url.startswith(reverse("account_reauthenticate")) and not Invitation.objects.exists()
    again = {"next": ADD, "password": "wrong"}
    assert "password is not correct" in client.post(reverse("account_reauthenticate"), again).text
    client.post(reverse("account_reauthenticate"), again | {"password": "correct horse battery staple"})
    assert Invitation.objects.get().email == "new@example.org"
