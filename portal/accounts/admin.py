"""Accounts, agencies, posts and who holds them. Nobody gives out more than a role: single permissions and superusers
are for the command line. Nothing is deleted: accounts are closed and holdings end."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.urls import path

from portal.accounts import views
from portal.accounts.models import Agency, Holding, Post, User

# Secrets and sessions are nobody's to read, and addresses are changed where the account is.
admin.site.unregister([EmailAddress, Authenticator, UserSession])
admin.site.login = secure_admin_login(admin.site.login)


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("email",)
        field_classes = {"email": forms.EmailField}


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = NewUserForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("email", "name")
    filter_horizontal = ("groups",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("May", {"fields": ("is_active", "is_staff", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "password1", "password2", "is_staff", "groups")}),)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        """A new address is proven by a letter to it; the old one must not open the account any more."""
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).delete()

    def get_queryset(self, request):
        """Superusers are nobody's to edit but a superuser's: a new password would be a way to their rights."""
        users = super().get_queryset(request)
        return users if request.user.is_superuser else users.filter(is_superuser=False)


class Lasting:
    """For rows that acknowledgements and receipts will name."""

    def has_delete_permission(self, request, obj=None):
        return False


class PostInline(Lasting, admin.TabularInline):
    """Posts are added here, and stay what they are."""

    model = Post
    extra = 0
    max_num = 2

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Agency)
class AgencyAdmin(Lasting, admin.ModelAdmin):
    change_list_template = "admin/accounts/agency_list.html"
    inlines = (PostInline,)
    list_display = ("name", "kind", "town")
    list_filter = ("kind",)
    search_fields = ("name", "town")

    def get_urls(self):
        page = self.admin_site.admin_view
        return [
            path("import/", page(views.import_agencies), name="accounts_agency_import"),
            path("export/", page(views.export_agencies), name="accounts_agency_export"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        may_import = request.user.has_perms(views.PERMISSIONS)
        return super().changelist_view(request, {**(extra_context or {}), "may_import": may_import})


class HoldingInline(Lasting, admin.TabularInline):
    model = Holding
    extra = 0
    autocomplete_fields = ("person",)


@admin.register(Post)
class PostAdmin(Lasting, admin.ModelAdmin):
    inlines = (HoldingInline,)
    list_display = ("agency", "audience", "open_from", "open_until")
    list_filter = ("audience", "agency__kind")
    list_select_related = ("agency",)
    search_fields = ("agency__name", "agency__town")
    autocomplete_fields = ("agency",)

    def get_readonly_fields(self, request, obj=None):
        return ("agency", "audience") if obj else ()


@admin.register(Holding)
class HoldingAdmin(Lasting, admin.ModelAdmin):
    list_display = ("post", "person", "held_from", "held_until", "is_deputy")
    list_filter = ("is_deputy", "post__audience")
    list_select_related = ("post__agency", "person")
    search_fields = ("post__agency__name", "person__email", "person__name")
    autocomplete_fields = ("post", "person")
    ordering = ("-held_from", "-pk")
