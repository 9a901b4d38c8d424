"""Puts a folder of export_records into an empty database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.exporting.folder import Refused
from portal.exporting.loading import load
from portal.exporting.reading import BadFile
from portal.management.progress import Progress
from portal.register.models import RegisterEntry


class Command(BaseCommand):
    help = "Import records and register with the same digests and hashes. A mistake in them imports nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="made by export_records")

    def handle(self, *args, folder, **options):
        show = Progress(self.stderr, None, "entries", timezone.now)
        try:
            done = load(folder, say=show)
        except (Refused, BadFile) as refused:
            raise CommandError(str(refused)) from refused
        head = RegisterEntry.objects.head()
        self.stdout.write(f"{done:,} register entries imported and verified, head {head.hash if head else 'none yet'}.")
