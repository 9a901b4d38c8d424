"""Deletes events that are older than the retention period of the database; see docs/operating.md."""

from datetime import timedelta

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from portal.register.models import get_database_time
from portal.security_log.event_log import log_event
from portal.security_log.models import SecurityEvent
from portal.security_log.triggers import RETENTION_DAYS


class Command(BaseCommand):
    help = f"Delete events of the security log that are older than {RETENTION_DAYS} days, or than --days."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=RETENTION_DAYS, help=f"{RETENTION_DAYS} or more")
        parser.add_argument("--dry-run", action="store_true", help="only count the events")

    def handle(self, *, days, dry_run, **options):
        if days < RETENTION_DAYS:
            raise CommandError(f"The database keeps every event for {RETENTION_DAYS} days.")
        events = SecurityEvent.objects.filter(recorded_at__lt=get_database_time() - timedelta(days=days, minutes=1))
        count = events.count()
        if count and not dry_run:
            with transaction.atomic():
                count = events.delete()[0]
                log_event(SecurityEvent.Kind.PRUNED, detail=f"{count} events older than {days} days")
        self.stdout.write(f"Events older than {days} days{'' if dry_run else ', now deleted'}: {count}.")
