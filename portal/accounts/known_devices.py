"""A cookie that marks a device on which an account has signed in. Failed sign-ins on such a device are counted
separately, so that guesses from elsewhere do not lock out the owner. The cookie gives no access."""

import secrets

from django.conf import settings
from django.core import signing

SALT = "portal.accounts.known_devices"
MAX_AGE = 180 * 24 * 3600
"""Seconds after the last sign-in."""


def get_cookie_name() -> str:
    """Returns, over HTTPS, a name that browsers accept only from this host (RFC 6265bis, section 4.1.3.2)."""
    return "__Host-known-device" if settings.SESSION_COOKIE_SECURE else "known-device"


def find_known_device(request, account: str) -> str:
    """Returns the random name of the device if the account with this key signed in on it, otherwise an empty string."""
    try:
        owner, name = signing.loads(request.COOKIES.get(get_cookie_name(), ""), salt=SALT, max_age=MAX_AGE)
    except (signing.BadSignature, TypeError, ValueError):
        return ""
    return str(name) if owner == account else ""


def remember_device(request, response, user) -> None:
    """Sets the cookie after a complete sign-in. A device remembers only the account that signed in last."""
    name = find_known_device(request, str(user.pk)) or secrets.token_urlsafe(16)
    response.set_cookie(
        get_cookie_name(),
        signing.dumps([str(user.pk), name], salt=SALT),
        max_age=MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
