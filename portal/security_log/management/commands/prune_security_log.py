"""Deletes events that are older than the time for which the database keeps them; see docs/operating.md."""

from datetime import timedelta

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from portal.register.models import get_database_time
from portal.security_log.event_log import log_event
from portal.security_log.models import SecurityEvent
from portal.security_log.triggers import RETENTION_DAYS


class Command(BaseCommand):
    help = f"Deletes events of the security log that are older than {RETENTION_DAYS} days, or than you say."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=RETENTION_DAYS, help=f"{RETENTION_DAYS} or more")
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *, days, dry_run, **options):
        if days < RETENTION_DAYS:
            raise CommandError(f"The database keeps every event for {RETENTION_DAYS} days.")
        old = SecurityEvent.objects.filter(recorded_at__lt=get_database_time() - timedelta(days=days, minutes=1))
        count = old.count()
        if count and not dry_run:
            with transaction.atomic():
                count = old.delete()[0]
                log_event(SecurityEvent.Kind.PRUNED, detail=f"{count} events older than {days} days")
        self.stdout.write(f"{count} events are older than {days} days{'' if dry_run else ' and deleted'}.")
