"""The address of a version's PDF."""

from django.http import FileResponse, Http404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from portal.lib.query_params import get_now
from portal.pdf.pdf_renderer import PdfUnavailable, logger
from portal.pdf.storage import get_or_render_pdf, has_pdf
from portal.public import page_queries
from portal.public.views import build_retracted_response

NOT_PUBLISHED = "A version has a PDF once it is published."
ALTERNATIVES = "The version’s page can be printed, and it is here as text and as Markdown."
NO_PDF = f"This portal makes no PDFs. {ALTERNATIVES}"
PDF_FAILED = f"The PDF of this version could not be made. {ALTERNATIVES}"


@require_safe
def edition_pdf(request, section, key, number):
    """The PDF as it was first made. 410 for a text that was published in error; 404 where none can be made."""
    at = get_now(request)
    one = page_queries.get_numbered_editions(section, key, [number], request.user, at)[number]
    if one.is_retracted_at(at):
        return build_retracted_response(one)
    # A preview's publication is rolled back, and what is kept is kept permanently.
    if one.publication is None or getattr(request, "site_preview", None):
        raise Http404(NOT_PUBLISHED)
    if not has_pdf(one):
        raise Http404(NO_PDF)
    try:
        path = get_or_render_pdf(one)
    except PdfUnavailable as reason:
        logger.error("%s", reason)
        raise Http404(NO_PDF) from reason
    except Exception as reason:
        logger.exception("The PDF of %s could not be made.", one)
        raise Http404(PDF_FAILED) from reason
    etag = f'"pdf-{one.publication.content_digest}"'
    whole = FileResponse(path.open("rb"), filename=f"{key}-v{number}.pdf", content_type="application/pdf")
    answer = get_conditional_response(request, etag=etag, response=whole)
    answer.headers["ETag"] = etag
    # Asked again each time, because a text can turn out to have been published in error.
    answer.headers["Cache-Control"] = "no-cache" if one.is_public(at) else "private, no-store"
    return answer
