"""The admin site of the portal, which serves as the editorial desk."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.shortcuts import redirect

from portal.lib.autocomplete_views import DeclaredAutocompleteView


class PortalAdminSite(AdminSite):
    """The editorial desk. Staff sign in and change their passwords on the pages for all accounts, which limit attempts
    and require the second factor. Suggestions appear only for declared fields."""

    def login(self, request, extra_context=None):
        return secure_admin_login(super().login)(request, extra_context=extra_context)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def autocomplete_view(self, request):
        return DeclaredAutocompleteView.as_view(admin_site=self)(request)
