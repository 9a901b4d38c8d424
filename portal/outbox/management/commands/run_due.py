"""Runs every due job, then sends the emails. For a timer, every ten minutes."""

import logging

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.outbox.delivery import deliver_messages
from portal.outbox.jobs import JOBS
from portal.outbox.models import Message

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Queue the letters that are due today and send what waits. May run at any time, and beside itself."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="show what would go, and write and send nothing")

    def handle(self, *args, **options):
        (self.show if options["dry_run"] else self.run)(timezone.now())

    def run(self, at):
        """A failing job does not block the emails."""
        failed = []
        for job in JOBS:
            try:
                self.tell(job.run(at))
            except Exception as error:
                log.exception("The job %s failed.", job.name)
                failed.append(f"{job.name} failed: {error}")
        self.tell(deliver_messages(timezone.now))
        if waiting := Message.objects.unsettled().count():
            self.stderr.write(f"{waiting} in the outbox need a decision: see Outbox on the desk.")
        if failed:
            raise CommandError(" ".join(failed))

    def show(self, at):
        for job in JOBS:
            self.tell(job.preview(at))
        for message in Message.objects.due(at).select_related("person").order_by("next_at", "pk"):
            letter = None if message.is_to_closed_account else message.letter(at)
            fate = f"would go to {message.to}: {letter.subject}" if letter else f"would be dropped: {message}"
            self.stdout.write(f"Waits in the outbox, {fate}")
        self.stdout.write("Nothing was written or sent.")

    def tell(self, sentences):
        for sentence in sentences:
            self.stdout.write(sentence)
