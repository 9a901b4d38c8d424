"""Loads agencies, posts and holdings from a CSV file, all or nothing, and reports on each line."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.csv_format import COLUMNS
from portal.accounts.csv_import import load_table
from portal.lib.grammar import format_count


class Command(BaseCommand):
    help = f"Load agencies, posts and holdings from a CSV file with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Only list what would be loaded.")

    def handle(self, *args, file, dry_run, **options):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        report = load_table(data, is_dry_run=dry_run)
        for problem in report.problems:
            self.stderr.write(f"Line {problem.line}: {problem.sentence}")
        if report.problems:
            raise CommandError(f"Nothing was loaded: {format_count(len(report.problems), 'problem')}.")
        for change in report.done:
            self.stdout.write(f"Line {change.line}: {change.sentence}")
        count = format_count(len(report.done), "change")
        verb = "would be made" if dry_run else "made"
        self.stdout.write(f"{count} {verb}; {format_count(report.unchanged, 'line')} unchanged.")
