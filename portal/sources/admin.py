"""Source documents on the desk: kept as found, so to look at only; and the ways to bring one in and to link two
places as contradicting each other."""

from django.contrib import admin
from django.urls import path

from portal.records.asked import asked_moment
from portal.records.models import Edition
from portal.register.admin import ReadOnly
from portal.register.lists import LongList
from portal.sources import linking
from portal.sources.importing import views
from portal.sources.models import Conflict, SourceDocument


@admin.register(SourceDocument)
class SourceDocumentAdmin(LongList, ReadOnly, admin.ModelAdmin):
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


@admin.register(Conflict)
class ConflictAdmin(LongList, ReadOnly, admin.ModelAdmin):
    """What versions say contradicts what; noted and taken back while the version is a draft."""

    change_list_template = "admin/sources/conflict_list.html"
    list_display = ("edition", "point_key", "other_record", "other_key", "note")
    list_select_related = ("edition", "other_record")
    search_fields = ("edition__title", "note", "point_key", "other_key")
    ordering = ("-pk",)

    def get_urls(self):
        page = self.admin_site.admin_view(linking.link)
        return [path("link/", page, name="sources_conflict_link"), *super().get_urls()]

    def get_actions(self, request):
        return {}

    def changelist_view(self, request, extra_context=None):
        may_link = request.user.has_perms(linking.PERMISSIONS)
        return super().changelist_view(request, {**(extra_context or {}), "may_link": may_link})

    def has_delete_permission(self, request, obj=None):
        is_draft = obj is not None and obj.edition.status == Edition.Status.DRAFT
        return is_draft and request.user.has_perms(("sources.delete_conflict", "records.change_edition"))

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        obj.edition.perform("edit", by=request.user, at=asked_moment(request))
