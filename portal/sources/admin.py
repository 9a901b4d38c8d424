"""Contradictions in the admin. The admin of source documents, with the import pages, is in portal.importer."""

from django.contrib import admin
from django.urls import path

from portal.lib.admin_mixins import LongListMixin, ReadOnlyMixin
from portal.lib.query_params import get_now
from portal.records.models import Edition
from portal.sources import conflict_views
from portal.sources.models import Conflict


@admin.register(Conflict)
class ConflictAdmin(LongListMixin, ReadOnlyMixin, admin.ModelAdmin):
    """Lists the contradictions that versions note. Staff add and delete them while the version is a draft."""

    change_list_template = "sources/conflicts/change_list.html"
    list_display = ("edition", "point_key", "other_record", "other_key", "note")
    list_select_related = ("edition", "other_record")
    search_fields = ("edition__title", "note", "point_key", "other_key")
    ordering = ("-pk",)
    actions = None

    def get_urls(self):
        page = self.admin_site.admin_view(conflict_views.link_conflict)
        return [path("link/", page, name="sources_conflict_link"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        may_link = request.user.has_perms(conflict_views.PERMISSIONS)
        return super().changelist_view(request, {**(extra_context or {}), "may_link": may_link})

    def has_delete_permission(self, request, obj=None):
        is_draft = obj is not None and obj.edition.status == Edition.Status.DRAFT
        return is_draft and request.user.has_perms(("sources.delete_conflict", "records.change_edition"))

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        obj.edition.perform("edit", by=request.user, at=get_now(request))
