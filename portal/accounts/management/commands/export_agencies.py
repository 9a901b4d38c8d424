"""Writes all agencies, posts and holdings as CSV, in the form that import_agencies reads."""

from django.core.management.base import BaseCommand

from portal.accounts.csv_import import export_table
from portal.security_log.event_log import log_event
from portal.security_log.models import SecurityEvent


class Command(BaseCommand):
    help = "Write all agencies, posts and holdings as CSV to the standard output."

    def handle(self, *args, **options):
        log_event(SecurityEvent.Kind.EXPORTED, detail="export_agencies")
        for line in export_table():
            self.stdout.write(line, ending="")
