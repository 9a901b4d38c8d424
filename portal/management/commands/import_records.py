"""Imports a folder that export_records wrote into an empty database."""

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
    help = "Import records and the register with the same digests and hashes. An error in the folder imports nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="made by export_records")

    def handle(self, *args, folder, **options):
        show = ProgressReporter(self.stderr, None, "entries", timezone.now)
        try:
            count = import_records(folder, say=show)
        except (ExportError, ExportFileError) as error:
            raise CommandError(str(error)) from error
        log_event(SecurityEvent.Kind.IMPORTED, detail=f"import_records, {count} register entries")
        head = RegisterEntry.objects.head()
        head_hash = head.hash if head else "none yet"
        self.stdout.write(f"{count:,} register entries imported and verified, head {head_hash}.")
