"""Runs every due job, then sends the letters. A timer calls it every ten minutes."""

import logging

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.outbox.delivery import deliver_messages
from portal.outbox.jobs import JOBS
from portal.outbox.letters import render_letter
from portal.outbox.models import Message

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Queue the letters that are due and send those that wait. May run at any time, also in parallel."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="show what would be sent; write and send nothing")

    def handle(self, *args, **options):
        (self.preview if options["dry_run"] else self.run)(timezone.now())

    def run(self, at):
        """Sends the letters even if a job fails."""
        failures = []
        for job in JOBS:
            try:
                self.write_lines(job.run(at))
            except Exception as error:
                log.exception("The job %s failed.", job.name)
                failures.append(f"{job.name} failed: {error}")
        self.write_lines(deliver_messages(timezone.now))
        if count := Message.objects.unsettled().count():
            self.stderr.write(f"Letters that need a decision: {count}. See “Outbox” on the editorial desk.")
        if failures:
            raise CommandError(" ".join(failures))

    def preview(self, at):
        for job in JOBS:
            self.write_lines(job.preview(at))
        for message in Message.objects.due(at).select_related("person").order_by("next_at", "pk"):
            letter = None if message.is_to_closed_account else render_letter(message, at)
            plan = f"would go to {message.to}: {letter.subject}" if letter else f"would be dropped: {message}"
            self.stdout.write(f"A letter in the outbox {plan}")
        self.stdout.write("Nothing was written or sent.")

    def write_lines(self, sentences):
        for sentence in sentences:
            self.stdout.write(sentence)
