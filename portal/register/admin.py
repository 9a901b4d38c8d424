"""Read-only admin of the register."""

from django.contrib import admin

from portal.lib.admin_mixins import LongListMixin, ReadOnlyMixin
from portal.register.models import RegisterEntry


@admin.register(RegisterEntry)
class RegisterEntryAdmin(LongListMixin, ReadOnlyMixin, admin.ModelAdmin):
    list_display = ("number", "action", "title", "public_at", "recorded_at")
    list_filter = ("action",)
    search_fields = ("title", "address")
    csv_extra = ("address", "content_digest", "previous", "hash")
    list_per_page = 50

    def get_queryset(self, request):
        """Defers the texts, which a list does not show."""
        return super().get_queryset(request).defer("content")
