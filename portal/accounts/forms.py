"""The forms for signing in, with the portal's labels."""

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, get_totp_secret
from allauth.mfa.webauthn import forms as passkeys
from cryptography.fernet import InvalidToken

from portal.accounts.factor_encryption import decrypt_secret, encrypt_secret, is_encrypted
from portal.accounts.failed_attempts import note_factor_lock, note_failed_passkey

LABELS = {
    "login": "Email address",
    "email": "Email address",
    "password": "Password",
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "New password, again",
    "code": "Code",
    "name": "Name of this passkey",
}
HELP = {
    "password": "",
    "oldpassword": "",
    "password1": "At least 12 characters. A sentence that only you think of is a good choice.",
}


class PlainFormMixin:
    """Places labels above the fields and leaves out placeholders."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP.get(name, field.help_text)
            field.widget.attrs.pop("placeholder", None)


class SignInForm(PlainFormMixin, account.LoginForm):
    pass


class ChangePasswordForm(PlainFormMixin, account.ChangePasswordForm):
    pass


class SetPasswordForm(PlainFormMixin, account.SetPasswordForm):
    pass


class RequestPasswordResetForm(PlainFormMixin, account.ResetPasswordForm):
    pass


class ResetPasswordForm(PlainFormMixin, account.ResetPasswordKeyForm):
    pass


class ConfirmPasswordForm(PlainFormMixin, account.ReauthenticateForm):
    pass


class LoggedCodeMixin:
    """Logs that codes were tried too often. account_log.py logs each failed code."""

    def clean_code(self):
        with note_factor_lock(self.user):
            return super().clean_code()


class LoggedPasskeyMixin:
    """Logs passkeys that fail, which allauth does not report, and that they were tried too often."""

    def clean_credential(self):
        with note_factor_lock(self.user), note_failed_passkey(self.user):
            return super().clean_credential()


class EnterCodeForm(LoggedCodeMixin, PlainFormMixin, codes.AuthenticateForm):
    pass


class ConfirmCodeForm(LoggedCodeMixin, PlainFormMixin, codes.ReauthenticateForm):
    pass


class EnterPasskeyForm(LoggedPasskeyMixin, passkeys.AuthenticateWebAuthnForm):
    pass


class SignInPasskeyForm(LoggedPasskeyMixin, passkeys.LoginWebAuthnForm):
    pass


class ConfirmPasskeyForm(LoggedPasskeyMixin, passkeys.ReauthenticateWebAuthnForm):
    pass


class ActivateAppForm(PlainFormMixin, ActivateTOTPForm):
    """Encrypts the new key while it waits for the first code, because the database stores the session."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.secret = read_waiting_secret(self.secret)
        context.request.session[SECRET_SESSION_KEY] = encrypt_secret(self.secret)


def read_waiting_secret(stored: str) -> str:
    """Returns the key of the app, or a new one if no present key decrypts it: the code is then refused."""
    try:
        return decrypt_secret(stored) if is_encrypted(stored) else stored
    except InvalidToken:
        return get_totp_secret(regenerate=True)


class AddPasskeyForm(PlainFormMixin, passkeys.AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = "Sign in with this passkey only, without the password"
        self.fields["passwordless"].help_text = "The passkey then asks for your fingerprint, face or PIN."
        self.fields["passwordless"].initial = True
