"""Many holders are invited at once: who gets a letter, who is left out and why, and who may do it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from portal.accounts.invitations import send_invitation
from portal.accounts.models import Holding, Invitation, User
from tests.accounts.sign_in import code, sign_in, with_app
from tests.conftest import account
from tests.factories import make_holding, make_post

pytestmark = pytest.mark.django_db
LIST = reverse("admin:accounts_holding_changelist")


def loaded(email: str, town: str, **facts) -> Holding:
    """A holder as a CSV brings one: without a password."""
    person, _ = User.objects.get_or_create(email=email, defaults={"password": "!"})
    return make_holding(make_post(town), person, **facts)


def press(client, *holdings):
    form = {"action": "invite", "_selected_action": [one.pk for one in holdings]}
    return client.post(LIST, form, follow=True)


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_each_gets_the_letter_of_a_single_invitation_and_can_come_in(client, administrator):
    first, second = loaded("one@example.org", "Ashford"), loaded("two@example.org", "Bolton")
    client.force_login(administrator)
    assert '<option value="invite">' in client.get(LIST).text
    answer = press(client, first, second)
    assert said(answer) == ["2 holders are invited; the letters wait in the outbox until the next run."]
    rows = {row.email: row for row in Invitation.objects.all()}
    row = rows["one@example.org"]
    assert (row.post, row.held_from, row.made_by) == (first.post, first.held_from, administrator)
    call_command("run_due")
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(letters) == set(rows) and "Your post: Police chief, Bolton" in letters["two@example.org"]
    link = next(line for line in letters["one@example.org"].splitlines() if "/invitation/" in line)
    words = {"name": "", "new_password1": "a much better sentence", "new_password2": "a much better sentence"}
    client.logout()
    assert client.post(f"/accounts{link.partition('/accounts')[2]}", words | {"name": "One"}).status_code == 302
    assert Holding.objects.count() == 2 and first.person.holdings.get() == first


def test_who_needs_no_letter_is_left_out_and_told_apart(client, administrator):
    today = timezone.localdate()
    known, waiting = account("known"), loaded("waiting@example.org", "Bolton")
    send_invitation(Invitation(email="Waiting@example.org", role="editor"), by=administrator, at=timezone.now())
    shut = loaded("shut@example.org", "Colebrook")
    User.objects.filter(pk=shut.person_id).update(is_active=False)
    over = loaded("over@example.org", "Durham", held_until=str(today))
    gone = loaded("gone@example.org", "Essex")
    gone.post.open_until = today
    gone.post.save()
    new = loaded("new@example.org", "Franklin")
    client.force_login(administrator)
    answer = press(client, make_holding(make_post(), known), waiting, shut, over, gone, new)
    assert sorted(said(answer)) == [
        "1 holder is invited; the letter waits in the outbox until the next run.",
        "Not invited, because an account is there already: known@example.org.",
        "Not invited, because an earlier invitation is still open: waiting@example.org.",
        "Not invited, because the account is closed: shut@example.org.",
        "Not invited, because the holding is over or the post is closed: gone@example.org, over@example.org.",
    ]
    assert set(Invitation.objects.values_list("email", flat=True)) == {"Waiting@example.org", "new@example.org"}
    assert "an earlier invitation is still open: new@example.org" in said(press(client, new))[0]


def test_one_person_gets_one_letter_and_an_invitation_that_has_expired_is_made_anew(client, administrator):
    first, second = loaded("one@example.org", "Ashford"), loaded("one@example.org", "Bolton")
    late = loaded("late@example.org", "Colebrook")
    old = Invitation(email="late@example.org", post=late.post, held_from=late.held_from)
    send_invitation(old, by=administrator, at=timezone.now() - timedelta(days=30))
    client.force_login(administrator)
    assert said(press(client, first, second, late))[0].startswith("2 holders are invited")
    assert Invitation.objects.open(timezone.now()).count() == 2
    old.refresh_from_db()
    assert old.ended_by == administrator


def test_a_long_list_of_addresses_is_cut(client, administrator):
    rows = [make_holding(make_post(f"Town {place}"), account(f"known-{place:02}")) for place in range(12)]
    client.force_login(administrator)
    [told] = said(press(client, *rows))
    assert told.endswith("known-09@example.org and 2 more.") and "known-10" not in told


def test_only_who_may_invite_one_may_invite_many(client, editor):
    row = loaded("one@example.org", "Ashford")
    for user in (editor, account("looking", "editor")):
        client.force_login(user)
        assert press(client, row).status_code == 403
        user.user_permissions.set(Permission.objects.filter(codename__in=["view_holding", "change_holding"]))
        assert '<option value="invite">' not in client.get(LIST).text
        press(client, row)
    client.logout()
    assert press(client, row).redirect_chain[0][0].startswith("/admin/login/") and not Invitation.objects.exists()


def test_it_is_asked_again_who_it_is(client, administrator, settings):
    settings.SECOND_FACTOR_REQUIRED = settings.REQUIRE_RECENT_LOGIN = True
    row, secret = loaded("one@example.org", "Ashford"), with_app(administrator)
    sign_in(client, administrator)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    session.save()
    asked = press(client, row)
    assert asked.redirect_chain[0][0].startswith(reverse("account_reauthenticate")) and not Invitation.objects.exists()
    words = {"next": LIST, "password": "correct horse battery staple"}
    client.post(reverse("account_reauthenticate"), words)
    assert Invitation.objects.get().email == "one@example.org"
