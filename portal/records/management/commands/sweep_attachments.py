"""Removes files that no edition uses any longer: files of drafts that were deleted or got another file."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.records.models.parts import get_file_models

MIN_AGE = timedelta(days=1)
"""A younger file may belong to a form that is being saved."""


def remove_if_older(path: Path, oldest: float) -> bool:
    """Removes the file, unless a form has just saved the same bytes and so renewed its time. A form that saves them
    while the file has another name writes them anew."""
    moved = path.with_suffix(".removed")
    path.rename(moved)
    if moved.stat().st_mtime > oldest:
        moved.rename(path)
        return False
    moved.unlink()
    return True


class Command(BaseCommand):
    help = "Remove files of attachments that no version uses any longer and that are older than a day."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only list the files")

    def handle(self, *args, dry_run, **options):
        oldest = (timezone.now() - MIN_AGE).timestamp()
        removed = 0
        for path in sorted(Path(settings.MEDIA_ROOT).glob("??/*")):
            name = f"{path.parent.name}/{path.name}"
            is_used = any(model.objects.filter(file=name).exists() for model in get_file_models())
            if is_used or path.stat().st_mtime > oldest or not (dry_run or remove_if_older(path, oldest)):
                continue
            self.stdout.write(name)
            removed += 1
        self.stdout.write(f"{removed} file(s) {'would be ' if dry_run else ''}removed.")
