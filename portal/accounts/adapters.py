"""Adapters for django-allauth: who may sign in, messages, and redirects after sign-in."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied

from portal.accounts.login_redirect import get_start_page
from portal.accounts.middleware import FACTORS
from portal.lib.dates import get_local_date
from portal.lib.query_params import get_now

UNKNOWN_CLIENT = "0.0.0.0"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address and the password do not belong together.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then try again.",
        "incorrect_password": "This is not your password.",
        "enter_current_password": "This is not your password.",
        "incorrect_code": "This code does not fit, or was used before. Try the next one.",
        "invalid_password_reset": "This link was used before, or has expired.",
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        if not user.may_sign_in:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request):
        """Asked when no page of this site was named as the one to go on to."""
        return get_start_page(request.user, get_local_date(get_now(request)))

    def get_client_ip(self, request):
        """The client's address; behind a socket, or with a header that has too few members, an unknown one."""
        try:
            return super().get_client_ip(request)
        except (PermissionDenied, ImproperlyConfigured):
            return UNKNOWN_CLIENT

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Failed attempts count for the account and the client's address together, so that nobody can lock an account
        that is not theirs; where addresses are not known, for the account."""
        login = credentials.get("email", "").lower()
        return f"{login} {self.get_client_ip(request)}" if settings.CLIENT_IP_IS_KNOWN else login

    def send_password_reset_mail(self, user, email, context):
        """People without an invitation have no password to reset. They see the same answer as strangers."""
        if user.has_usable_password():
            return super().send_password_reset_mail(user, email, context)
        return self.send_mail("account/email/unknown_account", email, context)

    def is_reauthentication_required(self, *, app, **kwargs):
        """A sign-in counts as one for as long as a password entered again would."""
        if not settings.REQUIRE_RECENT_LOGIN:
            return False
        return not has_recent_login(context.request) and super().is_reauthentication_required(app=app, **kwargs)


def has_recent_login(request) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": "This is your only second factor. Add another one before you remove it.",
    }

    def get_totp_issuer(self):
        return settings.SITE_NAME

    def can_delete_authenticator(self, authenticator):
        """Never the last one: the account could not be used without."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists()

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count()
        return "Passkey" if number == 0 else f"Passkey {number + 1}"
