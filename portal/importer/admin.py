"""Read-only admin of source documents, and the pages that import one."""

from django.contrib import admin
from django.urls import path

from portal.importer import views
from portal.lib.admin_mixins import LongListMixin, ReadOnlyMixin
from portal.sources.models import SourceDocument


@admin.register(SourceDocument)
class SourceDocumentAdmin(LongListMixin, ReadOnlyMixin, admin.ModelAdmin):
    change_list_template = "admin/sources/change_list.html"
    change_form_template = "admin/sources/change_form.html"
    list_display = ("title", "kind", "is_official", "dated_on", "publisher")
    list_filter = ("kind", "is_official")
    search_fields = ("title", "publisher")

    def get_urls(self):
        pages = self.admin_site.admin_view
        return [
            path("import/", pages(views.import_page), name="sources_sourcedocument_import"),
            path("<int:pk>/drafts/", pages(views.import_result), name="sources_sourcedocument_drafts"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {**(extra_context or {}), "may_import": views.can_import_sources(request.user)}
        )
