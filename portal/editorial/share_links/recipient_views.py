"""The page behind a link: the draft as readers will see it, and a form for a comment or an approval."""

from http import HTTPStatus

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.editorial.models import DraftLink
from portal.editorial.share_links.forms import ReplyForm
from portal.lib import dates
from portal.lib.query_params import get_now
from portal.public import page_queries, views
from portal.public.attachment_views import build_file_response
from portal.records.comparison import editions
from portal.records.models import Attachment, Edition
from portal.records.serializers import build_edition_document
from portal.register.hash_chain import dump_canonical_json, hash_text


def get_link_or_404(token: str) -> DraftLink:
    link = DraftLink.objects.for_token(token).first()
    if link is None:
        raise Http404("This link is not complete, or never existed. Ask the person who sent it to send it again.")
    return link


@require_safe
def shared_attachment(request, token, sha256):
    """A file of the draft that the link shows; taking it is logged as an opening. Once the text is public, so is the
    file, at its own address, which gives out nothing that was published in error."""
    at, link = get_now(request), get_link_or_404(token)
    held = Attachment.objects.select_related("edition__record__issuer", "edition__publication")
    found = held.filter(edition=link.edition_id, sha256=sha256).first()
    if found is None or not link.is_open(at):
        raise Http404("This link shows no such attachment.")
    if found.edition.is_frozen and found.edition.published_at <= at:
        return redirect("attachment", sha256=sha256)
    if request.method == "GET":
        link.openings.create(
            at=at, content_digest=hash_text(dump_canonical_json(build_edition_document(found.edition)))
        )
    return build_file_response(request, found, is_public=False)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def shared_draft(request, token):
    """GET shows the draft and logs that; POST keeps an answer, or shows the draft again with the reason why not."""
    at, link = get_now(request), get_link_or_404(token)
    if not link.is_open(at):
        return render(request, "editorial/share_links/expired.html", {"link": link}, status=HTTPStatus.GONE)
    rows = Edition.objects.select_related("record__issuer", "publication", "withdrawal")
    edition = rows.with_standing(dates.get_local_date(at), at).get(pk=link.edition_id)
    if edition.is_frozen and edition.published_at <= at:
        return redirect(edition.url())
    seen = hash_text(dump_canonical_json(build_edition_document(edition)))
    form = ReplyForm(request.POST or None, link=link, content_digest=seen)
    if request.method == "POST" and form.is_valid():
        form.keep(at=at)
        return redirect(f"{request.path}#answers")
    if request.method == "GET":
        link.openings.create(at=at, content_digest=seen)
    return render_shared_draft(request, edition, at, link=link, form=form, replies=link.replies.all(), seen=seen)


def render_shared_draft(request, edition, at, **facts):
    """The page that readers will see, with the changes and the reply form. Only for this recipient."""
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
    answer = views.render_edition_page(
        request,
        section,
        edition,
        on=on,
        known=at,
        template="editorial/share_links/draft.html",
        here="Draft" if before else "",
        **facts,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
