"""Counting failed sign-ins: see the limits in rate_limits."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.accounts.rate_limits import ADDRESS, DEVICE, SECOND_FACTOR, STRANGERS
from portal.register.hash_chain import hash_text
from portal.security_log.event_log import note_event
from portal.security_log.models import SecurityEvent

LOCK_NOTE_SECONDS = 3600
QUIET_SECONDS = 60
"""For how long no further failure of the kind is listed where no limit applies, so that nobody can fill the log."""
LOCK_DETAILS = {
    DEVICE: "on a known device",
    ADDRESS: "from one address",
    STRANGERS: "from all addresses together",
    SECOND_FACTOR: "at the second factor",
}


def list_failure_counters(account: str, device: str, address: str) -> list[tuple[str, str]]:
    """The counters of a sign-in as action and key; the device is empty where it is not known, and so is the
    address."""
    if device:
        return [(DEVICE, f"{account} {device}")]
    # The address comes first, so that one address alone cannot use up what all have together.
    return [*([(ADDRESS, f"{account} {address}")] if address else []), (STRANGERS, account)]


def count_attempt(request, account: str, counters: list[tuple[str, str]]) -> RateLimitUsage | None:
    """Counts an attempt as failed, until `rollback()` of what is returned; None when a limit is reached."""
    total = RateLimitUsage(usage=[])
    for action, key in counters:
        usage = ratelimit.consume(
            request, app="allauth.account", action=action, key=key, config=settings.ACCOUNT_RATE_LIMITS
        )
        if usage is None:
            note_lock(account, action, key)
            return None
        total.usage += usage.usage
    return total


def note_lock(account: str, action: str, key: str) -> None:
    """Once in a while for each counter of an account: a stranger who goes on guessing cannot fill the log."""
    name = hash_text(f"{action} {key}")
    if account.isdecimal() and cache.add(f"security-log-lock-{name}", 1, timeout=LOCK_NOTE_SECONDS):
        note_event(SecurityEvent.Kind.LOCKED, subject=User.objects.get(pk=account), detail=LOCK_DETAILS[action])


@contextmanager
def note_factor_lock(user) -> Iterator[None]:
    """Notes that the second factor of the account was tried too often."""
    try:
        yield
    except ValidationError as error:
        if error.code == "too_many_login_attempts":
            note_lock(str(user.pk), SECOND_FACTOR, str(user.pk))
        raise


@contextmanager
def note_failed_passkey(user) -> Iterator[None]:
    """`user` is None where the passkey is to name the account. Some failures come before all limits, so they are noted
    once in a while."""
    try:
        yield
    except ValidationError as error:
        name = f"security-log-passkey-{user.pk if user else ''}"
        if error.code == "incorrect_code" and cache.add(name, 1, timeout=QUIET_SECONDS):
            detail = "passkey; more within a minute are not listed"
            note_event(SecurityEvent.Kind.FACTOR_FAILED, subject=user, detail=detail)
        raise


def clear_attempts(request, account: str, counters: list[tuple[str, str]]) -> None:
    """After a new password: whoever guessed codes with the old one does so no more."""
    for action, key in [*counters, (SECOND_FACTOR, f"mfa-auth-user-{account}")]:
        ratelimit.clear(request, app="allauth.account", action=action, key=key, config=settings.ACCOUNT_RATE_LIMITS)
