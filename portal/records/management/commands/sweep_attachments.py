"""Removes files that no edition has any more: those of drafts that were thrown away or took another file."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.records.models import Attachment
from portal.records.models.parts import get_file_models

MIN_AGE = timedelta(days=1)
"""A younger file may belong to a form that is just being saved."""


class Command(BaseCommand):
    help = "Removes files of attachments that no version has any more and that are older than a day."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only list them")

    def handle(self, *args, dry_run, **options):
        storage = Attachment._meta.get_field("file").storage
        oldest = (timezone.now() - MIN_AGE).timestamp()
        removed = 0
        for place in sorted(Path(settings.MEDIA_ROOT).glob("??/*")):
            name = f"{place.parent.name}/{place.name}"
            is_used = any(model.objects.filter(file=name).exists() for model in get_file_models())
            if is_used or place.stat().st_mtime > oldest:
                continue
            self.stdout.write(f"{place.parent.name}/{place.name}")
            if not dry_run:
                storage.delete(f"{place.parent.name}/{place.name}")
            removed += 1
        self.stdout.write(f"{removed} file(s) {'would be ' if dry_run else ''}removed.")
