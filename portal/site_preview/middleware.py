"""Responds as if the chosen drafts were published: publishes them, renders the page, and rolls everything back."""

from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse

from portal.lib.query_params import get_now
from portal.records import register_writes, workflow
from portal.records.admin_urls import get_edition_admin_url
from portal.records.models import Edition
from portal.site_preview.options import PreviewOptions, load_options
from portal.site_preview.personas import build_reader

OUTSIDE = ("/admin/", "/api/", "/static/", "/drafts/", "/accounts/", "/healthz", "/readyz")
"""Prefixes of addresses that are never previewed."""
SIGNED_OUT = "The reader of the preview has no account, so that page asks the reader to sign in."
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


class SitePreviewMiddleware:
    """Comes after the middleware that sets `request.session` and `request.user`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        options = get_preview_options(request)
        if options is None:
            return self.get_response(request)
        now, staff = get_now(request), request.user
        moment = options.moment(now)
        # The browser's copy of the public page is not valid in a preview.
        for condition in CONDITIONS:
            request.META.pop(condition, None)
        with transaction.atomic():
            drafts = [publish_temporarily(edition, min(now, moment), options) for edition in options.drafts()]
            for draft in drafts:
                draft.desk_url = get_edition_admin_url(draft)
            request.moment, request.user = moment, build_reader(options.reader, options.on)
            request.site_preview = {"options": options, "drafts": drafts}
            response = self.get_response(request)
            transaction.set_rollback(True)
        # The reader of the preview is rolled back, so the security log can name only the member of staff.
        request.user = staff
        if response.status_code == HTTPStatus.FOUND and response.url.startswith(reverse(settings.LOGIN_URL)):
            # Signing in would lead back here, because the member of staff is signed in.
            messages.warning(request, SIGNED_OUT)
            response = redirect("site-preview")
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def get_preview_options(request) -> PreviewOptions | None:
    """Returns the options of the preview, if there is one. Requests without a session cost no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path_info.startswith(OUTSIDE):
        return None
    options = load_options(request.session)
    may = options and request.user.is_active and request.user.has_perm("records.view_edition")
    return options if may and request.method in ("GET", "HEAD") else None


def publish_temporarily(edition: Edition, at: datetime, options: PreviewOptions) -> Edition:
    """Publishes the draft as the workflow does, but without its checks. Fills in what the draft still lacks, so that
    it can be viewed. Call it in a transaction that is rolled back."""
    edition = workflow.lock_edition(edition)
    edition.change_kind = edition.change_kind or Edition.ChangeKind.MINOR
    edition.change_note = edition.change_note or "(The change note is not written yet.)"
    if edition.record.is_official and edition.effective_from is None:
        last = edition.effective_until - timedelta(1) if edition.effective_until else options.on
        edition.effective_from = min(options.on, last)
    register_writes.publish_edition(edition, at)
    edition.status = Edition.Status.PUBLISHED
    edition.save(through_workflow=True)
    for hook in workflow.PUBLICATION_HOOKS:
        hook(edition)
    return edition
