"""Adapters for django-allauth: who may sign in, messages, and redirects after sign-in."""

import logging
import time
from uuid import uuid4

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
from portal.outbox.models import Message

logger = logging.getLogger(__name__)
UNKNOWN_CLIENT = "0.0.0.0"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address and the password do not match.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then try again.",
        "incorrect_password": "This password is not correct.",
        "enter_current_password": "This password is not correct.",
        "incorrect_code": "This code is not correct or was used before. Try the next one.",
        "invalid_password_reset": "This link was used before or has expired.",
    }

    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        if not user.may_sign_in:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request):
        """Returns where to go after sign-in if the request names no page of this site."""
        return get_start_page(request.user, get_local_date(get_now(request)))

    def get_client_ip(self, request):
        """Returns the client's address, or UNKNOWN_CLIENT behind a socket or if the header has too few members."""
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
        """allauth calls this after somebody chose a new password through the link in an email."""
        account = self.find_account(**credentials)
        clear_attempts(request, account, self.list_counters(request, **credentials))

    def list_counters(self, request, *, email: str = "", **credentials) -> list[tuple[str, str]]:
        account = self.find_account(email=email)
        address = ratelimit.get_ip(request) if settings.CLIENT_IP_IS_KNOWN else ""
        return list_failure_counters(account, find_known_device(request, account), address)

    def find_account(self, *, email: str = "", **credentials) -> str:
        """Returns the key under which attempts are counted: that of the account, whatever the case of the email
        address, or the address itself if there is no account."""
        pk = User.objects.filter(email__iexact=email).values_list("pk", flat=True).first()
        return str(pk or email.lower())

    def send_mail(self, template_prefix, email, context):
        """Queues the letter, so that a mail server that is slow or down delays nobody. Its text is erased once it is
        sent, because it may contain a link that gives access."""
        facts = {"request": self.request, "email": email, "SITE_NAME": settings.SITE_NAME, **context}
        letter = self.render_mail(template_prefix, email, facts)
        key, at = f"account:{uuid4().hex}", get_now(self.request)
        Message.objects.queue(
            key, kind="account", subject=letter.subject, body=letter.body, at=at, to=email, is_secret=True
        )

    def send_password_reset_mail(self, user, email, context):
        """Sends an account without a password the email for unknown addresses. The page shows no difference."""
        if user.has_usable_password():
            return super().send_password_reset_mail(user, email, context)
        return self.send_mail("account/email/unknown_account", email, context)

    def is_reauthentication_required(self, *, app, **kwargs):
        """Treats a recent sign-in like a repeated entry of the password, for the same span of time."""
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
        "unreadable_factor": "The portal cannot read this second factor. Ask an administrator to remove it.",
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
        """Refuses the last factor, because the account cannot be used without one."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists()

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count()
        return "Passkey" if number == 0 else f"Passkey {number + 1}"
