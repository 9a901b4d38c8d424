"""The screen of a record: its lasting facts, its versions, and buttons that start the next version."""

from datetime import datetime

from django.contrib import admin, messages
from django.db.models import Max, OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from portal.editorial.propagate_corrections import begin_draft
from portal.lib import dates
from portal.lib.admin_mixins import LongListMixin
from portal.lib.query_params import get_now
from portal.lib.text import parse_number
from portal.records.admin_urls import get_edition_admin_url
from portal.records.kinds import list_kinds
from portal.records.models import Edition
from portal.records.querysets import Standing


class RecordAdmin(LongListMixin, admin.ModelAdmin):
    """The admin of records of one kind. The texts of a record are in its versions."""

    change_form_template = "editorial/record.html"
    view_on_site = False  # The template links to what readers see.
    fields = ("key", "kind", "issuer", "is_official")
    list_display = ("title", "key", "kind", "issuer", "is_official")
    list_filter = ("kind", "issuer", "is_official")
    list_select_related = ("issuer",)
    search_fields = ("key", "editions__title")

    def get_queryset(self, request):
        newest = Edition.objects.filter(record=OuterRef("pk")).order_by("-number").values("title")[:1]
        return super().get_queryset(request).annotate(newest_title=Subquery(newest))

    @admin.display(ordering="newest_title")
    def title(self, record):
        return record.newest_title or "(no version yet)"

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "kind":
            values = [kind.value for kind in list_kinds() if kind.record_model is self.model]
            field.choices = [choice for choice in field.choices if choice[0] in ("", *values)]
        return field

    def get_readonly_fields(self, request, obj=None):
        is_lasting = obj and obj.editions.exclude(status=Edition.Status.DRAFT).exists()
        return self.fields if is_lasting else ()

    def save_model(self, request, obj, form, change):
        obj.save(by=request.user)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        draft = self.admin_site.admin_view(self.draft_view)
        return [
            path("<int:pk>/draft/", draft, name=f"{self.opts.app_label}_{self.opts.model_name}_draft"),
            *super().get_urls(),
        ]

    def draft_view(self, request, pk):
        """POST starts the next version from the published one that `from` names, or from the newest, and opens it."""
        record = self.get_object(request, pk)
        if record is None or request.method != "POST" or not request.user.has_perm("records.add_edition"):
            self.message_user(request, "Your account cannot start a version of this record.", messages.ERROR)
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        other_number = record.editions.filter(status__in=["draft", "in_review"]).aggregate(last=Max("number"))["last"]
        number = parse_number(request.POST.get("from", ""))
        source = record.editions.filter(status="published", number=number).first()
        edition = begin_draft(record, by=request.user, source=source)
        self.message_user(
            request, f"Version {edition.number} is a new draft. Nothing changes for readers until it is published."
        )
        if other_number:
            self.message_user(
                request, f"Version {other_number} of this record is unpublished as well.", messages.WARNING
            )
        return HttpResponseRedirect(get_edition_admin_url(edition))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record, at = self.get_object(request, object_id), get_now(request)
        rows = record.editions.with_standing(dates.get_local_date(at), at) if record else Edition.objects.none()
        editions = list(rows.order_by("-number").defer("body", "provenance"))
        for edition in editions:
            edition.record = record
            edition.desk_url = get_edition_admin_url(edition)
        published = [edition for edition in editions if edition.status == Edition.Status.PUBLISHED]
        today = next((edition for edition in published if edition.standing_then == Standing.IN_EFFECT), None)
        is_lasting = record and bool(self.get_readonly_fields(request, record))
        context = {
            **(extra_context or {}),
            "editions": editions,
            "readers_url": get_readers_url(editions, at),
            # A new version can start from the text of today, to correct it, or from the newest, to follow it.
            "sources": [edition for edition in published if edition in (today, published[0])],
            # A record that is published or in review has nothing to save.
            "show_save": not is_lasting,
            "show_save_and_continue": not is_lasting,
            "show_save_and_add_another": False,
            "may_draft": request.user.has_perm("records.add_edition"),
        }
        return super().change_view(request, object_id, form_url, context)


def get_readers_url(editions: list[Edition], at: datetime) -> str:
    """Returns the page of the record, or that of its newest version as long as readers see none. `editions` is newest
    first."""
    public = [edition for edition in editions if edition.is_frozen and edition.published_at <= at]
    shown = public[0] if public else next(iter(editions), None)
    if shown is None:
        return ""
    return shown.record.get_absolute_url() if public and shown.record.is_for_everybody else shown.url()
