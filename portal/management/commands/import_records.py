"""Puts a folder of export_records into an empty database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.backup.file_reader import ExportFileError
from portal.backup.record_import import import_records
from portal.lib.export_dir import ExportError
from portal.lib.progress import ProgressReporter
from portal.register.models import RegisterEntry
from portal.security_log.event_log import log_event
from portal.security_log.models import SecurityEvent


class Command(BaseCommand):
    help = "Import records and register with the same digests and hashes. A mistake in them imports nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="made by export_records")

    def handle(self, *args, folder, **options):
        show = ProgressReporter(self.stderr, None, "entries", timezone.now)
        try:
            done = import_records(folder, say=show)
        except (ExportError, ExportFileError) as refused:
            raise CommandError(str(refused)) from refused
        log_event(SecurityEvent.Kind.IMPORTED, detail=f"import_records, {done} register entries")
        head = RegisterEntry.objects.head()
        self.stdout.write(f"{done:,} register entries imported and verified, head {head.hash if head else 'none yet'}.")
