"""Signs in as people do: with the password, then with a code of the app."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.urls import reverse

from tests.conftest import PASSWORD


def code(secret: str, *, later: int = 0) -> str:
    """Returns the code that the app shows now, or `later` half minutes from now. A code works only once."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def with_app(user) -> str:
    """Sets up an app for the account and returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def sign_in(client, user, password: str = PASSWORD, **facts):
    return client.post(reverse("account_login"), {"login": user.email, "password": password}, **facts)
