"""From a published version to the bytes of a tagged PDF (PDF/UA-1, ISO 14289-1, as far as WeasyPrint goes).

WeasyPrint is the extra `pdf`. It is imported when it is first needed, because that takes half a second and what it
draws with may be missing."""

import importlib
import importlib.util
import logging
from functools import cache
from types import ModuleType
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from portal.records.models import Edition

STYLESHEET = "css/printed.css"
logger = logging.getLogger(__name__)


class PdfUnavailable(Exception):
    """PDFs cannot be rendered; the message is the reason."""


@cache
def load_weasyprint() -> ModuleType:
    """WeasyPrint. Raises Unavailable without the extra, and without the libraries that it draws with."""
    try:
        return importlib.import_module("weasyprint")
    except ImportError as missing:
        raise PdfUnavailable("This portal makes no PDFs.") from missing
    except OSError as missing:
        raise PdfUnavailable("This portal cannot make PDFs: a library to draw with is missing.") from missing


@cache
def is_weasyprint_installed() -> bool:
    """Whether the extra `pdf` is installed. Every page asks, so nothing is imported."""
    return importlib.util.find_spec("weasyprint") is not None


def render_edition_pdf(edition: Edition) -> bytes:
    """The PDF of a published edition: the same text, whatever the day. Nothing is fetched for it from anywhere.
    Raises Unavailable."""
    address = f"{settings.SITE_URL}{edition.url()}"
    return render_template_pdf(
        "pdf/edition_pdf.html", build_pdf_context(edition, address), address, edition.publication.content_digest
    )


def render_template_pdf(template: str, context: dict, address: str, identifier: str) -> bytes:
    """Renders the template as a PDF; links are relative to the address. Raises Unavailable."""
    weasyprint = load_weasyprint()
    fetcher = build_static_fetcher(weasyprint)
    page = render_to_string(template, context)
    styles = [weasyprint.CSS(filename=finders.find(STYLESHEET), url_fetcher=fetcher)]
    document = weasyprint.HTML(string=page, base_url=address, url_fetcher=fetcher)
    return document.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode())


def build_pdf_context(edition: Edition, address: str) -> dict:
    document = edition.document
    return {
        "edition": edition,
        "record": edition.record,
        "document": document,
        "entry": edition.publication,
        "address": address,
        "site": settings.SITE_URL,
        "SITE_NAME": settings.SITE_NAME,
    }


def build_static_fetcher(weasyprint: ModuleType):
    """Answers for the site's own static files, and for no other address: a text can name an image, and a server that
    fetched it could be sent anywhere."""
    own = f"{settings.SITE_URL}{settings.STATIC_URL}"

    class StaticFiles(weasyprint.urls.URLFetcher):
        def fetch(self, url, headers=None):
            found = finders.find(unquote(url.removeprefix(own))) if url.startswith(own) else None
            if not found:
                raise ValueError("only static files are drawn")
            return weasyprint.urls.URLFetcherResponse(url, open(found, "rb"))

    return StaticFiles()
