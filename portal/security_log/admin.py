"""The security log on the editorial desk, read-only and for administrators."""

from django.contrib import admin

from portal.lib.admin_mixins import LongListMixin, ReadOnlyMixin
from portal.security_log.models import SecurityEvent


@admin.register(SecurityEvent)
class SecurityEventAdmin(LongListMixin, ReadOnlyMixin, admin.ModelAdmin):
    list_display = ("recorded_at", "kind", "person", "subject", "client_address", "detail")
    list_display_links = ("recorded_at",)
    list_filter = ("kind", "recorded_at")
    list_select_related = ("person", "subject")
    search_fields = ("person__email", "person__name", "subject__email", "subject__name", "client_address", "detail")
    list_per_page = 50
    fields = list_display
