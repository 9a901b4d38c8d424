"""A cookie that says from which device an account has signed in. Failed sign-ins on such a device are counted apart, so
that guesses from elsewhere do not lock out the owner. The cookie admits nobody."""

import secrets

from django.conf import settings
from django.core import signing

COOKIE_NAME = "known-device"
COOKIE_PATH = "/accounts/"
SALT = "portal.accounts.known_devices"
MAX_AGE = 180 * 24 * 3600
"""Seconds since the last sign-in."""


def find_known_device(request, account: str) -> str:
    """The device's own random name, if the account with this key signed in on it; empty otherwise."""
    try:
        owner, name = signing.loads(request.COOKIES.get(COOKIE_NAME, ""), salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    return str(name) if owner == account else ""


def remember_device(request, response, user) -> None:
    """Call it after a complete sign-in. One device remembers the account that signed in last."""
    name = find_known_device(request, str(user.pk)) or secrets.token_urlsafe(16)
    response.set_cookie(
        COOKIE_NAME,
        signing.dumps([str(user.pk), name], salt=SALT),
        max_age=MAX_AGE,
        path=COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
