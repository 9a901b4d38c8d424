"""Requires the second factor in each session. Without it, users can only use the pages that set up or ask for one."""

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
"""Prefix of views that never use `request.user`. Reading the session would add `Vary: Cookie` to their responses."""
SESSION_KEY = "second-factor-of"
"""Session key that stores which account completed the second factor in this session. It is not enough that the account
has a factor: somebody who knows only the password may have started the session."""


def mark_second_factor_proven(sender, request, user, **kwargs) -> None:
    """Receives the signals that allauth sends when a factor was set up or used."""
    request.session[SESSION_KEY] = user.pk


def connect_signals() -> None:
    authenticator_added.connect(mark_second_factor_proven, dispatch_uid="accounts-second-factor-added")
    authenticator_used.connect(mark_second_factor_proven, dispatch_uid="accounts-second-factor-used")


def is_second_factor_proven(request) -> bool:
    return request.session.get(SESSION_KEY) == request.user.pk


def has_second_factor(user) -> bool:
    return Authenticator.objects.filter(user=user.pk, type__in=FACTORS).exists()


class SecondFactorMiddleware:
    """Comes after the middleware that sets `request.user` and before any that uses it. Requests without a session cost
    no query, and their pages stay the same for all readers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if settings.SECOND_FACTOR_REQUIRED and has_session and not request.path_info.startswith(ANONYMOUS_PREFIX):
            return self.check_session(request)
        return self.get_response(request)

    def check_session(self, request):
        user = request.user
        if not user.is_authenticated or is_second_factor_proven(request) or user.is_excused_from_second_factor:
            return self.get_response(request)
        if request.path_info.startswith((*PROTECTED_PREFIXES, ACCOUNTS_PREFIX)):
            return self.redirect_to_factor(request)
        request.user = AnonymousUser()
        return self.get_response(request)

    def redirect_to_factor(self, request):
        """Redirects to the second factor of the account, or to its setup. An account that has a factor must use it
        before anything else, so that a password is not enough to add another one."""
        if has_second_factor(request.user):
            factor_url = reverse("mfa_reauthenticate")
            if request.path_info in (factor_url, reverse("mfa_reauthenticate_webauthn"), reverse("account_logout")):
                return self.get_response(request)
            return redirect(f"{factor_url}?{urlencode({'next': request.get_full_path()})}")
        if request.path_info.startswith(ACCOUNTS_PREFIX) and request.path_info != reverse("account-home"):
            return self.get_response(request)
        messages.info(request, "Set up a second factor first. This takes a minute, and you do it only once.")
        return redirect("mfa_index")
