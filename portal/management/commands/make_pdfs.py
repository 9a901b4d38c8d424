"""Renders missing PDFs: of versions from before the PDF extra was installed, and of versions whose rendering failed."""

from django.core.management.base import BaseCommand, CommandError

from portal.lib.grammar import format_count
from portal.pdf.pdf_renderer import PdfUnavailable, load_weasyprint
from portal.pdf.storage import find_editions_without_pdf, try_render_pdf


class Command(BaseCommand):
    help = "Make the PDF of every published version without one. Existing PDFs do not change."

    def handle(self, *args, **options):
        try:
            load_weasyprint()
        except PdfUnavailable as reason:
            raise CommandError(f"{reason} Install the extra: pip install -r requirements/pdf.txt") from reason
        made = failed = 0
        for edition in find_editions_without_pdf():
            is_made = try_render_pdf(edition.pk)
            made, failed = made + is_made, failed + (not is_made)
            if (made + failed) % 100 == 0:
                self.stderr.write(f"{made + failed:,} versions", style_func=str)
        self.stdout.write(f"{format_count(made, 'PDF')} made.")
        if failed:
            raise CommandError(f"{failed:,} failed. See the log for the reasons.")
