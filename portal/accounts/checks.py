"""System checks: no open account of the demonstration outside it (portal.wsgi runs this check before the first
request), known client addresses behind a proxy, and second factors that can be decrypted."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from portal.accounts.factor_encryption import is_readable
from portal.accounts.models import User

TAG = "demonstration"
MOST_NAMED = 10
"""Number of accounts that a message names."""


@register(Tags.security, deploy=True)
def check_client_addresses(**kwargs):
    if settings.CLIENT_IP_IS_KNOWN:
        return []
    return [
        Error(
            "BEHIND_PROXY is set and TRUSTED_PROXY_COUNT is not: every client has the address of the proxy, so limits "
            "on attempts cannot distinguish an attacker from the owner of an account.",
            hint="Set TRUSTED_PROXY_COUNT to the number of proxies that add to X-Forwarded-For, usually 1.",
            id="accounts.E002",
        )
    ]


@register(Tags.database, deploy=True)
def check_factor_encryption(databases=None, **kwargs):
    if not databases:
        return []
    try:
        factors = list(Authenticator.objects.select_related("user"))
    except DatabaseError:  # not migrated yet, so there are none
        return []
    emails = sorted({factor.user.email for factor in factors if not is_readable(factor.data)})
    if not emails:
        return []
    return [
        Error(
            f"No present key decrypts the second factors of {len(emails)} accounts: {', '.join(emails[:MOST_NAMED])}.",
            hint="Add the SECRET_KEY of that time to SECRET_KEY_FALLBACKS, then run `manage.py reencrypt_factors`.",
            id="accounts.E003",
        )
    ]


@register(Tags.database, TAG, deploy=True)
def check_demonstration_accounts(databases=None, **kwargs):
    if not databases or settings.DEMO_MODE or settings.DEBUG:
        return []
    try:
        emails = list(User.objects.filter(is_demonstration=True, is_active=True).values_list("email", flat=True))
    except DatabaseError:  # not migrated yet, so there are none
        return []
    if not emails:
        return []
    return [
        Error(
            f"The database contains accounts of the demonstration, which need no second factor: {', '.join(emails)}.",
            hint="Close them with `manage.py make_demonstration --close`, or start with an empty database.",
            id="accounts.E001",
        )
    ]
