from django.apps import AppConfig


class PdfConfig(AppConfig):
    name = "portal.pdf"
    label = "pdf"
    verbose_name = "PDFs"
