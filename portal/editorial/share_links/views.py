"""Staff pages for the links to a draft: recipients, openings, replies, and creating or ending a link."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal.accounts.reauthentication import ask_again
from portal.editorial.models import DraftLink
from portal.editorial.share_links.forms import LinkForm
from portal.lib.query_params import get_now
from portal.records.models import Edition
from portal.records.serializers import build_edition_document
from portal.register.hash_chain import dump_canonical_json, hash_text


def draft_links(request, pk):
    """GET lists the links; POST creates one. Requires the permission to edit drafts."""
    if not request.user.has_perm("records.view_edition"):
        raise PermissionDenied
    at = get_now(request)
    edition = get_object_or_404(Edition.objects.select_related("record__issuer"), pk=pk)
    is_over = edition.is_frozen and edition.published_at <= at
    may_share = request.user.has_perm("records.change_edition") and not is_over and edition.record.is_for_everybody
    form = LinkForm(request.POST or None)
    if request.method == "POST":
        if not may_share:
            raise PermissionDenied("A public version needs no link, and a version for officials only cannot have one.")
        ask_again(request)
        if form.is_valid():
            form.make(edition, by=request.user, at=at)
            messages.success(request, "Link created. Copy its address from the list and send it yourself.")
            return redirect(request.path)
    context = admin.site.each_context(request) | {
        "title": f"Links to {edition}",
        "edition": edition,
        "links": get_edition_links(edition, request, at),
        "form": form if may_share else None,
        "current_digest": hash_text(dump_canonical_json(build_edition_document(edition))),
    }
    return render(request, "editorial/draft_links.html", context)


def get_edition_links(edition, request, at) -> list[DraftLink]:
    """Returns the links, newest first, with their addresses, number and time of openings, and replies."""
    rows = edition.draft_links.select_related("made_by", "ended_by").prefetch_related("replies")
    links = list(rows.annotate(opened=Count("openings"), last_opened_at=Max("openings__at")))
    for link in links:
        link.address = request.build_absolute_uri(reverse("shared-draft", args=[link.token]))
        link.is_open_now = link.is_open(at)
    return links


@require_POST
def end_draft_link(request, pk, link):
    """Ends a link immediately. Its log stays."""
    if not request.user.has_perm("records.change_edition"):
        raise PermissionDenied
    at = get_now(request)
    draft_link = get_object_or_404(DraftLink, pk=link, edition=pk)
    if draft_link.is_open(at):
        draft_link.ended_at, draft_link.ended_by = at, request.user
        draft_link.save(update_fields=["ended_at", "ended_by"])
    messages.success(request, f"The link for {draft_link.for_whom} no longer works.")
    return redirect("draft-links", pk=pk)
