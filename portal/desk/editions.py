"""The screen of one edition: a form while it is a draft, read-only from the moment it is submitted."""

from django.contrib import admin

from portal.desk.attachments import AttachmentInline
from portal.desk.forms import EditionForm
from portal.desk.inlines import RelationInline, TransitionInline
from portal.desk.steps import StepViews
from portal.records.asked import asked_moment
from portal.records.models import Edition


class EditionAdmin(StepViews, admin.ModelAdmin):
    """A version of one kind of record; each kind's app subclasses it with its own inlines."""

    form = EditionForm
    change_form_template = "admin/desk/edition.html"
    list_display = ("title", "record", "number", "status", "effective_from", "published_at")
    list_filter = ("status", "is_reconstructed")
    list_select_related = ("record",)
    search_fields = ("title", "record__key")
    ordering = ("-pk",)
    text_inlines: tuple = ()
    fieldsets = (
        (None, {"fields": ("title", "subtitle", "body", "provenance", "seen")}),
        ("Days", {"fields": ("signed_on", "effective_from", "effective_until")}),
        ("What changed (from version 2 on)", {"fields": ("change_kind", "change_note")}),
    )

    class Media:
        css = {"all": ["css/desk.css"]}
        js = ["js/editor.js"]

    def get_inlines(self, request, obj):
        return (*self.text_inlines, RelationInline, AttachmentInline, TransitionInline)

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return ((None, {"fields": (*EditionForm.Meta.fields, "status", "published_at", "withdrawal_reason")}),)

    def get_readonly_fields(self, request, obj=None):
        return () if self.has_change_permission(request, obj) else ("status", "published_at", "withdrawal_reason")

    # One permission for all kinds. A draft begins with its record; only drafts are edited or thrown away.

    def has_module_permission(self, request):
        return request.user.has_perm("records.view_edition")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("records.view_edition")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("records.change_edition") and (obj is None or obj.status == Edition.Status.DRAFT)

    def has_delete_permission(self, request, obj=None):
        is_draft = obj is not None and obj.status == Edition.Status.DRAFT
        return request.user.has_perm("records.delete_edition") and is_draft

    def get_actions(self, request):
        """No actions on many rows at once: each version is looked at before it is changed."""
        return {}

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.perform("edit", by=request.user, at=asked_moment(request))
