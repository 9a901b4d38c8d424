"""Pages of the officials' desk as PDF, made when they are asked for and kept nowhere."""

from django.conf import settings
from django.http import Http404, HttpResponse

from portal.pdf import pdf_renderer

NO_PDF = "This portal makes no PDFs. The page itself can be printed."


def render_pdf_response(template: str, context: dict, address: str, identifier: str, name: str) -> HttpResponse:
    """`address` is that of the page, from the site's root. Raises Http404 where no PDF can be made."""
    whole = f"{settings.SITE_URL}{address}"
    facts = {"address": whole, "site": settings.SITE_URL, "SITE_NAME": settings.SITE_NAME}
    try:
        content = pdf_renderer.render_template_pdf(template, context | facts, whole, identifier)
    except pdf_renderer.PdfUnavailable as reason:
        raise Http404(NO_PDF) from reason
    disposition = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)
