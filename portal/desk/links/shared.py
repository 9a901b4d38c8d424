"""The page behind a link: the draft as readers will see it, and a form for a comment or an approval."""

from http import HTTPStatus

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.desk.links.forms import ReplyForm
from portal.desk.models import DraftLink
from portal.records import days, diffs, reading, views
from portal.records.asked import asked_moment
from portal.records.canonical import document
from portal.records.files.handing import handed_out
from portal.records.models import Attachment, Edition
from portal.register.chain import canonical_json, digest


def asked_link(token: str) -> DraftLink:
    link = DraftLink.objects.for_token(token).first()
    if link is None:
        raise Http404("This link is not complete, or never existed. Ask whoever sent it to send it again.")
    return link


@require_safe
def shared_attachment(request, token, sha256):
    """A file of the draft that the link shows; taking it is logged as an opening. Once the text is public, so is the
    file, at its own address, which gives out nothing that was published in error."""
    at, link = asked_moment(request), asked_link(token)
    held = Attachment.objects.select_related("edition__record__issuer", "edition__publication")
    found = held.filter(edition=link.edition_id, sha256=sha256).first()
    if found is None or not link.is_open(at):
        raise Http404("This link shows no such attachment.")
    if found.edition.is_frozen and found.edition.published_at <= at:
        return redirect("attachment", sha256=sha256)
    if request.method == "GET":
        link.openings.create(at=at, content_digest=digest(canonical_json(document(found.edition))))
    return handed_out(request, found, is_public=False)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def shared_draft(request, token):
    """GET shows the draft and logs that; POST keeps an answer, or shows the draft again with the reason why not."""
    at, link = asked_moment(request), asked_link(token)
    if not link.is_open(at):
        return render(request, "desk/link_ended.html", {"link": link}, status=HTTPStatus.GONE)
    rows = Edition.objects.select_related("record__issuer", "publication", "withdrawal")
    edition = rows.with_standing(days.day_of(at), at).get(pk=link.edition_id)
    if edition.is_frozen and edition.published_at <= at:
        return redirect(edition.url())
    seen = digest(canonical_json(document(edition)))
    form = ReplyForm(request.POST or None, link=link, content_digest=seen)
    if request.method == "POST" and form.is_valid():
        form.keep(at=at)
        return redirect(f"{request.path}#answers")
    if request.method == "GET":
        link.openings.create(at=at, content_digest=seen)
    return page(request, edition, at, link=link, form=form, replies=link.replies.all(), seen=seen)


def page(request, edition, at, **facts):
    """The page that readers will see, with what it changes and the form beside it. For this reader alone."""
    on, section = days.day_of(at), edition.kind.section
    before = reading.in_force(section, edition.record.key, on, at)
    if before:
        comparison = diffs.compare(before.document, edition.document)
        facts |= {
            "old": before,
            "new": edition,
            "comparison": comparison,
            "differing": [change for change in comparison.points if change.op != "unchanged"],
            "summary": diffs.summary(comparison, edition.record.point_noun),
        }
    answer = views.page(
        request, section, edition, on=on, known=at, template="desk/shared_draft.html",
        here="Draft" if before else "", **facts,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
