"""Counting failed sign-ins: see the limits in rate_limits."""

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.conf import settings

from portal.accounts.rate_limits import ADDRESS, DEVICE, SECOND_FACTOR, STRANGERS


def list_failure_counters(account: str, device: str, address: str) -> list[tuple[str, str]]:
    """The counters of a sign-in as action and key; the device is empty where it is not known, and so is the
    address."""
    if device:
        return [(DEVICE, f"{account} {device}")]
    # The address comes first, so that one address alone cannot use up what all have together.
    return [*([(ADDRESS, f"{account} {address}")] if address else []), (STRANGERS, account)]


def count_attempt(request, counters: list[tuple[str, str]]) -> RateLimitUsage | None:
    """Counts an attempt as failed, until `rollback()` of what is returned; None when a limit is reached."""
    total = RateLimitUsage(usage=[])
    for action, key in counters:
        usage = ratelimit.consume(
            request, app="allauth.account", action=action, key=key, config=settings.ACCOUNT_RATE_LIMITS
        )
        if usage is None:
            return None
        total.usage += usage.usage
    return total


def clear_attempts(request, account: str, counters: list[tuple[str, str]]) -> None:
    """After a new password: whoever guessed codes with the old one does so no more."""
    for action, key in [*counters, (SECOND_FACTOR, f"mfa-auth-user-{account}")]:
        ratelimit.clear(request, app="allauth.account", action=action, key=key, config=settings.ACCOUNT_RATE_LIMITS)
