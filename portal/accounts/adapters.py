"""Adapters for django-allauth: who may sign in, messages, and redirects after sign-in."""

import logging
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError

from portal.accounts.factor_encryption import decrypt_secret, encrypt_secret
from portal.accounts.failed_attempts import clear_attempts, count_attempt, list_failure_counters
from portal.accounts.known_devices import find_known_device, remember_device
from portal.accounts.login_redirect import get_start_page
from portal.accounts.middleware import FACTORS
from portal.accounts.models import User
from portal.lib.dates import get_local_date
from portal.lib.query_params import get_now

logger = logging.getLogger(__name__)
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

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        remember_device(request, response, user)
        return response

    def pre_authenticate(self, request, **credentials):
        account = self.find_account(**credentials)
        self._login_failed_rl_usage = count_attempt(request, account, self.list_counters(request, **credentials))
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def _delete_login_attempts_cached_email(self, request, **credentials):
        """Called by allauth when a new password was chosen through a link from an email."""
        account = self.find_account(**credentials)
        clear_attempts(request, account, self.list_counters(request, **credentials))

    def list_counters(self, request, *, email: str = "", **credentials) -> list[tuple[str, str]]:
        account = self.find_account(email=email)
        address = ratelimit.get_ip(request) if settings.CLIENT_IP_IS_KNOWN else ""
        return list_failure_counters(account, find_known_device(request, account), address)

    def find_account(self, *, email: str = "", **credentials) -> str:
        """Whatever spelling of the email address finds the account, attempts are counted for the account; where there
        is none, for the address."""
        pk = User.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
        return str(pk or email.lower())

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
        "unreadable_factor": "The portal cannot read this second factor. Ask an administrator to take it away.",
        "cannot_delete_authenticator": "This is your only second factor. Add another one before you remove it.",
    }

    def get_totp_issuer(self):
        return settings.SITE_NAME

    def encrypt(self, text):
        return encrypt_secret(text)

    def decrypt(self, encrypted_text):
        try:
            return decrypt_secret(encrypted_text)
        except InvalidToken as error:
            logger.error("A second factor cannot be decrypted with SECRET_KEY or SECRET_KEY_FALLBACKS.")
            raise ValidationError(self.error_messages["unreadable_factor"]) from error

    def can_delete_authenticator(self, authenticator):
        """Never the last one: the account could not be used without."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists()

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count()
        return "Passkey" if number == 0 else f"Passkey {number + 1}"
