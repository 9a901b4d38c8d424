"""Serves the PDF of a version."""

from django.http import Http404
from django.views.decorators.http import require_safe

from portal.lib.file_response import build_file_response
from portal.lib.query_params import get_now
from portal.pdf.pdf_renderer import PdfUnavailable, logger
from portal.pdf.storage import compute_pdf_etag, get_or_render_pdf, has_pdf
from portal.public import page_queries
from portal.public.views import build_retracted_response

NOT_PUBLISHED = "A version has a PDF only after it is published."
ALTERNATIVES = "You can print the page of the version or download it as text or Markdown."
NO_PDF = f"This portal does not offer PDFs. {ALTERNATIVES}"
PDF_FAILED = f"The PDF of this version could not be created. {ALTERNATIVES}"


@require_safe
def edition_pdf(request, section, key, number):
    """Sends the stored PDF. Answers 410 for a text published in error, and 404 if there is no PDF."""
    at = get_now(request)
    edition = page_queries.get_numbered_editions(section, key, [number], request.user, at)[number]
    if edition.is_retracted_at(at):
        return build_retracted_response(edition)
    # The publication in a preview is rolled back, but a stored PDF would stay.
    if edition.publication is None or getattr(request, "site_preview", None):
        raise Http404(NOT_PUBLISHED)
    if not has_pdf(edition):
        raise Http404(NO_PDF)
    try:
        path = get_or_render_pdf(edition)
    except PdfUnavailable as error:
        logger.error("%s", error)
        raise Http404(NO_PDF) from error
    except Exception as error:
        logger.exception("The PDF of %s could not be created.", edition)
        raise Http404(PDF_FAILED) from error
    etag = compute_pdf_etag(path)
    response = build_file_response(
        request,
        path.open("rb"),
        etag=etag,
        file_name=f"{key}-v{number}.pdf",
        media_type="application/pdf",
        is_download=False,
    )
    # Caches ask again each time, because a text can be withdrawn as published in error.
    response.headers["Cache-Control"] = "no-cache" if edition.is_public(at) else "private, no-store"
    return response
