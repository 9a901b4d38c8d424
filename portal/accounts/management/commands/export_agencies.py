"""Writes all agencies, posts and holdings as CSV, in the form that import_agencies reads."""

from django.core.management.base import BaseCommand

from portal.accounts.csv_import import export_table


class Command(BaseCommand):
    help = "Write all agencies, posts and holdings as CSV to the standard output."

    def handle(self, *args, **options):
        for line in export_table():
            self.stdout.write(line, ending="")
