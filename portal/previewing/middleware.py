"""Answers as if the chosen drafts were published: publishes them, lets the page be made, takes it all back."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from portal.previewing.looks import Look, kept_look
from portal.previewing.readers import stand_in
from portal.records import workflow
from portal.records.asked import asked_moment
from portal.records.models import Edition

OUTSIDE = ("/admin/", "/api/", "/static/", "/drafts/", "/accounts/", "/healthz", "/readyz")
"""Addresses that are never previewed."""
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


class SitePreview:
    """Comes after the middleware that knows the session and the user."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        look = asked_look(request)
        if look is None:
            return self.get_response(request)
        now = asked_moment(request)
        moment = look.moment(now)
        # What a browser kept of the public page is no answer here.
        for condition in CONDITIONS:
            request.META.pop(condition, None)
        with transaction.atomic():
            drafts = [publish_for_now(edition, min(now, moment), look) for edition in look.drafts()]
            request.moment, request.user = moment, stand_in(look.reader, look.on)
            request.site_preview = {"look": look, "drafts": drafts}
            response = self.get_response(request)
            transaction.set_rollback(True)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def asked_look(request) -> Look | None:
    """The look to answer with. Readers without a session cost nothing, and their pages stay the same for all."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path_info.startswith(OUTSIDE):
        return None
    look = kept_look(request.session)
    may = look and request.user.is_active and request.user.has_perm("records.view_edition")
    return look if may and request.method in ("GET", "HEAD") else None


def publish_for_now(edition: Edition, at: datetime, look: Look) -> Edition:
    """The publication as the workflow would make it, without asking what stands against it. What a draft still
    lacks is put in its place, so that it can be looked at; call it in a transaction that is taken back."""
    edition = workflow.lock(edition)
    edition.change_kind = edition.change_kind or Edition.ChangeKind.MINOR
    edition.change_note = edition.change_note or "(The change note is not written yet.)"
    if edition.record.is_official and edition.effective_from is None:
        last = edition.effective_until - timedelta(1) if edition.effective_until else look.on
        edition.effective_from = min(look.on, last)
    workflow.publish(edition, at)
    edition.status = Edition.Status.PUBLISHED
    edition.save(through_workflow=True)
    for follow in workflow.AFTER_STEP:
        follow(edition)
    return edition
