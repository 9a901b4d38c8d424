"""Source documents on the desk: kept as found, so to look at only."""

from django.contrib import admin

from portal.register.admin import ReadOnly
from portal.sources.models import SourceDocument


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("title", "kind", "is_official", "dated_on", "publisher")
    list_filter = ("kind", "is_official")
    search_fields = ("title", "publisher")
