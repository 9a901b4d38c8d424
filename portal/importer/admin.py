"""Admin of source documents: read-only, with the steps that show or hide one, and the pages that import one."""

from django.contrib import admin
from django.urls import path

from portal.importer import views
from portal.lib.admin_mixins import LongListMixin, ReadOnlyMixin
from portal.lib.query_params import get_now
from portal.sources.models import SourceDocument
from portal.sources.querysets import SourceState
from portal.sources.step_views import source_step

PROPOSED = "proposed"


class SourceStateFilter(admin.SimpleListFilter):
    title = "who sees it"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*SourceState.choices, (PROPOSED, "Waits for a second person")]

    def queryset(self, request, queryset):
        if self.value() == PROPOSED:
            return queryset.proposed()
        return queryset.filter(state_then=self.value()) if self.value() in SourceState.values else queryset


@admin.register(SourceDocument)
class SourceDocumentAdmin(LongListMixin, ReadOnlyMixin, admin.ModelAdmin):
    change_list_template = "admin/sources/change_list.html"
    change_form_template = "admin/sources/change_form.html"
    list_display = ("title", "state", "kind", "is_official", "dated_on", "publisher")
    list_filter = (SourceStateFilter, "kind", "is_official")
    search_fields = ("title", "publisher")

    @admin.display(description="who sees it")
    def state(self, source):
        return SourceState(source.state_then).label

    def get_queryset(self, request):
        return super().get_queryset(request).with_state(get_now(request))

    def get_urls(self):
        pages = self.admin_site.admin_view
        return [
            path("import/", pages(views.import_page), name="sources_sourcedocument_import"),
            path("<int:pk>/drafts/", pages(views.import_result), name="sources_sourcedocument_drafts"),
            path("<int:pk>/step/<slug:name>/", pages(source_step), name="sources_sourcedocument_step"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {**(extra_context or {}), "may_import": views.can_import_sources(request.user)}
        )

    def has_delete_permission(self, request, obj=None):
        """Each text is deleted on its own page, and only if readers never saw it and no version cites it."""
        may_delete = request.user.has_perm("sources.delete_sourcedocument")
        return obj is not None and may_delete and obj.is_deletable()
