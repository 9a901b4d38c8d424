"""What the agency decided about one recommendation: its form, its history, and the one door for a new answer."""

from http import HTTPStatus

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from guidance.models import Response
from guidance.officials.acknowledging import NOT_YOURS, OTHER_TEXT
from guidance.officials.asked import asked_post, for_officials
from guidance.officials.views import NOT_ADDRESSED, memo_in_force
from portal.records.asked import asked_moment
from portal.records.days import day_of


class ResponseForm(forms.ModelForm):
    """`text_hash` comes back with it, so that nobody answers words that have changed meanwhile."""

    text_hash = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="What was decided, and why."
    )
    policy_url = forms.CharField(
        label="Link to the local policy", required=False, help_text="An address that begins with https://."
    )
    contact = forms.CharField(
        label="Designated contact",
        required=False,
        help_text="Who handles requests: the administrator whom the superintendent designated, "
        "or the place in the chain of command.",
    )

    class Meta:
        model = Response
        fields = ("decision", "note", "policy_url", "contact")

    def __init__(self, *args, point: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.point = point
        self.initial["text_hash"] = point["text_hash"]

    def clean_text_hash(self):
        if self.cleaned_data["text_hash"] != self.point["text_hash"]:
            raise forms.ValidationError(OTHER_TEXT.replace("acknowledged", "recorded"))
        return self.cleaned_data["text_hash"]


@for_officials
@require_http_methods(["GET", "HEAD", "POST"])
def respond(request, post, key, point):
    """The form and the answers so far; POST adds one. Staff read."""
    at = asked_moment(request)
    post, is_holder = asked_post(request, post, day_of(at))
    if request.method == "POST" and not is_holder:
        raise PermissionDenied(NOT_YOURS)
    memo, edition = memo_in_force(post, key, at)
    if point not in memo.states:
        raise Http404(NOT_ADDRESSED)
    chosen = next(one for one in edition.document["points"] if one["key"] == point)
    rows = Response.objects.of_memo(post, edition.record).filter(point_key=point).select_related("person", "edition")
    history = list(rows.defer("edition__body", "edition__provenance"))
    form = form_of(request, chosen, history)
    if request.method == "POST" and form.is_valid():
        keep(form, post=post, person=request.user, edition=edition, at=at, last=history[:1])
        return redirect("official-memo", post=post.pk, key=key)
    context = {
        "post": post, "record": edition.record, "edition": edition, "point": chosen, "form": form,
        "history": history, "is_holder": is_holder,
    }  # fmt: skip
    status = HTTPStatus.CONFLICT if "text_hash" in form.errors else HTTPStatus.OK
    return render(request, "guidance/official/respond.html", context, status=status)


def form_of(request, point: dict, history: list[Response]) -> ResponseForm:
    """It begins with the newest answer."""
    names = ResponseForm.Meta.fields
    initial = {name: getattr(history[0], name) for name in names} if history else {}
    return ResponseForm(request.POST or None, point=point, initial=initial)


def keep(form: ResponseForm, *, post, person, edition, at, last: list[Response]) -> None:
    """Adds the answer, unless it says what the newest one says of the same words."""
    facts = {name: form.cleaned_data[name] for name in (*ResponseForm.Meta.fields, "text_hash")}
    if any(all(getattr(before, name) == value for name, value in facts.items()) for before in last):
        return
    Response.objects.create(post=post, person=person, edition=edition, point_key=form.point["key"], at=at, **facts)
