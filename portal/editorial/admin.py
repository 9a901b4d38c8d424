"""Registers the admin of issuers and of changes of shared names. Each app registers the screens of its kinds."""

from django.contrib import admin

from portal.editorial.shared_row_admin import SharedChangeAdmin, SharedRowAdminMixin
from portal.records.models import Issuer, SharedChange

admin.site.register(SharedChange, SharedChangeAdmin)


@admin.register(Issuer)
class IssuerAdmin(SharedRowAdminMixin, admin.ModelAdmin):
    list_display = ("name", "short_name", "key")
    search_fields = ("name", "short_name")
    prepopulated_fields = {"key": ["name"]}
