"""Loads the seeds: source documents and the editorial decisions that turn them into records."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.seed_loader.loader import load_seed_folder
from portal.seed_loader.seed_files import SeedError


class Command(BaseCommand):
    help = "Load the seeds. Loading them a second time changes nothing; an error in them loads nothing."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "seeds")

    def handle(self, *args, folder, verbosity, **options):
        try:
            load_seed_folder(folder, at=timezone.now(), say=self.stdout.write if verbosity else lambda line: None)
        except SeedError as error:
            raise CommandError(str(error)) from error
