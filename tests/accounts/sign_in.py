"""Signing in as people do: the password, then a code of the app."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.urls import reverse

from tests.conftest import PASSWORD


def code(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or `later` times half a minute from now; a code serves once."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def with_app(user) -> str:
    """Gives the account an app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def sign_in(client, user, password: str = PASSWORD, **facts):
    return client.post(reverse("account_login"), {"login": user.email, "password": password}, **facts)
