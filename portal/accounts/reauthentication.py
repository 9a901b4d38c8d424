"""Asks for the password again before a sensitive step if the sign-in is older than the timeout.

Sensitive steps give or remove access (accounts, roles, invitations, agencies, posts, holdings, links to drafts), or
publish or withdraw a text. Reading, drafts and reviews are not sensitive."""

from allauth.account.decorators import reauthentication_required

asks_again = reauthentication_required(app="portal.accounts")
"""View decorator. It keeps posted data while it asks for the password and continues after the correct one."""

ask_again = asks_again(lambda request: None)
"""Call it at the beginning of a view."""


class AsksAgainMixin:
    """For an admin whose rows decide who has access: asks before it shows the form of a new row and before any change.
    Comes before ModelAdmin."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" or object_id is None:
            ask_again(request)
        return super().changeform_view(request, object_id, form_url, extra_context)
