"""Recovers text that was posted after the session ended: it is stored in the browser's new session, which nobody else
can read, until its author signs in again and submits it."""

from datetime import datetime

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views import csrf

from portal.lib.query_params import get_now

SALT = "desk.written-by"
KEPT = "desk.unsent"
HOURS = 12 * 3600
"""Seconds: the longest age of a form whose text is recovered."""
OWN = {"csrfmiddlewaretoken", "written_by"}


def sign_author(user) -> str:
    """Signed field that identifies the author of a form."""
    return signing.dumps(user.pk, salt=SALT)


def read_author(data) -> int | None:
    try:
        return signing.loads(data.get("written_by", ""), salt=SALT, max_age=2 * HOURS)
    except signing.BadSignature:
        return None


def keep_form_on_expiry(view):
    """View decorator for forms of the desk: with an ended session it stores the text and asks to sign in."""

    def resume_or_view(request, *args, **kwargs):
        if request.method == "POST" and not admin.site.has_permission(request) and read_author(request.POST):
            return save_posted_form(request)
        return view(request, *args, **kwargs)

    return resume_or_view


def save_posted_form(request):
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in OWN]
    request.session[KEPT] = {
        "path": request.path,
        "by": read_author(request.POST),
        "at": get_now(request).isoformat(),
        "fields": fields,
    }
    messages.warning(request, "Your session has ended. Sign in again to see the text that you wrote.")
    return redirect_to_login(reverse("unsent"))


def forget_posted_form(request) -> None:
    if KEPT in request.session:
        del request.session[KEPT]


def posted_form_page(request):
    """GET: the recovered text, to submit again. Shown only to its author."""
    kept = request.session.get(KEPT)
    if kept and (get_now(request) - datetime.fromisoformat(kept["at"])).total_seconds() > HOURS:
        forget_posted_form(request)
        kept = None
    if not kept or kept["by"] != request.user.pk:
        messages.warning(request, "No text of yours is waiting here.")
        return HttpResponseRedirect(reverse("admin:index"))
    return render_posted_form(request, kept["path"], [tuple(pair) for pair in kept["fields"]])


def render_posted_form(request, path: str, fields: list[tuple[str, str]], status: int = 200):
    context = {
        **admin.site.each_context(request),
        "title": "Your text is still here",
        "path": path,
        "fields": fields,
        "texts": list_long_texts(dict(fields)),
        "written_by": sign_author(request.user),
    }
    return render(request, "editorial/session_recovery.html", context, status=status)


def list_long_texts(data) -> list[tuple[str, str]]:
    """The longer texts among the fields of a form, to read and copy."""
    names = ("title", "subtitle", "body", "provenance", "note", "heading", "text", "name", "office")
    return [(name, data[name]) for name in data if name.rpartition("-")[2].endswith(names) and data[name].strip()]


def csrf_failure(request, reason=""):
    """Signing in again in another tab makes the forms of this one invalid. A form of the desk that the same person
    wrote in comes back to be sent once more; anything else is refused as ever."""
    who = read_author(request.POST) if request.path.startswith(reverse("admin:index")) else None
    if who is None:
        return csrf.csrf_failure(request, reason)
    if not admin.site.has_permission(request):
        return save_posted_form(request)
    if who != request.user.pk:
        return csrf.csrf_failure(request, reason)
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in OWN]
    return render_posted_form(request, request.path, fields, status=403)
