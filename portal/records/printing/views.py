"""The address of a version's PDF."""

from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from portal.records import reading
from portal.records.asked import asked_moment
from portal.records.printing.keeping import has_pdf, kept
from portal.records.printing.making import Unavailable, log
from portal.records.views import is_gone, retracted

NOTHING_PUBLISHED = "A version has a PDF once it is published."
INSTEAD = "The version’s page can be printed, and it is here as text and as Markdown."
NO_PDF = f"This portal makes no PDFs. {INSTEAD}"
FAILED = f"The PDF of this version could not be made. {INSTEAD}"


@require_safe
def edition_pdf(request, section, key, number):
    """The PDF as it was first made. 410 for a text that was published in error; 404 where none can be made."""
    at = asked_moment(request)
    one = reading.numbered(section, key, [number], request.user, at)[number]
    if is_gone(one, at):
        return retracted(one)
    # A preview's publication is taken back, and what is kept is kept for ever.
    if one.publication is None or getattr(request, "site_preview", None):
        raise Http404(NOTHING_PUBLISHED)
    if not has_pdf(one):
        raise Http404(NO_PDF)
    try:
        path = kept(one)
    except Unavailable as reason:
        log.error("%s", reason)
        raise Http404(NO_PDF) from reason
    except Exception as reason:
        log.exception("The PDF of %s could not be made.", one)
        raise Http404(FAILED) from reason
    etag = f'"pdf-{one.publication.content_digest}"'
    whole = FileResponse(path.open("rb"), filename=f"{key}-v{number}.pdf", content_type="application/pdf")
    answer = get_conditional_response(request, etag=etag, response=whole)
    answer.headers["ETag"] = etag
    # Asked again each time, because a text can turn out to have been published in error.
    answer.headers["Cache-Control"] = "no-cache" if one.is_public(at) else "private, no-store"
    return answer
