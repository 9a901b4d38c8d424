"""Writes every published record and the register to a folder, as text files for git."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from portal.backup.record_export import PRIVATE_EXPORT, PUBLIC_EXPORT, export_records, format_left_out
from portal.lib.export_dir import ExportDir, ExportError, convert_disk_errors
from portal.lib.grammar import format_count
from portal.lib.progress import ProgressReporter
from portal.register.models import RegisterEntry
from portal.security_log.event_log import log_event
from portal.security_log.models import SecurityEvent


class Command(BaseCommand):
    help = "Write published records as Markdown, with the register. A second run writes only what has changed."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR", help="empty, new, or made by this command")
        parser.add_argument(
            "--private",
            action="store_true",
            help="include data that are not public: scheduled texts, texts published in error, readers’ comments,"
            " agencies, posts and actions of officials. For a confidential backup.",
        )

    def handle(self, *args, folder, private, **options):
        show = ProgressReporter(self.stderr, RegisterEntry.objects.count(), "entries", timezone.now)
        try:
            with convert_disk_errors(folder), transaction.atomic():
                run = export_records(
                    ExportDir(folder, PRIVATE_EXPORT if private else PUBLIC_EXPORT),
                    at=timezone.now(),
                    is_private=private,
                    say=show,
                )
        except ExportError as error:
            raise CommandError(str(error)) from error
        kind = "private" if private else "public"
        log_event(SecurityEvent.Kind.EXPORTED, detail=f"export_records, {kind}, {run.entries} register entries")
        self.stdout.write(f"{run.entries:,} register entries are in {folder}; {run.written:,} files were written.")
        if run.withheld:
            texts = format_count(run.withheld, "source document")
            self.stdout.write(f"White space replaces readers’ comments in {texts}.")
        if run.left_out:
            self.stdout.write(
                f"Left out as not public: {format_left_out(run.left_out)}. This folder can be read and compared, but"
                " not imported. Use --private for a folder that can be imported."
            )
