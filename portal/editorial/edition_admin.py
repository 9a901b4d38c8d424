"""The screen of one edition: a form while it is a draft, read-only after it is submitted."""

from urllib.parse import quote, urlencode

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import path

from portal.editorial import presence
from portal.editorial.attachment_inlines import AttachmentInline
from portal.editorial.changed_words import BUTTON as CONFIRM_DAYS
from portal.editorial.changed_words import ConfirmDaysMixin, describe_changed_words
from portal.editorial.concurrent_saves import DraftViewsMixin
from portal.editorial.forms import EditionForm
from portal.editorial.inlines import DAY, RelationInline, TransitionInline, Wording, apply_wording, get_wording
from portal.editorial.presence import PresenceViewsMixin
from portal.editorial.propagate_corrections import CorrectionViewsMixin, filter_waiting_editions
from portal.editorial.record_admin import get_readers_url
from portal.editorial.session_recovery import keep_form_on_expiry, sign_author
from portal.editorial.workflow_views import WorkflowViewsMixin
from portal.lib import dates
from portal.lib.admin_mixins import LongListMixin
from portal.lib.query_params import get_now
from portal.records.admin_urls import get_edition_admin_url, get_record_admin_url
from portal.records.edition_columns import COLUMNS, list_form_columns
from portal.records.models import Edition
from portal.records.querysets import Standing

DAYS = list_form_columns("days")
WORDING: Wording = {column.name: (column.form_label, column.form_help) for column in COLUMNS if column.form_label}

READ_ONLY = ("language_name", "published_at", "withdrawal_reason")


class StandingFilter(admin.SimpleListFilter):
    title = "standing today"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return Standing.choices

    def queryset(self, request, queryset):
        if self.value() not in Standing.values:
            return queryset
        at = get_now(request)
        return queryset.of_standing([Standing(self.value())], dates.get_local_date(at), at)


class StaffFilter(admin.RelatedFieldListFilter):
    """Offers all members of staff. To offer only authors of rows would need a query that reads every row."""

    def field_choices(self, field, request, model_admin):
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to={"is_staff": True})


class EditionAdmin(
    ConfirmDaysMixin,
    CorrectionViewsMixin,
    DraftViewsMixin,
    PresenceViewsMixin,
    WorkflowViewsMixin,
    LongListMixin,
    admin.ModelAdmin,
):
    """The admin of the versions of one kind of record. Each app subclasses it with its own labels and inlines."""

    form = EditionForm
    change_form_template = "editorial/edition.html"
    list_display = ("title", "number", "status", "effective_from", "published_at", "author")
    list_filter = ("status", StandingFilter, "record__issuer", ("author", StaffFilter), "is_reconstructed")
    list_select_related = ("record__issuer", "author")
    actions = None  # each version is reviewed individually
    csv_extra = ("record", "issuer", "begun_at", "effective_until", "change_kind", "change_note")
    search_fields = ("title", "record__key")
    ordering = ("-pk",)
    text_inlines: tuple = ()
    wording: Wording = {}
    """Labels and help texts of this kind that differ from WORDING."""
    unused: tuple[str, ...] = ()
    """Columns that this kind does not use. They are shown only if they have a value."""

    class Media:
        js = ["js/editor.js", "js/rows.js", "js/drafting.js"]

    @admin.display(description="language")
    def language_name(self, edition):
        return edition.get_language_name()

    @admin.display(description="issued by")
    def issuer(self, edition):
        return edition.record.issuer

    def get_urls(self):
        change = keep_form_on_expiry(self.admin_site.admin_view(self.change_view))
        name = f"{self.opts.app_label}_{self.opts.model_name}_change"
        return [path("<path:object_id>/change/", change, name=name), *super().get_urls()]

    def get_inlines(self, request, obj):
        return (*self.text_inlines, RelationInline, AttachmentInline, TransitionInline)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in DAYS:
            kwargs["widget"] = DAY
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return apply_wording(field, {**WORDING, **self.wording}.get(db_field.name))

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **get_wording({**WORDING, **self.wording}), **kwargs)

    def get_fieldsets(self, request, obj=None):
        if not self.has_change_permission(request, obj):
            names = [name for name in self.used(EditionForm.Meta.fields, obj) if name != "language"]
            return ((None, {"fields": [*names, "language_name", *READ_ONLY[1:]]}),)
        fieldsets = [
            (None, {"fields": [*self.used(list_form_columns("text"), obj), "seen"]}),
            ("Days", {"fields": self.used(DAYS, obj)}),
            ("What changed", {"fields": self.used(list_form_columns("change"), obj)}),
        ]
        return [fieldset for fieldset in fieldsets if fieldset[1]["fields"]]

    def used(self, names, edition) -> list[str]:
        """Leaves out what does not apply: days in effect of third-party text, the change note of a first version."""
        left_out = set(self.unused)
        if edition and not edition.record.is_official:
            left_out |= {"effective_from", "effective_until"}
        if edition and edition.number == 1:
            left_out |= {*list_form_columns("change")}
        return [name for name in names if name not in left_out or edition and getattr(edition, name)]

    def get_readonly_fields(self, request, obj=None):
        return () if self.has_change_permission(request, obj) else READ_ONLY

    def change_view(self, request, object_id, form_url="", extra_context=None):
        edition = self.get_object(request, object_id)
        facts = self.facts(request, edition) if edition else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **facts})

    def facts(self, request, edition) -> dict:
        """Returns the context above the text: the record, its other versions and their standing today."""
        at = get_now(request)
        rows = Edition.objects.filter(record=edition.record_id).with_standing(dates.get_local_date(at), at)
        versions = list(rows.order_by("number").defer("body", "provenance"))
        for version in versions:
            version.record, version.desk_url = edition.record, get_edition_admin_url(version)
        this_version = next(version for version in versions if version.pk == edition.pk)
        return {
            "standing": this_version.standing_then,
            "record_url": get_record_admin_url(edition.record),
            "versions": versions,
            "readers_url": get_readers_url(versions[::-1], at),
            "is_in_effect": any(version.standing_then == Standing.IN_EFFECT for version in versions),
            "waiting": filter_waiting_editions(versions, edition, at),
            "written_by": sign_author(request.user),
            "others": [],
            **describe_changed_words(edition),
        }

    def response_change(self, request, obj):
        """Returns to the row that was moved or added without a script, and to the notices after a confirmation."""
        if CONFIRM_DAYS in request.POST:
            return HttpResponseRedirect(get_edition_admin_url(obj))
        if prefix := request.POST.get("_add"):
            return HttpResponseRedirect(
                f"{get_edition_admin_url(obj)}?{urlencode({'add': prefix})}#{quote(prefix)}-new"
            )
        if (parts := request.POST.get("_move", "").split(":"))[1:]:
            return HttpResponseRedirect(f"{get_edition_admin_url(obj)}#{quote(parts[1])}-group")
        if "_continue" not in request.POST:
            presence.end_presence(obj, request.user)
        return super().response_change(request, obj)

    # All kinds share one permission. A draft starts on the page of its record. Only drafts are edited or deleted.

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
