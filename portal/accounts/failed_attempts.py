"""Counts failed sign-ins and notes reached limits. The limits are in rate_limits.py."""

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
"""Seconds between two logged failures of a kind that no limit applies to, so that nobody can fill the log."""
LOCK_DETAILS = {
    DEVICE: "on a known device",
    ADDRESS: "from one address",
    STRANGERS: "from all addresses together",
    SECOND_FACTOR: "at the second factor",
}


def list_failure_counters(account: str, device: str, address: str) -> list[tuple[str, str]]:
    """Returns the counters of a sign-in as pairs of action and key. `device` and `address` are empty if unknown."""
    if device:
        return [(DEVICE, f"{account} {device}")]
    # The address comes first, so that one address cannot use up the attempts that all addresses share.
    return [*([(ADDRESS, f"{account} {address}")] if address else []), (STRANGERS, account)]


def count_attempt(request, account: str, counters: list[tuple[str, str]]) -> RateLimitUsage | None:
    """Counts an attempt as failed; `rollback()` of the result takes it back. Returns None if a limit is reached."""
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
    """Logs a lock at most once an hour for each counter of an account, so that repeated guesses cannot fill the log."""
    name = hash_text(f"{action} {key}")
    if account.isdecimal() and cache.add(f"security-log-lock-{name}", 1, timeout=LOCK_NOTE_SECONDS):
        note_event(SecurityEvent.Kind.LOCKED, subject=User.objects.get(pk=account), detail=LOCK_DETAILS[action])


@contextmanager
def note_factor_lock(user) -> Iterator[None]:
    """Logs that the second factor of the account was tried too often."""
    try:
        yield
    except ValidationError as error:
        if error.code == "too_many_login_attempts":
            note_lock(str(user.pk), SECOND_FACTOR, str(user.pk))
        raise


@contextmanager
def note_failed_passkey(user) -> Iterator[None]:
    """Logs a failed passkey. `user` is None where the passkey identifies the account. Some failures happen before any
    limit applies, so they are logged at most once a minute."""
    try:
        yield
    except ValidationError as error:
        name = f"security-log-passkey-{user.pk if user else ''}"
        if error.code == "incorrect_code" and cache.add(name, 1, timeout=QUIET_SECONDS):
            detail = "passkey; more within a minute are not listed"
            note_event(SecurityEvent.Kind.FACTOR_FAILED, subject=user, detail=detail)
        raise


def clear_attempts(request, account: str, counters: list[tuple[str, str]]) -> None:
    """Call it after a new password: nobody can go on guessing codes with the old one."""
    for action, key in [*counters, (SECOND_FACTOR, f"mfa-auth-user-{account}")]:
        ratelimit.clear(request, app="allauth.account", action=action, key=key, config=settings.ACCOUNT_RATE_LIMITS)
