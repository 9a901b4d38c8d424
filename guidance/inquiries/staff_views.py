"""The page of one question on the editorial desk. Staff answer the post that asked; publishing the answer is a
separate step."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from guidance.inquiries.emails import queue_answer_emails
from guidance.inquiries.publish_answer import FOR_OFFICIALS_ONLY, add_answer_to_draft, get_question_records
from guidance.models import Inquiry, InquiryAnswer
from guidance.models.inquiry import ANSWER_LIMIT, ANSWER_PERMISSION
from portal.lib.hidden_characters import VisibleCharField
from portal.lib.query_params import get_now
from portal.records.workflow import WorkflowError


class AnswerForm(forms.Form):
    text = VisibleCharField(
        label="Answer",
        max_length=ANSWER_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Only the holders of the post can read it, on the officials’ desk.",
    )


class PlacementForm(forms.Form):
    record = forms.ModelChoiceField(label="Add to the draft of", queryset=None)
    question = VisibleCharField(
        label="Question, as readers will see it",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Remove anything that reveals who asked.",
    )
    answer = VisibleCharField(
        label="Answer, as readers will see it",
        max_length=ANSWER_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Markdown. A link to the recommendation is added below it.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["record"].queryset = get_question_records()


@require_http_methods(["GET", "HEAD", "POST"])
def answer_inquiry(request, pk):
    """Shows the question and what was done about it; POST answers it, or adds it and its answer to a draft."""
    if not request.user.has_perm("guidance.view_inquiry"):
        raise PermissionDenied
    rows = Inquiry.objects.select_related("post__agency", "person", "edition__record", "edition__publication")
    inquiry = get_object_or_404(rows, pk=pk)
    answers = list(inquiry.answers.select_related("by"))
    may_answer = request.user.has_perm(ANSWER_PERMISSION)
    may_place = may_answer and request.user.has_perm("records.change_edition") and answers
    wants = request.POST.get("wants") if request.method == "POST" else None
    if wants and not (may_place if wants == "place" else may_answer):
        raise PermissionDenied
    is_public = inquiry.edition.record.is_for_everybody
    initial = {"question": inquiry.text[:400], "answer": answers[0].text if answers else ""}
    placing = PlacementForm(request.POST if wants == "place" else None, initial=initial)
    answering = AnswerForm(request.POST if wants == "answer" else None)
    if wants and process_inquiry_form(request, inquiry, answers, answering if wants == "answer" else placing):
        return redirect(request.path)
    context = {
        **admin.site.each_context(request),
        "title": "Question to the issuer",
        "inquiry": inquiry,
        "answers": answers,
        "answering": answering if may_answer else None,
        "placing": placing if may_place and is_public else None,
        "why_private": "" if is_public else FOR_OFFICIALS_ONLY,
        "point": next(point for point in inquiry.edition.document["points"] if point["key"] == inquiry.point_key),
        "has_place": get_question_records().exists(),
        "placements": inquiry.placements.select_related("record", "by"),
    }
    return render(request, "guidance/inquiries/inquiry.html", context)


def process_inquiry_form(request, inquiry: Inquiry, answers: list[InquiryAnswer], form) -> bool:
    """Carries out what the form asks for; returns whether it succeeded. The same answer sent twice is saved once."""
    if not form.is_valid():
        return False
    at, facts = get_now(request), form.cleaned_data
    if isinstance(form, AnswerForm):
        if not answers or answers[0].text != facts["text"]:
            with transaction.atomic():
                queue_answer_emails(
                    InquiryAnswer.objects.create(inquiry=inquiry, text=facts["text"], by=request.user, at=at), at
                )
        messages.success(request, "Answer sent.")
        return True
    try:
        edition = add_answer_to_draft(
            inquiry, facts["record"], question=facts["question"], answer=facts["answer"], by=request.user, at=at
        )
    except WorkflowError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(
        request, f"Answer added to the draft of version {edition.number}. It becomes public with that version."
    )
    return True
