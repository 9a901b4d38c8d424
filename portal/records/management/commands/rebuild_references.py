"""Rebuilds the index of references between published texts and records."""

from django.core.management.base import BaseCommand

from portal.records import references


class Command(BaseCommand):
    help = "Rebuild the index of references from the published texts. Pages remain available during the run."

    def handle(self, **options):
        self.stdout.write(f"{references.rebuild_references()} published versions indexed.")
