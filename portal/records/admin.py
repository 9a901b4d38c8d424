"""The editorial desk: records, their versions as drafts, and the log of steps. Published versions are read-only."""

from django.contrib import admin, messages
from django.db.models import Max, OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from portal.records.forms import EditionForm, PointForm
from portal.records.models import Attachment, Edition, Issuer, Relation, Transition
from portal.records.steps import StepViews
from portal.register.admin import ReadOnly


class TransitionInline(ReadOnly, admin.TabularInline):
    model = Transition
    verbose_name_plural = "Log of steps"
    fields = ("recorded_at", "action", "by", "at", "note")
    readonly_fields = fields
    extra = 0


class PointInline(admin.StackedInline):
    form = PointForm
    extra = 0
    ordering = ("number",)


class PartInline(admin.TabularInline):
    extra = 0


class RelationInline(PartInline):
    model = Relation
    fields = ("position", "kind", "to_record")


class AttachmentInline(PartInline):
    """Names only: the files themselves come with the desk's handling of attachments."""

    model = Attachment
    fields = ("position", "title")
    verbose_name_plural = "Attachments named in the text"


class EditionAdmin(StepViews, admin.ModelAdmin):
    """A version of one kind of record; each kind's app subclasses it with its own inlines."""

    form = EditionForm
    change_form_template = "admin/records/edition.html"
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
        form.instance.perform("edit", by=request.user, at=timezone.now())


class RecordAdmin(admin.ModelAdmin):
    """A record's lasting facts. Its texts are its versions."""

    change_form_template = "admin/records/record.html"
    fields = ("key", "kind", "issuer", "is_official")
    list_display = ("title", "key", "kind", "issuer", "is_official")
    list_filter = ("kind", "issuer", "is_official")
    list_select_related = ("issuer",)
    search_fields = ("key", "editions__title")
    edition_admins: dict[str, str] = {}
    """Kind to the name of the model whose admin edits that kind's versions."""

    def get_queryset(self, request):
        newest = Edition.objects.filter(record=OuterRef("pk")).order_by("-number").values("title")[:1]
        return super().get_queryset(request).annotate(newest_title=Subquery(newest))

    @admin.display(ordering="newest_title")
    def title(self, record):
        return record.newest_title or "(no version yet)"

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "kind":
            field.choices = [choice for choice in field.choices if choice[0] in ("", *self.edition_admins)]
        return field

    def get_readonly_fields(self, request, obj=None):
        is_public = obj and obj.editions.exclude(published_at=None).exists()
        return self.fields if is_public else ()

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        draft = self.admin_site.admin_view(self.draft_view)
        return [
            path("<int:pk>/draft/", draft, name=f"{self.opts.app_label}_{self.opts.model_name}_draft"),
            *super().get_urls(),
        ]

    def draft_view(self, request, pk):
        """POST: starts the next version and opens it."""
        record = self.get_object(request, pk)
        if record is None or request.method != "POST" or not request.user.has_perm("records.add_edition"):
            self.message_user(request, "Your account cannot start a version of this record.", messages.ERROR)
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        others = record.editions.filter(status__in=["draft", "in_review"]).aggregate(last=Max("number"))["last"]
        edition = record.draft(by=request.user)
        self.message_user(
            request, f"Version {edition.number} is begun. Nothing changes for readers until it is published."
        )
        if others:
            self.message_user(request, f"Version {others} of this record is under way as well.", messages.WARNING)
        return HttpResponseRedirect(self.edition_url(edition))

    def edition_url(self, edition) -> str:
        return reverse(
            f"admin:{self.opts.app_label}_{self.edition_admins[edition.record.kind]}_change", args=[edition.pk]
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.get_object(request, object_id)
        editions = list(record.editions.order_by("-number").defer("body", "provenance")) if record else []
        for edition in editions:
            edition.record, edition.desk_url = record, None
            edition.desk_url = self.edition_url(edition)
        context = {
            **(extra_context or {}),
            "editions": editions,
            "may_draft": request.user.has_perm("records.add_edition"),
        }
        return super().change_view(request, object_id, form_url, context)


@admin.register(Issuer)
class IssuerAdmin(admin.ModelAdmin):
    list_display = ("name", "short_name", "key")
    search_fields = ("name", "short_name")
    prepopulated_fields = {"key": ["name"]}
