"""manage.py rebuild_references: writes again which published texts refer to which records."""

from django.core.management.base import BaseCommand

from portal.records import references


class Command(BaseCommand):
    help = "Rebuilds the index of references from the published texts. Pages stay readable meanwhile."

    def handle(self, **options):
        self.stdout.write(f"{references.rebuild_references()} published versions indexed.")
