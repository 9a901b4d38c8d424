"""Checks the register's chain, and that every published row matches its entry."""

from itertools import chain as chained

from django.core.management.base import BaseCommand, CommandError

from portal.lib.grammar import format_count
from portal.records import integrity as rows
from portal.register import integrity as links
from portal.register.models import RegisterEntry


class Command(BaseCommand):
    help = "Exit 0 and the head's digest when all is as recorded; exit 1 and what differs when it is not."

    def handle(self, *args, **options):
        found = 0
        for sentence in chained(links.find_register_problems(), rows.find_record_problems()):
            self.stderr.write(sentence)
            found += 1
        if found:
            raise CommandError(f"The register does not hold: {format_count(found, 'fault')} found.")
        head = RegisterEntry.objects.head()
        count = RegisterEntry.objects.count()
        self.stdout.write(f"The register holds: {count} entries, head {head.hash if head else 'none yet'}.")
