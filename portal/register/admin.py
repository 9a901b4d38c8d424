"""The register on the desk: to look at only."""

from django.contrib import admin

from portal.register.models import RegisterEntry


@admin.register(RegisterEntry)
class RegisterEntryAdmin(admin.ModelAdmin):
    list_display = ("number", "action", "title", "public_at", "recorded_at")
    list_filter = ("action",)
    search_fields = ("title", "address")
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
