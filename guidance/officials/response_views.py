"""What the agency decided about one recommendation: the form, the history, and the only function that adds a
response."""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from django import forms
from django.db.models.fields.files import FieldFile
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from guidance.models import Response
from guidance.officials.access import require_login
from guidance.officials.acknowledge import TEXT_CHANGED
from guidance.officials.queries import get_visible_posts
from guidance.officials.views import build_point_context
from portal.attachments.pending_uploads import PendingFileInput
from portal.attachments.storage import hash_bytes
from portal.attachments.validators.any_file import ALLOWED_KINDS, MAX_FILE_SIZE, validate_file
from portal.attachments.validators.file_kinds import InvalidFile
from portal.lib.dates import get_local_date
from portal.lib.hidden_characters import VisibleCharField, remove_hidden_characters
from portal.lib.query_params import get_now
from portal.public.attachment_views import build_attachment_response

NO_FILE = "There is no such file, or you do not hold the post that it belongs to."


class ResponseForm(forms.ModelForm):
    """A decision about a recommendation. `text_hash` is the hash of the words that the page showed, so that nobody
    decides about words that have changed since."""

    field_order = ("decision", "note", "policy_url", "policy", "without_policy", "contact")

    text_hash = forms.CharField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(
        choices=[("", "Choose a decision"), *Response.Decision.choices],
        error_messages={"required": "Choose what your agency decided."},
    )
    note = VisibleCharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="What was decided, and why."
    )
    policy_url = VisibleCharField(
        label="Link to the local policy", required=False, help_text="A web address that begins with https://."
    )
    policy = forms.FileField(
        label="File of the local policy",
        required=False,
        widget=PendingFileInput,
        help_text=f"{ALLOWED_KINDS}, up to {MAX_FILE_SIZE // 2**20} MB. Only the holders of the post, "
        f"now and later, and the staff of this portal can download it.",
    )
    without_policy = forms.BooleanField(label="Remove the file", required=False)
    contact = VisibleCharField(
        label="Designated contact",
        required=False,
        help_text="Who handles requests: the administrator whom the superintendent designated, "
        "or the place in the chain of command.",
    )

    class Meta:
        model = Response
        fields = ("decision", "note", "policy_url", "contact")

    def __init__(self, *args, point: dict, last: Response | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.point, self.last = point, last
        self.initial["text_hash"] = point["text_hash"]
        if last is None or not last.policy_sha256:
            del self.fields["without_policy"]
        else:
            self.fields["without_policy"].label = f"Remove the file “{last.policy_name}”; it stays in the history"

    def clean_policy(self):
        """Refuses an invalid file with the reason."""
        upload = self.cleaned_data["policy"]
        if upload is not None:
            try:
                self.kind, self.content = validate_file(upload)
            except InvalidFile as reason:
                raise forms.ValidationError(str(reason)) from reason
        return upload

    def policy_facts(self) -> dict:
        """Returns the columns of the uploaded file. Without one, returns those of the newest response's file, unless
        it is to be removed."""
        if upload := self.cleaned_data["policy"]:
            upload.seek(0)
            return {
                "policy_file": upload,
                "policy_name": remove_hidden_characters(Path(upload.name).stem)[:200] or "policy",
                "policy_sha256": hash_bytes(self.content),
                "policy_size": len(self.content),
                "policy_media_type": self.kind.media_type,
            }
        if self.last is None or self.cleaned_data.get("without_policy"):
            return {}
        return {name: getattr(self.last, name) for name in Response.POLICY}

    def clean_text_hash(self):
        if self.cleaned_data["text_hash"] != self.point["text_hash"]:
            raise forms.ValidationError(TEXT_CHANGED.replace("acknowledged", "recorded"))
        return self.cleaned_data["text_hash"]


@require_login
@require_http_methods(["GET", "HEAD", "POST"])
def respond_to_point(request, post, key, point):
    """Shows the form and the responses so far; POST adds a response. Staff can only read."""
    at = get_now(request)
    point_context = build_point_context(request, post, key, point, at)
    post, edition, point_data = point_context["post"], point_context["edition"], point_context["point"]
    rows = Response.objects.of_memo(post, edition.record).filter(point_key=point).select_related("person", "edition")
    history = list(rows.defer("edition__body", "edition__provenance"))
    form = build_response_form(request, point_data, history)
    if request.method == "POST" and form.is_valid():
        save_response(form, post=post, person=request.user, edition=edition, at=at, last=history[:1])
        return redirect("official-memo", post=post.pk, key=key)
    context = point_context | {"form": form, "history": history}
    status = HTTPStatus.CONFLICT if "text_hash" in form.errors else HTTPStatus.OK
    return render(request, "guidance/officials/respond.html", context, status=status)


def build_response_form(request, point: dict, history: list[Response]) -> ResponseForm:
    """Returns the form, which begins with the values of the newest response."""
    names = ResponseForm.Meta.fields
    initial = {name: getattr(history[0], name) for name in names} if history else {}
    last = history[0] if history else None
    return ResponseForm(request.POST or None, request.FILES or None, point=point, last=last, initial=initial)


def save_response(form: ResponseForm, *, post, person, edition, at, last: list[Response]) -> None:
    """Adds the response, unless it equals the newest one. `last` holds the newest response, if there is one."""
    facts = {name: form.cleaned_data[name] for name in (*ResponseForm.Meta.fields, "text_hash")}
    policy = form.policy_facts()
    values = facts | {"policy_sha256": policy.get("policy_sha256", "")}
    if any(all(getattr(before, name) == value for name, value in values.items()) for before in last):
        return
    about = {"post": post, "person": person, "edition": edition, "point_key": form.point["key"], "at": at}
    Response.objects.create(**about, **facts, **policy)


@dataclass(frozen=True)
class PolicyFile:
    """The file of a local policy, as `build_attachment_response` expects a file."""

    file: FieldFile
    sha256: str
    file_name: str
    media_type: str


@require_login
@require_safe
def policy_download(request, response):
    """Returns the file of a local policy as a download for today's holders of the post and for staff."""
    posts = get_visible_posts(request.user, get_local_date(get_now(request)))
    row = Response.objects.filter(pk=response, post__in=posts).exclude(policy_sha256="").first()
    if row is None:
        raise Http404(NO_FILE)
    policy_file = PolicyFile(row.policy_file, row.policy_sha256, row.policy_file_name, row.policy_media_type)
    return build_attachment_response(request, policy_file, is_public=False)
