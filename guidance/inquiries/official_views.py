"""Asking: the page of a recommendation's questions on the officials' desk, and the one door for a new one."""

from datetime import datetime
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from guidance.models import Inquiry
from guidance.models.inquiry import QUESTION_LIMIT
from guidance.officials.access import require_login
from guidance.officials.acknowledge import TEXT_CHANGED
from guidance.officials.views import build_point_context
from portal.accounts.models import Post
from portal.lib.query_params import get_now
from portal.records.workflow import WorkflowError
from portal.register.hash_chain import hash_text

MAX_OPEN_INQUIRIES = 10
"""How many questions of a post may wait for an answer."""
TOO_MANY_OPEN = "Ten questions of this post wait for an answer already. Ask again when some are answered."


class InquiryForm(forms.Form):
    """`text_hash` comes back with it, so that nobody asks about words that have changed meanwhile."""

    text_hash = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
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
    """Writes the question down; the same words sent twice are one question. Raises Refused with a sentence."""
    # Of two that are sent at once the second finds the first.
    Post.objects.select_for_update().get(pk=post.pk)
    place = {"post": post, "edition": edition, "point_key": point["key"], "text_digest": hash_text(text)}
    if found := Inquiry.objects.filter(**place).first():
        return found
    if Inquiry.objects.filter(post=post).open().count() >= MAX_OPEN_INQUIRIES:
        raise WorkflowError([TOO_MANY_OPEN])
    return Inquiry.objects.create(**place, text=text, text_hash=point["text_hash"], person=by, at=at)


@require_login
@require_http_methods(["GET", "HEAD", "POST"])
def point_inquiries(request, post, key, point):
    """The post's questions about the recommendation with their answers; POST asks one more. Staff read."""
    at = get_now(request)
    asked = build_point_context(request, post, key, point, at)
    post, edition, chosen = asked["post"], asked["edition"], asked["point"]
    form = InquiryForm(request.POST or None, point=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            submit_inquiry(post, edition, chosen, form.cleaned_data["text"], by=request.user, at=at)
        except WorkflowError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "Question sent. The answer will appear on this page.")
            return redirect("official-inquiries", post=post.pk, key=key, point=point)
    rows = Inquiry.objects.about(post, edition.record, point).select_related("person", "edition")
    context = asked | {"form": form, "rows": list(rows.prefetch_related("answers")[:100])}
    status = HTTPStatus.CONFLICT if "text_hash" in form.errors else HTTPStatus.OK
    return render(request, "guidance/officials/inquiries.html", context, status=status)
