"""Decides who may be signed in, at sign-in and on every request."""

from allauth.account.auth_backends import AuthenticationBackend


class AccountBackend(AuthenticationBackend):
    """Signs in by email address and password. Refuses closed accounts, and accounts of the demonstration outside it."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and user.may_sign_in
