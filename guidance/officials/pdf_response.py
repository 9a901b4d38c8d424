"""Renders pages of the officials' desk as PDF on request, without storing them."""

from django.conf import settings
from django.http import Http404, HttpResponse

from portal.pdf import pdf_renderer

NO_PDF = "This portal makes no PDFs. Print the page instead."


def render_pdf_response(template: str, context: dict, address: str, identifier: str, name: str) -> HttpResponse:
    """Returns the PDF under the file name `name`. `address` is the path of the page; `identifier` becomes the
    identifier inside the PDF. Raises Http404 if PDFs cannot be made."""
    url = f"{settings.SITE_URL}{address}"
    facts = {"address": url, "site": settings.SITE_URL, "SITE_NAME": settings.SITE_NAME}
    try:
        content = pdf_renderer.render_template_pdf(template, context | facts, url, identifier)
    except pdf_renderer.PdfUnavailable as reason:
        raise Http404(NO_PDF) from reason
    disposition = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)
