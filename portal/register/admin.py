"""The register on the desk: to look at only."""

from django.contrib import admin

from portal.register.lists import LongList
from portal.register.models import RegisterEntry


class ReadOnly:
    """For an admin or inline of rows that the desk shows and never changes."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(RegisterEntry)
class RegisterEntryAdmin(LongList, ReadOnly, admin.ModelAdmin):
    list_display = ("number", "action", "title", "public_at", "recorded_at")
    list_filter = ("action",)
    search_fields = ("title", "address")
    csv_extra = ("address", "content_digest", "previous", "hash")
    list_per_page = 50

    def get_queryset(self, request):
        """Without the texts themselves, which a list does not show."""
        return super().get_queryset(request).defer("content")
