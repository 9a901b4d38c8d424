"""Carries out each form once. The second click on a slow line leads to the page to which the first one led."""

import hashlib
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.http.response import HttpResponseRedirectBase
from django.urls import Resolver404, resolve, reverse
from django.utils.crypto import salted_hmac

from portal.lib.bounded_process import repeat_after_jobs
from portal.lib.query_params import get_now
from portal.register.hash_chain import dump_canonical_json
from portal.sent_forms.models import SentForm

TOKEN_FIELD = "csrfmiddlewaretoken"
OPEN_FORMS = {"shared-draft", "account_reset_password"}
"""Views whose forms visitors send without signing in. The other ones sign a visitor in, and their result belongs to the
session that they begin, so that nobody else can be led to it."""
REPEATABLE_FORMS = {"site-preview", "leave-site-preview", "preview"}
"""Views whose forms may be sent again: two only set an option of the session, to which a person may return from an
older page, and the preview of a text stores nothing. A script asks for it at each pause in the typing."""
ASKS_FOR_PASSWORD = ("account_login", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
SENT_TWICE = "You sent this form twice. The second time, nothing was done."


class SentFormMiddleware:
    """Comes after the middleware that sets `request.user` and the messages.

    A form that was carried out answers with a redirect, which is stored in the transaction of the change. A form that
    is refused shows its page again, and can be sent again. While a child process examines a file, no transaction is
    open: on SQLite, nobody else could write until it ended."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = build_form_key(request)
        if key is None:
            return self.get_response(request)
        return repeat_after_jobs(partial(self.carry_out, request, key))

    @transaction.atomic
    def carry_out(self, request: HttpRequest, key: str) -> HttpResponse:
        form, is_new = SentForm.objects.get_or_create(key=key, defaults={"sent_at": get_now(request)})
        if not is_new:
            return repeat_result(request, form)
        person = request.user.pk
        for _, files in request.FILES.lists():
            for file in files:
                file.seek(0)
        response = self.get_response(request)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif is_result(response) and request.user.pk == person:
            form.location = response.url
            form.save(update_fields=["location"])
        else:
            form.delete()
        return response


def build_form_key(request: HttpRequest) -> str | None:
    """Returns what identifies the form, or None if the request may be repeated. Django masks the CSRF token of each
    page differently, so the same fields with the same token come from the same page."""
    if request.method != "POST" or not is_guarded(request):
        return None
    try:
        if not request.POST.get(TOKEN_FIELD):
            return None
    except UnreadablePostError:
        return None
    files = [(name, file.name, hash_upload(file)) for name, sent in request.FILES.lists() for file in sent]
    content = dump_canonical_json([request.user.pk, request.get_full_path(), list(request.POST.lists()), files])
    return salted_hmac("portal.sent_forms", content, algorithm="sha256").hexdigest()


def is_guarded(request: HttpRequest) -> bool:
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return False
    return name not in REPEATABLE_FORMS and (name in OPEN_FORMS or request.user.is_authenticated)


def hash_upload(file) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def is_result(response: HttpResponse) -> bool:
    """Whether the form was carried out. A redirect to a page that asks for the password continues later."""
    if not isinstance(response, HttpResponseRedirectBase):
        return False
    return response.url.partition("?")[0] not in {reverse(name) for name in ASKS_FOR_PASSWORD}


def repeat_result(request: HttpRequest, form: SentForm) -> HttpResponseRedirect:
    if request.user.is_authenticated:
        messages.info(request, SENT_TWICE)
    return HttpResponseRedirect(form.location)
