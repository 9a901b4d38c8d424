"""Writes the whole public site as files that any web server can hand out."""

import logging
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.lib.export_dir import ExportDir, ExportError, convert_disk_errors
from portal.lib.progress import ProgressReporter
from portal.static_site.crawler import PURPOSE, SiteCopy


class Command(BaseCommand):
    help = (
        "Write a copy of the public site. A run that was stopped continues; a second run writes only what has changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="empty, new, or made by this command")
        parser.add_argument(
            "--address", default=settings.SITE_URL, help="where readers will find it (default: SITE_URL)"
        )

    def handle(self, *args, folder, address, **options):
        # A link that leads nowhere is left out of the copy; that it was tried is no news.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        show = ProgressReporter(self.stderr, None, "files", timezone.now)
        try:
            copy = SiteCopy(ExportDir(folder, PURPOSE), address.rstrip("/"), timezone.now(), show)
            with convert_disk_errors(folder):
                copy.run()
        except ExportError as refused:
            raise CommandError(str(refused)) from refused
        begun = "went on with a run that was stopped, and " if copy.is_continued else ""
        self.stdout.write(
            f"The copy of {copy.site} {begun}is complete: {copy.pages:,} pages, {copy.written:,} files written,"
            f" {copy.removed:,} removed."
        )
        if not copy.is_consistent(timezone.now()):
            self.stdout.write("The site has changed since the first page was read: run the command again.")
