"""Sign-ins and second factors in the security log, which contains no secret."""

import json
import logging

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Invitation, User
from tests.accounts.sign_in import code, sign_in, with_app
from tests.conftest import PASSWORD
from tests.security_log.conftest import HOME

pytestmark = pytest.mark.django_db
WORDS = {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "MQ"}
ASSERTION = json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": WORDS})
"""What a browser sends for a passkey. It matches no challenge."""


class TestSignIn:
    def test_a_sign_in_is_logged_with_account_address_and_factors(self, from_home, chief, events):
        secret = with_app(chief)
        sign_in(from_home, chief)
        assert events() == []
        from_home.post(reverse("mfa_authenticate"), {"code": "000000"})
        from_home.post(reverse("mfa_authenticate"), {"code": code(secret)})
        from_home.post(reverse("account_logout"))
        mail = chief.email
        assert events() == [
            ("factor_failed", None, mail, HOME, "TOTP Authenticator"),
            ("factor_used", mail, mail, HOME, "TOTP Authenticator"),
            ("signed_in", mail, mail, HOME, "password, totp"),
            ("signed_out", mail, mail, HOME, ""),
        ]

    def test_each_failure_and_the_lock_are_logged_once(self, from_home, chief, events):
        for _ in range(8):
            sign_in(from_home, chief, "wrong")
        failed = ("sign_in_failed", None, chief.email, HOME, "wrong password, or a closed account")
        assert events() == [failed] * 5 + [("locked", None, chief.email, HOME, "from one address")]

    def test_what_a_stranger_types_is_not_logged(self, from_home, events):
        for word in ("correct-horse@battery.example", "x@y.example"):
            sign_in(from_home, User(email=word), "staple")
        assert events() == [
            ("sign_in_failed", None, None, HOME, "no such account; more within a minute are not listed")
        ]

    def test_an_address_behind_an_uncounted_proxy_is_not_logged(self, from_home, chief, events, settings):
        settings.CLIENT_IP_IS_KNOWN = False
        sign_in(from_home, chief, "wrong")
        assert [event[3] for event in events()] == [None]

    def test_a_new_password_is_logged(self, client, chief, events):
        client.force_login(chief)
        words = {"oldpassword": PASSWORD, "password1": "a much better sentence", "password2": "a much better sentence"}
        client.post(reverse("account_change_password"), words)
        assert events("password_changed") == [("password_changed", chief.email, chief.email, "127.0.0.1", "")]

    def test_a_new_hash_of_the_same_password_is_not_logged(self, chief, events):
        chief.password = make_password(PASSWORD)
        chief.save(update_fields=["password"])
        assert events() == []


class TestFactors:
    @pytest.mark.django_db(transaction=True)
    def test_factors_and_recovery_codes_are_logged(self, client, chief, events):
        client.force_login(chief)
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
        client.post(reverse("mfa_generate_recovery_codes"))
        [first, *_] = RecoveryCodes.activate(chief).get_unused_codes()
        client.post(reverse("account_logout"))
        sign_in(client, chief)
        client.post(reverse("mfa_authenticate"), {"code": first})
        kinds = [event[0] for event in events()]
        assert kinds.count("factor_added") == 1 and "codes_made" in kinds and "code_used" in kinds
        assert ("codes_made", chief.email, chief.email, "127.0.0.1", "replacing the earlier ones") in events()

    def test_a_removed_factor_is_logged_whoever_removes_it(self, client, chief, administrator, events):
        with_app(chief)
        client.force_login(administrator)
        data = {"action": "begin_anew", "_selected_action": [chief.pk]}
        client.post(reverse("admin:accounts_user_changelist"), data)
        with_app(administrator)
        call_command("make_staff", administrator.email, stdout=open("/dev/null", "w"))
        assert events("factor_removed") == [
            ("factor_removed", administrator.email, chief.email, "127.0.0.1", "TOTP Authenticator"),
            ("factor_removed", None, administrator.email, None, "TOTP Authenticator"),
        ]
        assert events("password_changed") == [("password_changed", None, administrator.email, None, "")]

    def test_a_failed_passkey_is_logged(self, client, chief, events):
        with_app(chief)
        sign_in(client, chief)
        for _ in range(3):
            client.post(reverse("mfa_authenticate"), {"credential": ASSERTION})
            Client().post(reverse("mfa_login_webauthn"), {"credential": ASSERTION})
        detail = "passkey; more within a minute are not listed"
        assert events() == [
            ("factor_failed", None, chief.email, "127.0.0.1", detail),
            ("factor_failed", None, None, "127.0.0.1", detail),
        ]

    def test_too_many_attempts_at_codes_are_logged_once(self, client, chief, events):
        with_app(chief)
        sign_in(client, chief)
        for _ in range(8):
            client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert [event[0] for event in events()] == ["factor_failed"] * 5 + ["locked"]


def test_neither_log_contains_a_secret(client, chief, administrator, events, caplog):
    caplog.set_level(logging.INFO, "portal.security")
    secret = with_app(chief)
    [recovery, *_] = RecoveryCodes.activate(chief).generate_codes()
    totp = code(secret)
    token = Invitation(email="new@example.org", role="editor").begin(by=administrator, at=timezone.now())
    for person, password, answer in ((chief, "a wrong password", totp), (chief, PASSWORD, totp)):
        client = Client()
        sign_in(client, person, password)
        client.post(reverse("mfa_authenticate"), {"code": answer})
        client.get(reverse("account-invitation", args=[token]))
        client.get(reverse("mfa_download_recovery_codes"))
        key = client.session.session_key
    lines = [record.getMessage() for record in caplog.records if record.name == "portal.security"]
    logs = repr(events()) + repr(lines)
    assert "signed_in" in logs and "exported" in logs and "refused" in logs
    for word in (secret, recovery, totp, token, "a wrong password", PASSWORD, key):
        assert word not in logs
