"""Inviting many holders at once: who gets a letter, who is left out and why, and who may do it."""

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


def import_holding(email: str, town: str, **facts) -> Holding:
    """Creates a holder as the import from a CSV file does: without a password."""
    person, _ = User.objects.get_or_create(email=email, defaults={"password": "!"})
    return make_holding(make_post(town), person, **facts)


def invite_selected(client, *holdings):
    form = {"action": "invite", "_selected_action": [holding.pk for holding in holdings]}
    return client.post(LIST, form, follow=True)


def list_messages(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_each_holder_gets_the_letter_of_a_single_invitation_and_can_accept_it(client, administrator):
    first, second = (
        import_holding("one@example.org", "Ashford"),
        import_holding("two@example.org", "Bolton"),
    )
    client.force_login(administrator)
    assert '<option value="invite">' in client.get(LIST).text
    answer = invite_selected(client, first, second)
    assert list_messages(answer) == ["2 holders invited. The next run of the outbox sends the letters."]
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


def test_holders_who_need_no_letter_are_left_out_with_a_reason(client, administrator):
    today = timezone.localdate()
    known, waiting = account("known"), import_holding("waiting@example.org", "Bolton")
    send_invitation(Invitation(email="Waiting@example.org", role="editor"), by=administrator, at=timezone.now())
    closed = import_holding("closed@example.org", "Colebrook")
    User.objects.filter(pk=closed.person_id).update(is_active=False)
    over = import_holding("over@example.org", "Durham", held_until=str(today))
    gone = import_holding("gone@example.org", "Essex")
    gone.post.open_until = today
    gone.post.save()
    new = import_holding("new@example.org", "Franklin")
    client.force_login(administrator)
    answer = invite_selected(client, make_holding(make_post(), known), waiting, closed, over, gone, new)
    assert sorted(list_messages(answer)) == [
        "1 holder invited. The next run of the outbox sends the letters.",
        "Not invited, because an earlier invitation is still open: waiting@example.org.",
        "Not invited, because the account already has a password: known@example.org.",
        "Not invited, because the account is closed: closed@example.org.",
        "Not invited, because the holding has ended or the post is closed: gone@example.org, over@example.org.",
    ]
    assert set(Invitation.objects.values_list("email", flat=True)) == {"Waiting@example.org", "new@example.org"}
    assert "an earlier invitation is still open: new@example.org" in list_messages(invite_selected(client, new))[0]


def test_each_person_gets_one_letter_and_an_expired_invitation_is_replaced(client, administrator):
    first, second = (
        import_holding("one@example.org", "Ashford"),
        import_holding("one@example.org", "Bolton"),
    )
    late = import_holding("late@example.org", "Colebrook")
    old = Invitation(email="late@example.org", post=late.post, held_from=late.held_from)
    send_invitation(old, by=administrator, at=timezone.now() - timedelta(days=30))
    client.force_login(administrator)
    assert list_messages(invite_selected(client, first, second, late))[0].startswith("2 holders invited")
    assert Invitation.objects.open(timezone.now()).count() == 2
    old.refresh_from_db()
    assert old.ended_by == administrator


def test_a_long_list_of_addresses_is_shortened(client, administrator):
    rows = [make_holding(make_post(f"Town {place}"), account(f"known-{place:02}")) for place in range(12)]
    client.force_login(administrator)
    [message] = list_messages(invite_selected(client, *rows))
    assert message.endswith("known-09@example.org and 2 more.") and "known-10" not in message


def test_inviting_many_requires_the_permission_to_invite_one(client, editor):
    row = import_holding("one@example.org", "Ashford")
    for user in (editor, account("looking", "editor")):
        client.force_login(user)
        assert invite_selected(client, row).status_code == 403
        user.user_permissions.set(Permission.objects.filter(codename__in=["view_holding", "change_holding"]))
        assert '<option value="invite">' not in client.get(LIST).text
        invite_selected(client, row)
    client.logout()
    assert (
        invite_selected(client, row).redirect_chain[0][0].startswith("/admin/login/")
        and not Invitation.objects.exists()
    )


def test_inviting_many_requires_a_recent_sign_in(client, administrator, settings):
    settings.SECOND_FACTOR_REQUIRED = settings.REQUIRE_RECENT_LOGIN = True
    row, secret = import_holding("one@example.org", "Ashford"), with_app(administrator)
    sign_in(client, administrator)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    session.save()
    response = invite_selected(client, row)
    assert (
        response.redirect_chain[0][0].startswith(reverse("account_reauthenticate")) and not Invitation.objects.exists()
    )
    words = {"next": LIST, "password": "correct horse battery staple"}
    client.post(reverse("account_reauthenticate"), words)
    assert Invitation.objects.get().email == "one@example.org"
