"""A portal that makes PDFs, with a folder of its own for them."""

import sys

import pytest

from portal.pdf import pdf_renderer


@pytest.fixture(autouse=True)
def printing(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "attachments"
    settings.RENDER_PDFS_ON_PUBLISH = True
    settings.SITE_URL = "https://guidance.example.org"


@pytest.fixture
def without_extra(monkeypatch):
    """As where WeasyPrint is not installed: Python finds no such module."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    for asked in (pdf_renderer.load_weasyprint, pdf_renderer.is_weasyprint_installed):
        asked.cache_clear()
    yield
    for asked in (pdf_renderer.load_weasyprint, pdf_renderer.is_weasyprint_installed):
        asked.cache_clear()
