"""Rebuilds the search index from the published editions while the site runs."""

from django.core.management.base import BaseCommand

from portal.lib.grammar import format_count
from portal.search.index import rebuild_index


class Command(BaseCommand):
    help = "Index every published version again in batches, and remove stale rows. Safe to run at any time."

    def handle(self, *args, **options):
        self.tenths = -1
        count = rebuild_index(self.show)
        self.stdout.write(f"The search index holds {format_count(count, 'published version')}.")

    def show(self, done: int, total: int) -> None:
        """Updates one line in a terminal; elsewhere, writes a line for every tenth of the work."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {total:,} versions ", style_func=str, ending="" if done < total else "\n")
            self.stderr.flush()
        elif 10 * done // total > self.tenths:
            self.tenths = 10 * done // total
            self.stderr.write(f"{100 * done // total} %: {done:,} of {total:,} versions", style_func=str)
