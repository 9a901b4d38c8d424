"""The page that a link opens: the draft as readers will see it, and a form for a comment or an approval."""

from http import HTTPStatus

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.editorial.models import DraftLink
from portal.editorial.share_links.forms import ReplyForm
from portal.editorial.share_links.request_limits import is_request_allowed, render_limit_page
from portal.lib import dates
from portal.lib.query_params import get_now
from portal.public import page_queries, views
from portal.public.attachment_views import build_attachment_response
from portal.records.comparison import editions
from portal.records.models import Attachment, Edition
from portal.records.serializers import build_edition_document
from portal.register.hash_chain import dump_canonical_json, hash_text


def get_link_or_404(token: str) -> DraftLink:
    link = DraftLink.objects.for_token(token).first()
    if link is None:
        raise Http404("This link is incomplete or never existed. Ask the person who sent it to send it again.")
    return link


@require_safe
def shared_attachment(request, token, sha256):
    """Sends a file of the draft and logs that as an opening. Once the text is public, it redirects to the public
    address of the file, which does not send files of texts published in error."""
    at, link = get_now(request), get_link_or_404(token)
    attachments = Attachment.objects.select_related("edition__record__issuer", "edition__publication")
    attachment = attachments.filter(edition=link.edition_id, sha256=sha256).first()
    if attachment is None or not link.is_open(at):
        raise Http404("This link shows no such attachment.")
    if attachment.edition.is_frozen and attachment.edition.published_at <= at:
        return redirect("attachment", sha256=sha256)
    if not is_request_allowed(link, at):
        return render_limit_page(request)
    if request.method == "GET":
        link.log_opening(hash_text(dump_canonical_json(build_edition_document(attachment.edition))), at=at)
    return build_attachment_response(request, attachment, is_public=False)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def shared_draft(request, token):
    """GET shows the draft and logs that. POST saves an answer, or shows the draft again with the reason against it."""
    at, link = get_now(request), get_link_or_404(token)
    if not link.is_open(at):
        return render(request, "editorial/share_links/expired.html", {"link": link}, status=HTTPStatus.GONE)
    rows = Edition.objects.select_related("record__issuer", "publication", "withdrawal")
    edition = page_queries.add_page_columns(rows, dates.get_local_date(at), at).get(pk=link.edition_id)
    if edition.is_frozen and edition.published_at <= at:
        return redirect(edition.url())
    if not is_request_allowed(link, at):
        return render_limit_page(request)
    seen = hash_text(dump_canonical_json(build_edition_document(edition)))
    form = ReplyForm(request.POST or None, link=link, content_digest=seen)
    if request.method == "POST" and form.is_valid():
        form.keep(at=at)
        return redirect(f"{request.path}#answers")
    if request.method == "GET":
        link.log_opening(seen, at=at)
    return render_shared_draft(request, edition, at, link=link, form=form, replies=link.replies.all(), seen=seen)


def render_shared_draft(request, edition, at, **facts):
    """Renders the page that readers will see, with the changes and the reply form, only for this recipient."""
    on, section = dates.get_local_date(at), edition.kind.section
    before = page_queries.get_edition_in_force(section, edition.record.key, on, at)
    if before:
        comparison = editions.compare_editions(before.document, edition.document)
        facts |= {
            "old": before,
            "new": edition,
            "comparison": comparison,
            "differing": [change for change in comparison.points if change.op != "unchanged"],
            "summary": editions.summarize_comparison(comparison, edition.record.point_noun),
        }
    response = views.render_edition_page(
        request,
        section,
        edition,
        on=on,
        known=at,
        template="editorial/share_links/draft.html",
        here="Draft" if before else "",
        **facts,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
