"""Renders a published edition as a tagged PDF (PDF/UA-1, ISO 14289-1, as far as WeasyPrint supports it).

WeasyPrint is in the extra `pdf`. It is imported only when needed, because the import takes half a second and its
libraries may be missing."""

import importlib
import importlib.util
import logging
from functools import cache
from types import ModuleType
from urllib.parse import unquote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from portal.pdf.missing_characters import collect_missing_characters, describe_characters
from portal.records.models import Edition

STYLESHEET = "css/printed.css"
logger = logging.getLogger(__name__)


class PdfUnavailable(Exception):
    """PDFs cannot be rendered; the message is the reason."""


@cache
def load_weasyprint() -> ModuleType:
    """Returns WeasyPrint. Raises PdfUnavailable if the extra or a library that it needs is not installed."""
    try:
        return importlib.import_module("weasyprint")
    except ImportError as error:
        raise PdfUnavailable("WeasyPrint is not installed, so this portal does not offer PDFs.") from error
    except OSError as error:
        raise PdfUnavailable(
            "This portal cannot create PDFs, because a library that WeasyPrint needs is missing."
        ) from error


@cache
def is_weasyprint_installed() -> bool:
    """Whether the extra `pdf` is installed. Every page calls this, so it imports nothing."""
    return importlib.util.find_spec("weasyprint") is not None


def render_edition_pdf(edition: Edition) -> bytes:
    """Renders the PDF of a published edition. The result does not depend on the day, and nothing is fetched from
    elsewhere. Raises PdfUnavailable."""
    address = f"{settings.SITE_URL}{edition.url()}"
    return render_template_pdf(
        "pdf/edition_pdf.html", build_pdf_context(edition, address), address, edition.publication.content_digest
    )


def render_template_pdf(template: str, context: dict, address: str, identifier: str) -> bytes:
    """Renders the template as a PDF; links are relative to the address. If the fonts lack characters, the PDF names
    them in a note. Raises PdfUnavailable."""
    with collect_missing_characters() as missing:
        pdf = write_pdf(render_to_string(template, context), address, identifier)
    if not missing:
        return pdf
    words = describe_characters("".join(sorted(missing)))
    logger.warning("The PDF of %s cannot show %s.", address, words)
    return write_pdf(render_to_string(template, {**context, "missing_characters": words}), address, identifier)


def write_pdf(page: str, address: str, identifier: str) -> bytes:
    weasyprint = load_weasyprint()
    fetcher = build_static_fetcher(weasyprint)
    counter_style = weasyprint.css.counters.CounterStyle()
    styles = [weasyprint.CSS(filename=finders.find(STYLESHEET), url_fetcher=fetcher, counter_style=counter_style)]
    document = weasyprint.HTML(string=page, base_url=address, url_fetcher=fetcher)
    return document.write_pdf(
        stylesheets=styles,
        counter_style=counter_style,
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier.encode(),
        presentational_hints=True,  # Without it, lists ignore the numbers of their items.
    )


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
    """Returns a fetcher that reads only the site's own static files. A text can contain the address of an image, and
    fetching it would let the text send requests from this server."""
    own = f"{settings.SITE_URL}{settings.STATIC_URL}"

    class StaticFiles(weasyprint.urls.URLFetcher):
        def fetch(self, url, headers=None):
            path = finders.find(unquote(url.removeprefix(own))) if url.startswith(own) else None
            if not path:
                raise ValueError("Only static files are loaded.")
            return weasyprint.urls.URLFetcherResponse(url, open(path, "rb"))

    return StaticFiles()
