"""Without a second factor nobody is signed in anywhere but on the pages that set one up."""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

FACTORS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)
"""Types of authenticators that count as a second factor. Recovery codes accompany one."""
PROTECTED_PREFIXES = ("/admin/", "/official/")
"""Prefixes of pages that require the second factor; other pages stay readable without it."""
ACCOUNTS_PREFIX = "/accounts/"
ANONYMOUS_PREFIX = "/api/"
"""Views here never ask who somebody is. Reading the session would add `Vary: Cookie` to their responses."""
SESSION_KEY = "second-factor-of"
"""Session key that stores which account completed the second factor in this session. A factor that the account has
but the session did not use proves nothing: somebody with only the password may have started it."""


def mark_second_factor_proven(sender, request, user, **kwargs) -> None:
    """Called by allauth when a factor was set up or used."""
    request.session[SESSION_KEY] = user.pk


def connect_signals() -> None:
    authenticator_added.connect(mark_second_factor_proven, dispatch_uid="accounts-second-factor-added")
    authenticator_used.connect(mark_second_factor_proven, dispatch_uid="accounts-second-factor-used")


def is_second_factor_proven(request) -> bool:
    return request.session.get(SESSION_KEY) == request.user.pk


def has_second_factor(user) -> bool:
    return Authenticator.objects.filter(user=user.pk, type__in=FACTORS).exists()


class SecondFactorMiddleware:
    """Comes after the middleware that knows the user, and before whatever acts for one. Readers without a session
    cost nothing, and their pages stay the same for all."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if settings.SECOND_FACTOR_REQUIRED and has_session and not request.path_info.startswith(ANONYMOUS_PREFIX):
            return self.checked(request)
        return self.get_response(request)

    def checked(self, request):
        user = request.user
        if not user.is_authenticated or is_second_factor_proven(request) or user.is_excused_from_second_factor:
            return self.get_response(request)
        if request.path_info.startswith((*PROTECTED_PREFIXES, ACCOUNTS_PREFIX)):
            return self.led(request)
        request.user = AnonymousUser()
        return self.get_response(request)

    def led(self, request):
        """Redirects to the account's second factor, or to its setup. Accounts that have one may do nothing before it,
        so that a password is not enough to add another."""
        if has_second_factor(request.user):
            asks = reverse("mfa_reauthenticate")
            if request.path_info in (asks, reverse("mfa_reauthenticate_webauthn"), reverse("account_logout")):
                return self.get_response(request)
            return redirect(f"{asks}?{urlencode({'next': request.get_full_path()})}")
        if request.path_info.startswith(ACCOUNTS_PREFIX) and request.path_info != reverse("account-home"):
            return self.get_response(request)
        messages.info(request, "Set up a second factor first. It takes a minute, and you do it once.")
        return redirect("mfa_index")
