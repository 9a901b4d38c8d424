"""Without a second factor, no page of staff or officials can be used, at any address and with any method."""

import re

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from portal.accounts.middleware import PROTECTED_PREFIXES
from tests.accounts.sign_in import code, sign_in, with_app
from tests.factories import make_draft, make_holding, make_post, make_record
from tests.public_addresses import routes

pytestmark = pytest.mark.django_db
SETUP, CONFIRM = reverse("mfa_index"), reverse("mfa_reauthenticate")


@pytest.fixture(autouse=True)
def strict(settings):
    settings.SECOND_FACTOR_REQUIRED = settings.REQUIRE_RECENT_LOGIN = True


@pytest.fixture
def chief(outsider):
    make_holding(make_post(), outsider)
    return outsider


def list_protected_addresses() -> list[str]:
    """Returns every address below /admin/ and /official/, with 1 in place of each parameter."""
    addresses = set()
    for _, route, _ in routes():
        address = "/" + re.sub(r"\(\?P<\w+>.*?\)|<[^>]+>", "1", route).replace("\\Z", "").rstrip("$")
        addresses |= {address} if address.startswith(PROTECTED_PREFIXES) else set()
    return sorted(addresses)


def test_the_second_factor_is_required_by_default():
    assert (
        configured.SECOND_FACTOR_REQUIRED
        and "portal.accounts.middleware.SecondFactorMiddleware" in configured.MIDDLEWARE
    )


@pytest.mark.parametrize("who", ["administrator", "chief"])
def test_no_page_of_staff_and_officials_opens_with_only_a_password(client, request, who):
    user = request.getfixturevalue(who)
    sign_in(client, user)
    addresses = list_protected_addresses()
    assert len(addresses) > 120 and {"/admin/", "/official/", "/admin/site-preview/"} <= set(addresses)
    for address in addresses:
        for send in (client.get, client.post):
            answer = send(address)
            assert answer.status_code == 302 and answer.url == SETUP, address
    with_app(user)
    for address in addresses:
        for send in (client.get, client.post):
            assert send(address).url.startswith(CONFIRM), address


def test_elsewhere_only_a_password_shows_what_the_public_sees(client, administrator):
    draft = make_draft(make_record())
    page = f"/announcements/{draft.record.key}/editions/1/"
    sign_in(client, administrator)
    assert client.get(page).status_code == 404
    client.force_login(administrator)
    session = client.session
    session["second-factor-of"] = administrator.pk
    session.save()
    assert client.get(page).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_at_the_first_sign_in_and_required_at_the_next(client, chief):
    assert sign_in(client, chief).url == reverse("official")
    assert client.get(reverse("official"), follow=True).redirect_chain == [(SETUP, 302)]
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "This code is not correct" in wrong.text and client.get("/official/").url == SETUP
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    done = client.get(reverse("mfa_view_recovery_codes"))
    recovery = done.context["unused_codes"]
    assert len(recovery) == 10 and client.get("/official/").status_code == 200
    for answer, works in [("000000", False), (code(secret, later=1), True), (recovery[0], True), (recovery[0], False)]:
        client.logout()
        assert sign_in(client, chief).url == reverse("mfa_authenticate")
        assert client.get("/official/").url.startswith(reverse("account_login"))
        client.post(reverse("mfa_authenticate"), {"code": answer})
        assert (client.get("/official/").status_code == 200) is works, answer


def test_a_session_from_before_the_factor_can_only_enter_the_factor(client, chief):
    """Somebody with a stolen password signs in first; then the owner sets up a factor."""
    sign_in(client, chief)
    secret = with_app(chief)
    add = reverse("mfa_add_webauthn")
    pages = [
        SETUP,
        add,
        reverse("mfa_generate_recovery_codes"),
        reverse("account_change_password"),
        reverse("account_reauthenticate"),
        reverse("mfa_deactivate_totp"),
        reverse("account-home"),
    ]
    for address in pages:
        assert client.get(address).url.startswith(CONFIRM) and client.post(address, {}).url.startswith(CONFIRM), address
    assert client.post(CONFIRM, {"code": code(secret), "next": add}).url == add
    assert client.get(add).status_code == 200


def test_the_proof_belongs_to_one_account_and_the_last_factor_cannot_be_removed(client, chief, administrator):
    sign_in(client, chief)
    session = client.session
    session["second-factor-of"] = administrator.pk
    session.save()
    assert client.get("/official/").url == SETUP
    secret = with_app(chief)
    client.post(CONFIRM, {"code": code(secret), "next": "/official/"})
    refused = client.post(reverse("mfa_deactivate_totp"))
    assert "your only second factor" in refused.text and chief.authenticator_set.exists()
    key = chief.authenticator_set.create(type="webauthn", data={"name": "Passkey", "credential": {}})
    chief.authenticator_set.filter(type="totp").delete()
    answer = client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert answer.url == reverse("mfa_list_webauthn") and chief.authenticator_set.filter(pk=key.pk).exists()
    chief.authenticator_set.create(type="totp", data={"secret": secret})
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert not chief.authenticator_set.filter(pk=key.pk).exists()


def test_a_passkey_of_another_account_cannot_be_changed(client, chief, administrator):
    key = administrator.authenticator_set.create(type="webauthn", data={"name": "Passkey", "credential": {}})
    secret = with_app(chief)
    sign_in(client, chief)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert client.post(reverse(name, args=[key.pk]), {"name": "Mine"}).status_code == 404


def test_visitors_get_no_cookie_and_forms_from_other_sites_are_refused(administrator):
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/").cookies == {} and strict.get("/official/").url.startswith(reverse("account_login"))
    assert sign_in(strict, administrator).status_code == 403
