"""The list of versions that were published without review and still need one."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.records.admin_urls import get_edition_admin_url
from portal.records.models import Edition, Transition


@require_safe
def unreviewed_editions(request):
    """Lists the versions, oldest first, with who published each, when and why, and a link to its review."""
    if not request.user.has_perm("records.view_edition"):
        raise PermissionDenied
    waiting = Edition.objects.awaiting_review_after_force().select_related("record").defer("body", "provenance")
    steps = Transition.objects.filter(edition__in=waiting, action="force_publish").select_related("by").order_by("pk")
    editions = {edition.pk: edition for edition in waiting}
    rows = [
        (editions[step.edition_id], step, get_edition_admin_url(editions[step.edition_id], "step", "review"))
        for step in steps
    ]
    context = {**admin.site.each_context(request), "title": "Published without review", "rows": rows}
    return render(request, "editorial/unreviewed.html", context)
