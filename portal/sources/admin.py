"""Source documents on the desk: kept as found, so to look at only; and the way to bring one in."""

from django.contrib import admin
from django.urls import path

from portal.register.admin import ReadOnly
from portal.sources.importing import views
from portal.sources.models import SourceDocument


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnly, admin.ModelAdmin):
    change_list_template = "admin/sources/change_list.html"
    change_form_template = "admin/sources/change_form.html"
    list_display = ("title", "kind", "is_official", "dated_on", "publisher")
    list_filter = ("kind", "is_official")
    search_fields = ("title", "publisher")

    def get_urls(self):
        pages = self.admin_site.admin_view
        return [
            path("import/", pages(views.bring), name="sources_sourcedocument_import"),
            path("<int:pk>/drafts/", pages(views.drafts), name="sources_sourcedocument_drafts"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {**(extra_context or {}), "may_import": views.may_import(request.user)})
