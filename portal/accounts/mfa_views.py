"""Views for second factors that differ from those of allauth."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.shortcuts import redirect


class RemovePasskeyView(RemoveWebAuthnView):
    """Refuses to remove the last second factor. allauth checks this only for the app."""

    def form_valid(self, form):
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        return super().form_valid(form)


remove_passkey = RemovePasskeyView.as_view()
