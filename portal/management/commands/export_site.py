"""Writes the whole public site as files that any web server can serve."""

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
        "Write a copy of the public site. An interrupted run can be continued; a second run writes only changed files."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="empty, new, or made by this command")
        parser.add_argument(
            "--address", default=settings.SITE_URL, help="where readers will find it (default: SITE_URL)"
        )

    def handle(self, *args, folder, address, **options):
        # The crawler leaves broken links out of the copy; the warnings of Django about them would be noise.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        show = ProgressReporter(self.stderr, None, "files", timezone.now)
        try:
            copy = SiteCopy(ExportDir(folder, PURPOSE), address.rstrip("/"), timezone.now(), show)
            with convert_disk_errors(folder):
                copy.run()
        except ExportError as error:
            raise CommandError(str(error)) from error
        continued = "continued an interrupted run and " if copy.is_continued else ""
        self.stdout.write(
            f"The copy of {copy.site} {continued}is complete: {copy.pages:,} pages, {copy.written:,} files written,"
            f" {copy.removed:,} removed."
        )
        if not copy.is_consistent(timezone.now()):
            self.stdout.write("The site has changed since the run began: run the command again.")
