"""The page after sign-in when no page was requested: staff and officials go to their desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.invitations import send_invitation
from portal.accounts.models import Holding, Invitation, User
from tests.accounts.sign_in import code, sign_in, with_app
from tests.conftest import PASSWORD
from tests.factories import make_holding, make_post

pytestmark = pytest.mark.django_db
DESK, OFFICIAL, ACCOUNT = reverse("admin:index"), reverse("official"), reverse("account-home")


@pytest.fixture
def chief(outsider):
    make_holding(make_post(), outsider)
    return outsider


def test_everybody_is_redirected_to_their_desk_or_account(editor, reviewer, administrator, chief):
    nobody = User.objects.create_user("nobody@example.org", PASSWORD)
    nobody.verify_email()
    urls = {user.name or user.email: sign_in(Client(), user).url for user in (editor, reviewer, administrator)}
    assert set(urls.values()) == {DESK}
    assert sign_in(Client(), chief).url == OFFICIAL and sign_in(Client(), nobody).url == ACCOUNT


@pytest.mark.parametrize("after, place", [("/guidance/", "/guidance/"), ("https://evil.example/", OFFICIAL)])
def test_a_requested_page_of_this_site_comes_first(client, chief, after, place):
    words = {"login": chief.email, "password": PASSWORD, "next": after}
    assert client.post(reverse("account_login"), words).url == place


def test_a_post_counts_on_the_days_on_which_it_is_held_and_exists(chief):
    today = timezone.localdate()
    spans = {(0, None): OFFICIAL, (1, None): ACCOUNT, (-9, 0): ACCOUNT, (-9, 1): OFFICIAL}
    for (first, end), place in spans.items():
        until = None if end is None else today + timedelta(end)
        Holding.objects.update(held_from=today + timedelta(first), held_until=until)
        assert sign_in(Client(), chief).url == place, (first, end)
    post = Holding.objects.get().post
    post.open_until = today
    post.save()
    assert sign_in(Client(), chief).url == ACCOUNT


@pytest.mark.django_db(transaction=True)
def test_the_second_factor_comes_first_and_then_redirects_to_the_desk(client, chief, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, chief)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    page = client.get(reverse("mfa_view_recovery_codes")).text
    assert f'href="{reverse("account_login")}"' in page and client.get(reverse("account_login")).url == OFFICIAL
    client.logout()
    chief.authenticator_set.all().delete()
    secret = with_app(chief)
    assert sign_in(client, chief).url == reverse("mfa_authenticate")
    assert client.post(reverse("mfa_authenticate"), {"code": code(secret)}).url == OFFICIAL


def test_an_accepted_invitation_redirects_to_the_desk_it_is_for(client, chief, administrator):
    client.force_login(chief)
    invitation = send_invitation(Invitation(email=chief.email, role="editor"), by=administrator, at=timezone.now())
    token = invitation.begin(by=administrator, at=timezone.now())
    assert client.post(reverse("account-invitation", args=[token])).url == DESK


def test_the_officials_desk_links_to_the_account(client, chief):
    client.force_login(chief)
    assert f'href="{ACCOUNT}"' in client.get(OFFICIAL).text
