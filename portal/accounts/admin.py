"""Admin of accounts, agencies, posts and holdings. Staff can only grant roles. Single permissions and superusers need
the command line. Nothing can be deleted: accounts are closed and holdings end."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html

from portal.accounts import csv_views, invitation_admin  # noqa: F401  invitation_admin registers a model
from portal.accounts.invitations import invite_holders
from portal.accounts.models import Agency, Holding, Post, User
from portal.accounts.reauthentication import AsksAgainMixin, ask_again, asks_again
from portal.lib.admin_mixins import AutocompleteMixin, LongListMixin
from portal.lib.grammar import format_count
from portal.lib.query_params import get_now

# Nobody may read secrets and sessions. Email addresses are changed on the page of the account.
admin.site.unregister([EmailAddress, Authenticator, UserSession])

MOST_NAMED = 10
"""Number of addresses that a message names."""


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Accounts are created by invitation, and their owners choose the password."""

    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("email", "name")
    filter_horizontal = ("groups",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name")}),
        ("Access", {"fields": ("is_active", "is_staff", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    actions = ("begin_anew",)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @method_decorator(asks_again)
    def change_view(self, request, *args, **kwargs):
        return super().change_view(request, *args, **kwargs)

    @method_decorator(asks_again)
    def user_change_password(self, request, *args, **kwargs):
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, *args, **kwargs)

    @admin.action(permissions=["change"], description="Sign out everywhere and reset the second factor")
    def begin_anew(self, request, chosen):
        """Helps people who lost their second factor and recovery codes. They set one up at the next sign-in."""
        ask_again(request)
        for user in chosen:
            user.end_sessions()
            user.authenticator_set.all().delete()
            self.log_change(request, user, "Second factor removed, sessions ended.")
        count = format_count(len(chosen), "account")
        self.message_user(request, f"{count} must set up a second factor at the next sign-in.", messages.SUCCESS)

    def save_model(self, request, obj, form, change):
        """Forgets the old address, which must no longer open the account. A letter to the new address verifies it."""
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()

    def get_queryset(self, request):
        """Only superusers may edit superusers, because a new password would give access to their rights."""
        users = super().get_queryset(request)
        return users if request.user.is_superuser else users.filter(is_superuser=False)


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(AsksAgainMixin, GroupAdmin):
    """Roles, for superusers only. Every migrate resets their permissions."""


class Lasting:
    """Refuses to delete rows that acknowledgements and receipts name."""

    def has_delete_permission(self, request, obj=None):
        return False


class PostInline(Lasting, admin.StackedInline):
    """Posts can be added here, but not changed."""

    model = Post
    extra = 0
    max_num = 2
    readonly_fields = ("invite",)

    @admin.display(description="holder")
    def invite(self, post):
        if post.pk is None:
            return ""
        link = reverse("admin:accounts_invitation_add", query={"post": post.pk})
        return format_html('<a href="{}">Invite a holder</a>', link)

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Agency)
class AgencyAdmin(AsksAgainMixin, Lasting, admin.ModelAdmin):
    change_list_template = "accounts/agencies/change_list.html"
    inlines = (PostInline,)
    list_display = ("name", "kind", "town")
    list_filter = ("kind",)
    search_fields = ("name", "town")

    def get_urls(self):
        page = self.admin_site.admin_view
        return [
            path("import/", page(asks_again(csv_views.import_agencies)), name="accounts_agency_import"),
            path("export/", page(csv_views.export_agencies), name="accounts_agency_export"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        may_import = request.user.has_perms(csv_views.PERMISSIONS)
        return super().changelist_view(request, {**(extra_context or {}), "may_import": may_import})


class HoldingInline(AutocompleteMixin, Lasting, admin.StackedInline):
    model = Holding
    extra = 0
    autocomplete_fields = ("person",)


@admin.register(Post)
class PostAdmin(AutocompleteMixin, AsksAgainMixin, Lasting, admin.ModelAdmin):
    inlines = (HoldingInline,)
    list_display = ("agency", "audience", "open_from", "open_until")
    list_filter = ("audience", "agency__kind")
    list_select_related = ("agency",)
    search_fields = ("agency__name", "agency__town")
    autocomplete_fields = ("agency",)

    def get_readonly_fields(self, request, obj=None):
        return ("agency", "audience") if obj else ()


@admin.register(Holding)
class HoldingAdmin(AutocompleteMixin, AsksAgainMixin, LongListMixin, Lasting, admin.ModelAdmin):
    list_display = ("post", "person", "held_from", "held_until", "is_deputy")
    list_filter = ("is_deputy", "post__audience")
    list_select_related = ("post__agency", "person")
    search_fields = ("post__agency__name", "person__email", "person__name")
    autocomplete_fields = ("post", "person")
    ordering = ("-held_from", "-pk")
    actions = ("invite",)

    def has_invite_permission(self, request):
        """Requires the permission for a single invitation."""
        return request.user.has_perm("accounts.add_invitation")

    @admin.action(permissions=["invite"], description="Invite people without an account")
    def invite(self, request, chosen):
        ask_again(request)
        holdings = chosen.select_related("person", "post__agency")
        invitation_round = invite_holders(holdings, by=request.user, at=get_now(request))
        for invitation in invitation_round.made:
            self.log_addition(request, invitation, "Invited as a holder who was already entered.")
        if invitation_round.made:
            count = format_count(len(invitation_round.made), "holder")
            self.message_user(
                request, f"{count} invited. The next run of the outbox sends the letters.", messages.SUCCESS
            )
        for reason, emails in invitation_round.left.items():
            self.message_user(
                request, f"Not invited, because {reason}: {format_names(sorted(set(emails)))}.", messages.WARNING
            )


def format_names(emails: list[str]) -> str:
    """Lists the first addresses and counts the others."""
    more = len(emails) - MOST_NAMED
    return ", ".join(emails[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
