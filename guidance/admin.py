"""Admin pages for memos, for questions and answers, and for what officials did."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect

from guidance.models import (
    Acknowledgement,
    Addressee,
    Deadline,
    Guidance,
    Inquiry,
    InquiryAnswer,
    MemoEdition,
    QuestionsEdition,
    Recommendation,
    Response,
    Signer,
)
from portal.editorial.attachment_inlines import SealedAttachmentInline
from portal.editorial.edition_admin import EditionAdmin
from portal.editorial.inlines import PartInline, PointInline
from portal.editorial.record_admin import RecordAdmin
from portal.editorial.shared_row_admin import SharedRowAdminMixin
from portal.lib.admin_mixins import AutocompleteMixin, LongListMixin, ReadOnlyMixin
from portal.lib.query_params import get_now
from portal.lib.text import parse_number
from portal.records.models import Point


class RecommendationInline(PointInline):
    model = Recommendation
    fields = (("number", "key", "audience"), "heading", "text", ("effective_from", "effective_until"))
    lead = "Readers see them numbered, each with its own link; officials see those addressed to their post."
    wording = {
        "number": ("Number", "Recommendations are renumbered when you save."),
        "key": ("Key", "The last part of the recommendation’s link. If empty, it is made from the first words."),
        "audience": ("Who is to act on it", "Readers see it beside the recommendation."),
        "heading": ("Heading", "Optional."),
        "text": ("Recommendation", "Markdown. One thing to do."),
        "effective_from": ("Applies from", "If empty, it applies as soon as the memo does."),
        "effective_until": ("No longer applies from", "If empty, it applies as long as the memo does."),
    }


class QuestionInline(PointInline):
    model = Point
    verbose_name = "question"
    verbose_name_plural = "Questions"
    fields = (("number", "key"), "heading", "text")
    lead = "Readers see the questions as headings, in this order, with the answers below them."
    wording = {
        "number": ("Number", "Questions are renumbered when you save."),
        "key": ("Key", "The last part of the question’s link. If empty, it is made from the question."),
        "heading": ("Question", "Word it as readers would ask it."),
        "text": ("Answer", "Markdown."),
    }


class SignerInline(PartInline):
    model = Signer
    fields = ("position", ("name", "office"))
    verbose_name_plural = "Signers"
    lead = "Readers see them as “Signed by”, in this order."


class AddresseeInline(PartInline):
    model = Addressee
    fields = ("position", "audience")
    verbose_name_plural = "Addressees"
    lead = "Readers see to whom the memo is sent. It appears on the desk of these officials."


@admin.register(MemoEdition)
class MemoEditionAdmin(EditionAdmin):
    text_inlines = (SignerInline, AddresseeInline, RecommendationInline, SealedAttachmentInline)
    wording = {
        "title": ("Subject", "The heading of the memo, and its name in lists and in search."),
        "body": ("Text of the memo", "Markdown. {points} in the text marks the place of the recommendations below."),
    }


@admin.register(QuestionsEdition)
class QuestionsEditionAdmin(EditionAdmin):
    text_inlines = (QuestionInline,)
    unused = ("subtitle", "signed_on")
    wording = {"body": ("Introduction", "Markdown. Optional. Readers see it above the questions.")}


@admin.register(Acknowledgement)
class AcknowledgementAdmin(LongListMixin, ReadOnlyMixin, admin.ModelAdmin):
    """Read-only. Each acknowledgement links to its receipt."""

    list_display = ("post", "edition", "person", "at")
    list_filter = ("post__audience",)
    list_select_related = ("post__agency", "edition", "person")
    search_fields = ("post__agency__name", "edition__title", "person__email", "digest")
    exclude = ("content",)


@admin.register(Response)
class ResponseAdmin(LongListMixin, ReadOnlyMixin, admin.ModelAdmin):
    """Read-only. The file of a local policy is on the recommendation's page on the officials' desk."""

    list_display = ("post", "edition", "point_key", "decision", "person", "at")
    exclude = ("policy_file",)
    list_filter = ("decision", "post__audience")
    list_select_related = ("post__agency", "edition", "person")
    search_fields = ("post__agency__name", "edition__title", "point_key", "note")


class AnsweredFilter(admin.SimpleListFilter):
    title = "answer"
    parameter_name = "answered"

    def lookups(self, request, model_admin):
        return [("no", "To answer, oldest first"), ("yes", "Answered")]

    def queryset(self, request, queryset):
        return {"no": queryset.open(), "yes": queryset.filter(has_answer=True)}.get(self.value(), queryset)


@admin.register(Inquiry)
class InquiryAdmin(LongListMixin, ReadOnlyMixin, admin.ModelAdmin):
    """The list of questions. Each row links to the page on which staff answer the question."""

    list_display = ("text", "post", "edition", "point_key", "at", "is_answered")
    list_filter = (AnsweredFilter, "post__audience", "post__agency__kind")
    list_select_related = ("post__agency", "edition")
    search_fields = ("text", "post__agency__name", "edition__title")

    def get_queryset(self, request):
        answers = InquiryAnswer.objects.filter(inquiry=OuterRef("pk"))
        return super().get_queryset(request).annotate(has_answer=Exists(answers))

    def get_ordering(self, request):
        return ("pk",) if request.GET.get("answered") == "no" else ("-pk",)

    @admin.display(boolean=True, description="answered", ordering="has_answer")
    def is_answered(self, inquiry):
        return inquiry.has_answer

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return (
            redirect("answer-inquiry", pk=object_id)
            if parse_number(object_id) is not None
            else super().change_view(request, object_id)
        )


@admin.register(Deadline)
class DeadlineAdmin(SharedRowAdminMixin, AutocompleteMixin, LongListMixin, admin.ModelAdmin):
    """Deadlines for acknowledging memos, and the staff to inform about posts that missed them.

    Who sets the deadline of a draft has written in it, and its reviewer reads the day before publication. Later, a
    second person confirms each new deadline and each change: it asks something of officials."""

    autocomplete_fields = ("edition",)
    list_display = ("edition", "due_on", "escalate_to", "escalate_after")
    list_select_related = ("edition", "escalate_to")
    search_fields = ("edition__title", "edition__record__key")
    date_hierarchy = "due_on"

    def is_proposal(self, obj, form, change):
        return obj.is_used() and (not change or bool(form.changed_data))

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj.pk and form.changed_data and not obj.is_used():
            for pk in {obj.edition_id, form.initial.get("edition") or obj.edition_id}:
                log_draft_change(pk, request)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        log_draft_change(obj.edition_id, request)

    def delete_queryset(self, request, queryset):
        for deadline in queryset:
            self.delete_model(request, deadline)

    def log_addition(self, request, obj, message):
        # The list of proposed changes has a deadline that is not made yet.
        return super().log_addition(request, obj, message) if obj.pk else None

    def response_add(self, request, obj, post_url_continue=None):
        if obj.pk:
            return super().response_add(request, obj, post_url_continue)
        return self.response_post_save_add(request, obj)


def log_draft_change(edition: int, request) -> None:
    """Logs that the person worked on the draft, so that somebody else publishes it."""
    MemoEdition.objects.get(pk=edition).perform("edit", by=request.user, at=get_now(request))


@admin.register(Guidance)
class GuidanceAdmin(RecordAdmin):
    fields = (*RecordAdmin.fields, "readers")
    list_filter = (*RecordAdmin.list_filter, "readers")
