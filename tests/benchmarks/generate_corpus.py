"""Adds an artificial corpus to the database, to measure the portal with.

    python tests/benchmarks/generate_corpus.py --records 1000 --editions 2

The settings of manage.py name the database."""

import os
import sys
from pathlib import Path

import django

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()

from django.core.management.base import BaseCommand, CommandError  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.benchmarks.corpus.corpus_loader import Impossible, generate  # noqa: E402

BAR_WIDTH = 40


class Command(BaseCommand):
    help = "Add artificial records, published and registered like real ones. For measuring only."

    def add_arguments(self, parser):
        parser.add_argument("--records", type=int, required=True, help="how many records to add")
        parser.add_argument("--editions", type=int, default=2, help="editions of each record (default: 2)")
        parser.add_argument("--points", type=int, default=3, help="points of each memo and each text of questions")
        parser.add_argument("--seed", type=int, default=1, help="seed of the random texts (default: 1)")

    def handle(self, *args, records, editions, points, seed, **options):
        began, at, last = timezone.now(), timezone.now(), 0
        try:
            for done in generate(records=records, editions=editions, points=points, seed=seed, at=at):
                self.show(last, done, records, (timezone.now() - began).total_seconds())
                last = done
        except Impossible as impossible:
            raise CommandError(str(impossible)) from impossible
        self.stdout.write(f"Added {records:,} artificial records with {records * editions:,} editions.")

    def show(self, last: int, done: int, total: int, seconds: float) -> None:
        """Prints a progress bar on a terminal; elsewhere, prints a line for every tenth of the records."""
        pace = f"{done:,} of {total:,} records, {done / max(seconds, 0.001):,.0f} a second"
        if self.stderr.isatty():
            bar = "█" * (BAR_WIDTH * done // total)
            self.stderr.write(f"\r{bar:·<{BAR_WIDTH}} {pace} ", style_func=str, ending="" if done < total else "\n")
            self.stderr.flush()
        elif 10 * done // total > 10 * last // total:
            self.stderr.write(f"{100 * done // total} %: {pace}", style_func=str)


if __name__ == "__main__":
    Command().run_from_argv([__file__, "generate_corpus", *sys.argv[1:]])
