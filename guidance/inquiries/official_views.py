"""The page of a recommendation's questions on the officials' desk, and the only function that adds a question."""

from datetime import datetime
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from guidance.models import AnswerReading, Inquiry
from guidance.models.inquiry import QUESTION_LIMIT
from guidance.officials.access import require_login
from guidance.officials.acknowledge import TEXT_CHANGED
from guidance.officials.views import build_point_context
from portal.accounts.models import Post
from portal.lib.dates import get_local_date
from portal.lib.hidden_characters import VisibleCharField
from portal.lib.query_params import get_now
from portal.records.workflow import WorkflowError
from portal.register.hash_chain import hash_text

MAX_OPEN_INQUIRIES = 10
"""Maximum number of unanswered questions of a post."""
TOO_MANY_OPEN = "This post already has ten questions without an answer. Ask again when some are answered."


class InquiryForm(forms.Form):
    """A question. `text_hash` is the hash of the words that the page showed, so that nobody asks about words that
    have changed since."""

    text_hash = forms.CharField(widget=forms.HiddenInput, required=False)
    text = VisibleCharField(
        label="Your question",
        max_length=QUESTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The staff of the issuer and the holders of this post can read it. Staff may publish "
        "it with the answer, without your name.",
    )

    def __init__(self, *args, point: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.point = point

    def clean_text_hash(self):
        if self.cleaned_data["text_hash"] != self.point["text_hash"]:
            raise forms.ValidationError(TEXT_CHANGED.replace("acknowledged", "sent"))
        return self.cleaned_data["text_hash"]


@transaction.atomic
def submit_inquiry(post: Post, edition, point: dict, text: str, *, by, at: datetime) -> Inquiry:
    """Saves and returns the question. The same words sent twice are one question. Raises WorkflowError with a
    sentence."""
    # The lock makes two requests at once wait for each other, so that the second finds the question of the first.
    Post.objects.select_for_update().get(pk=post.pk)
    place = {"post": post, "edition": edition, "point_key": point["key"], "text_digest": hash_text(text)}
    if inquiry := Inquiry.objects.filter(**place).first():
        return inquiry
    if Inquiry.objects.filter(post=post).open().count() >= MAX_OPEN_INQUIRIES:
        raise WorkflowError([TOO_MANY_OPEN])
    return Inquiry.objects.create(**place, text=text, text_hash=point["text_hash"], person=by, at=at)


@require_login
@require_http_methods(["GET", "HEAD", "POST"])
def point_inquiries(request, post, key, point):
    """Shows the post's questions about the recommendation with their answers; POST adds a question. Staff can only
    read."""
    at = get_now(request)
    point_context = build_point_context(request, post, key, point, at)
    post, edition, point_data = point_context["post"], point_context["edition"], point_context["point"]
    form = InquiryForm(request.POST or None, point=point_data)
    if request.method == "POST" and form.is_valid():
        try:
            submit_inquiry(post, edition, point_data, form.cleaned_data["text"], by=request.user, at=at)
        except WorkflowError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "Question sent. The answer will appear on this page.")
            return redirect("official-inquiries", post=post.pk, key=key, point=point)
    inquiries = Inquiry.objects.about(post, edition.record, point).with_answers(request.user, get_local_date(at))
    rows = list(inquiries.select_related("person", "edition").prefetch_related("answers")[:100])
    AnswerReading.objects.mark_read(rows, by=request.user, at=at)
    context = point_context | {"form": form, "rows": rows}
    status = HTTPStatus.CONFLICT if "text_hash" in form.errors else HTTPStatus.OK
    return render(request, "guidance/officials/inquiries.html", context, status=status)
