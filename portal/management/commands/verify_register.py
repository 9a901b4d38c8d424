"""Verifies the hash chain of the register, that every published row matches its entry, and the stored files."""

from itertools import chain

from django.core.management.base import BaseCommand, CommandError

from guidance.policy_files import find_policy_problems
from portal.lib.grammar import format_count
from portal.pdf.integrity import find_pdf_problems
from portal.records.integrity import find_record_problems
from portal.register.integrity import find_register_problems
from portal.register.models import RegisterEntry


class Command(BaseCommand):
    help = (
        "Verify the register and all published rows. Exits with 0 and prints the newest hash if everything matches;"
        " exits with 1 and lists the problems otherwise."
    )

    def handle(self, *args, **options):
        problems = 0
        checks = (find_register_problems(), find_record_problems(), find_policy_problems(), find_pdf_problems())
        for sentence in chain(*checks):
            self.stderr.write(sentence)
            problems += 1
        if problems:
            raise CommandError(f"The register is not intact: {format_count(problems, 'problem')} found.")
        head = RegisterEntry.objects.head()
        count = RegisterEntry.objects.count()
        self.stdout.write(f"The register is intact: {count} entries, head {head.hash if head else 'none yet'}.")
