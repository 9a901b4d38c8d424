"""Answers as if the chosen drafts were published: publishes them, lets the page be made, takes it all back."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from portal.lib.query_params import get_now
from portal.records import workflow
from portal.records.models import Edition
from portal.site_preview.options import PreviewOptions, load_options
from portal.site_preview.personas import build_reader

OUTSIDE = ("/admin/", "/api/", "/static/", "/drafts/", "/accounts/", "/healthz", "/readyz")
"""Addresses that are never previewed."""
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


class SitePreviewMiddleware:
    """Comes after the middleware that knows the session and the user."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        look = get_preview_options(request)
        if look is None:
            return self.get_response(request)
        now = get_now(request)
        moment = look.moment(now)
        # What a browser kept of the public page is no answer here.
        for condition in CONDITIONS:
            request.META.pop(condition, None)
        with transaction.atomic():
            drafts = [publish_temporarily(edition, min(now, moment), look) for edition in look.drafts()]
            request.moment, request.user = moment, build_reader(look.reader, look.on)
            request.site_preview = {"look": look, "drafts": drafts}
            response = self.get_response(request)
            transaction.set_rollback(True)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def get_preview_options(request) -> PreviewOptions | None:
    """The look to answer with. Readers without a session cost nothing, and their pages stay the same for all."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path_info.startswith(OUTSIDE):
        return None
    look = load_options(request.session)
    may = look and request.user.is_active and request.user.has_perm("records.view_edition")
    return look if may and request.method in ("GET", "HEAD") else None


def publish_temporarily(edition: Edition, at: datetime, look: PreviewOptions) -> Edition:
    """The publication as the workflow would make it, without asking what stands against it. What a draft still
    lacks is put in its place, so that it can be looked at; call it in a transaction that is rolled back."""
    edition = workflow.lock_edition(edition)
    edition.change_kind = edition.change_kind or Edition.ChangeKind.MINOR
    edition.change_note = edition.change_note or "(The change note is not written yet.)"
    if edition.record.is_official and edition.effective_from is None:
        last = edition.effective_until - timedelta(1) if edition.effective_until else look.on
        edition.effective_from = min(look.on, last)
    workflow.publish_edition(edition, at)
    edition.status = Edition.Status.PUBLISHED
    edition.save(through_workflow=True)
    for follow in workflow.PUBLICATION_HOOKS:
        follow(edition)
    return edition
