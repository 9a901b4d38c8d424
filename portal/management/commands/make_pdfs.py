"""Renders PDFs again, or those that are missing because the extra was not installed or the rendering failed."""

from django.core.management.base import BaseCommand, CommandError

from portal.lib.grammar import format_count
from portal.pdf.pdf_renderer import PdfUnavailable, load_weasyprint
from portal.pdf.storage import find_editions_with_pages, find_editions_without_pdf, try_render_pdf


class Command(BaseCommand):
    help = "Make the PDF of every published version without one. Existing PDFs do not change without --again."

    def add_arguments(self, parser):
        parser.add_argument(
            "--again", action="store_true", help="also make existing PDFs again, such as after fonts were installed"
        )

    def handle(self, *args, **options):
        try:
            load_weasyprint()
        except PdfUnavailable as reason:
            raise CommandError(f"{reason} Install the extra: pip install -r requirements/pdf.txt") from reason
        made = failed = 0
        is_again = options["again"]
        for edition in find_editions_with_pages() if is_again else find_editions_without_pdf():
            is_made = try_render_pdf(edition.pk, is_replaced=is_again)
            made, failed = made + is_made, failed + (not is_made)
            if (made + failed) % 100 == 0:
                self.stderr.write(f"{made + failed:,} versions", style_func=str)
        self.stdout.write(f"{format_count(made, 'PDF')} made.")
        if failed:
            raise CommandError(f"{failed:,} failed. See the log for the reasons.")
