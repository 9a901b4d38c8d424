"""Asking again who it is before a step that matters, when the sign-in is older than the timeout.

Asked are the steps that give access or take it (accounts, roles, invitations, agencies, posts, holdings, links to
drafts) and those that publish or withdraw a text. Reading, drafts and reviews are not."""

from allauth.account.decorators import reauthentication_required

asks_again = reauthentication_required(app="portal.accounts")
"""View decorator. It keeps posted data while it asks for the password, and continues after a correct answer."""

ask_again = asks_again(lambda request: None)
"""Within a view, before it does anything."""


class AsksAgainMixin:
    """For an admin whose rows say who may do what: asks before a form for a new row and before any change. Comes before
    ModelAdmin."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" or object_id is None:
            ask_again(request)
        return super().changeform_view(request, object_id, form_url, extra_context)
