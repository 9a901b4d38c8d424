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
from guidance.officials.acknowledging import OTHER_TEXT
from guidance.officials.asked import for_officials
from guidance.officials.views import asked_point
from portal.accounts.models import Post
from portal.records.asked import asked_moment
from portal.records.workflow import Refused
from portal.register.chain import digest

MOST_OPEN = 10
"""How many questions of a post may wait for an answer."""
TOO_MANY = "Ten questions of this post wait for an answer already. Ask again when some are answered."


class InquiryForm(forms.Form):
    """`text_hash` comes back with it, so that nobody asks about words that have changed meanwhile."""

    text_hash = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label="Your question",
        max_length=QUESTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The staff of the issuer read it, and whoever holds this post. They may publish it, with the answer "
        "and without saying who asked.",
    )

    def __init__(self, *args, point: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.point = point

    def clean_text_hash(self):
        if self.cleaned_data["text_hash"] != self.point["text_hash"]:
            raise forms.ValidationError(OTHER_TEXT.replace("acknowledged", "sent"))
        return self.cleaned_data["text_hash"]


@transaction.atomic
def ask(post: Post, edition, point: dict, text: str, *, by, at: datetime) -> Inquiry:
    """Writes the question down; the same words sent twice are one question. Raises Refused with a sentence."""
    # Of two that are sent at once the second finds the first.
    Post.objects.select_for_update().get(pk=post.pk)
    place = {"post": post, "edition": edition, "point_key": point["key"], "text_digest": digest(text)}
    if found := Inquiry.objects.filter(**place).first():
        return found
    if Inquiry.objects.filter(post=post).open().count() >= MOST_OPEN:
        raise Refused([TOO_MANY])
    return Inquiry.objects.create(**place, text=text, text_hash=point["text_hash"], person=by, at=at)


@for_officials
@require_http_methods(["GET", "HEAD", "POST"])
def inquiries(request, post, key, point):
    """The post's questions about the recommendation with their answers; POST asks one more. Staff read."""
    at = asked_moment(request)
    asked = asked_point(request, post, key, point, at)
    post, edition, chosen = asked["post"], asked["edition"], asked["point"]
    form = InquiryForm(request.POST or None, point=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            ask(post, edition, chosen, form.cleaned_data["text"], by=request.user, at=at)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "Your question is sent. The answer will stand on this page.")
            return redirect("official-inquiries", post=post.pk, key=key, point=point)
    rows = Inquiry.objects.about(post, edition.record, point).select_related("person", "edition")
    context = asked | {"form": form, "rows": list(rows.prefetch_related("answers")[:100])}
    status = HTTPStatus.CONFLICT if "text_hash" in form.errors else HTTPStatus.OK
    return render(request, "guidance/official/inquiries.html", context, status=status)
