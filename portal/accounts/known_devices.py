"""A cookie that says from which device an account has signed in. Failed sign-ins on such a device are counted apart, so
that guesses from elsewhere do not lock out the owner. The cookie admits nobody."""

import secrets

from django.conf import settings
from django.core import signing

SALT = "portal.accounts.known_devices"
MAX_AGE = 180 * 24 * 3600
"""Seconds since the last sign-in."""


def get_cookie_name() -> str:
    """Over HTTPS a name that browsers take from this host only (RFC 6265bis, section 4.1.3.2)."""
    return "__Host-known-device" if settings.SESSION_COOKIE_SECURE else "known-device"


def find_known_device(request, account: str) -> str:
    """The device's own random name, if the account with this key signed in on it; empty otherwise."""
    try:
        owner, name = signing.loads(request.COOKIES.get(get_cookie_name(), ""), salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    return str(name) if owner == account else ""


def remember_device(request, response, user) -> None:
    """Call it after a complete sign-in. One device remembers the account that signed in last."""
    name = find_known_device(request, str(user.pk)) or secrets.token_urlsafe(16)
    response.set_cookie(
        get_cookie_name(),
        signing.dumps([str(user.pk), name], salt=SALT),
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
