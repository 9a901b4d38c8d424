"""Source documents on the desk: kept as found, so to look at only."""

from django.contrib import admin

from portal.sources.models import SourceDocument


@admin.register(SourceDocument)
class SourceDocumentAdmin(admin.ModelAdmin):
    list_display = ("title", "kind", "is_official", "dated_on", "publisher")
    list_filter = ("kind", "is_official")
    search_fields = ("title", "publisher")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
