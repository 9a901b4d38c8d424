"""Recovers text that was posted after the session ended. It is stored in the new session of the browser, which nobody
else can read, until its author signs in again and submits it."""

from datetime import datetime

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views import csrf

from portal.attachments.pending_uploads import FIELD_SUFFIX, keep_upload
from portal.lib.query_params import get_now

SALT = "desk.written-by"
KEPT = "desk.unsent"
HOURS = 12 * 3600
"""In seconds, the maximum age of a form whose text is recovered."""
OWN = {"csrfmiddlewaretoken", "written_by"}


def sign_author(user) -> str:
    """Returns the value of a signed field that identifies the author of a form."""
    return signing.dumps(user.pk, salt=SALT)


def read_author(data) -> int | None:
    try:
        return signing.loads(data.get("written_by", ""), salt=SALT, max_age=2 * HOURS)
    except signing.BadSignature:
        return None


def keep_form_on_expiry(view):
    """View decorator for forms of the desk. If the session has ended, it stores the text and asks to sign in."""

    def resume_or_view(request, *args, **kwargs):
        if request.method == "POST" and not admin.site.has_permission(request) and read_author(request.POST):
            return save_posted_form(request)
        return view(request, *args, **kwargs)

    return resume_or_view


def save_posted_form(request):
    author = read_author(request.POST)
    request.session[KEPT] = {
        "path": request.path,
        "by": author,
        "at": get_now(request).isoformat(),
        "fields": list_posted_fields(request, author),
    }
    messages.warning(request, "Your session has ended. Sign in again to see the text that you wrote.")
    return redirect_to_login(reverse("unsent"))


def list_posted_fields(request, author: int) -> list[tuple[str, str]]:
    """Returns the fields of the form, with a token for each chosen file."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in OWN]
    return fields + [(name + FIELD_SUFFIX, keep_upload(upload, author)) for name, upload in request.FILES.items()]


def forget_posted_form(request) -> None:
    if KEPT in request.session:
        del request.session[KEPT]


def posted_form_page(request):
    """GET shows the recovered text to its author, to be submitted again."""
    form = request.session.get(KEPT)
    if form and (get_now(request) - datetime.fromisoformat(form["at"])).total_seconds() > HOURS:
        forget_posted_form(request)
        form = None
    if not form or form["by"] != request.user.pk:
        messages.warning(request, "There is no unsaved text of yours.")
        return HttpResponseRedirect(reverse("admin:index"))
    return render_posted_form(request, form["path"], [tuple(pair) for pair in form["fields"]])


def render_posted_form(request, path: str, fields: list[tuple[str, str]], status: int = 200):
    context = {
        **admin.site.each_context(request),
        "title": "Your text is not lost",
        "path": path,
        "fields": fields,
        "texts": list_long_texts(dict(fields)),
        "written_by": sign_author(request.user),
    }
    return render(request, "editorial/session_recovery.html", context, status=status)


def list_long_texts(data) -> list[tuple[str, str]]:
    """Returns the longer texts among the fields of a form, to be read and copied."""
    names = ("title", "subtitle", "body", "provenance", "note", "heading", "text", "name", "office")
    return [(name, data[name]) for name in data if name.rpartition("-")[2].endswith(names) and data[name].strip()]


def csrf_failure(request, reason=""):
    """Shows a form of the desk again to its author, because a new sign-in in another tab makes the forms of this one
    invalid. Refuses all other forms as usual."""
    author = read_author(request.POST) if request.path.startswith(reverse("admin:index")) else None
    if author is None:
        return csrf.csrf_failure(request, reason)
    if not admin.site.has_permission(request):
        return save_posted_form(request)
    if author != request.user.pk:
        return csrf.csrf_failure(request, reason)
    return render_posted_form(request, request.path, list_posted_fields(request, author), status=403)
