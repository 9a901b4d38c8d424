"""Fixtures for a portal that renders PDFs into a temporary folder."""

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
    """Simulates a portal without WeasyPrint: Python finds no such module."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    for function in (pdf_renderer.load_weasyprint, pdf_renderer.is_weasyprint_installed):
        function.cache_clear()
    yield
    for function in (pdf_renderer.load_weasyprint, pdf_renderer.is_weasyprint_installed):
        function.cache_clear()
