"""The forms of signing in, in the portal's words."""

from allauth.account import forms as account
from allauth.mfa.base import forms as codes
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Password until now",
    "password1": "New password",
    "password2": "New password, once more",
    "code": "Code",
    "name": "Name of this passkey",
}
HELP = {
    "password": "",
    "oldpassword": "",
    "password1": "At least 12 characters. A sentence that only you think of is good.",
}


class Plain:
    """Labels stand above the fields, and nothing grey inside them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP.get(name, field.help_text)
            field.widget.attrs.pop("placeholder", None)


class SignIn(Plain, account.LoginForm):
    pass


class ChangePassword(Plain, account.ChangePasswordForm):
    pass


class SetPassword(Plain, account.SetPasswordForm):
    pass


class AskForReset(Plain, account.ResetPasswordForm):
    pass


class ResetPassword(Plain, account.ResetPasswordKeyForm):
    pass


class ConfirmPassword(Plain, account.ReauthenticateForm):
    pass


class EnterCode(Plain, codes.AuthenticateForm):
    pass


class ConfirmCode(Plain, codes.ReauthenticateForm):
    pass


class ActivateApp(Plain, ActivateTOTPForm):
    pass


class AddPasskey(Plain, AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].label = "Sign in with it alone, without the password"
        self.fields["passwordless"].help_text = "It then asks for your fingerprint, face or PIN."
        self.fields["passwordless"].initial = True
