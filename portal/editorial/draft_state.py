"""Tables about drafts: snapshots, their bases, and who has them open."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from portal.records.models import Edition

STALE = timedelta(minutes=2)
"""Time after the last heartbeat until a draft no longer counts as open."""


class DraftSnapshot(models.Model):
    """Snapshot of a draft, so that later input can be merged with what was saved since. Deleted with the draft or at
    publication: from then on the register stores the text."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="snapshots")
    digest = models.CharField(max_length=64)
    state = models.JSONField(help_text="As made by portal.records.columns.")
    saved_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "digest"], name="%(app_label)s_%(class)s_once"),
        ]

    def __str__(self):
        return f"{self.edition_id} at {self.saved_at:%Y-%m-%d %H:%M}"


class DraftOrigin(models.Model):
    """The published edition that a draft began as a copy of."""

    edition = models.OneToOneField(Edition, models.CASCADE, primary_key=True, related_name="origin")
    source = models.ForeignKey(Edition, models.PROTECT, related_name="drafts_from_here")

    def __str__(self):
        return f"{self.edition_id} from {self.source_id}"


class PresenceQuerySet(models.QuerySet):
    def open(self, at: datetime):
        """Who has a draft open, within the last two minutes."""
        return self.filter(seen_at__gt=at - STALE)


class Presence(models.Model):
    """Somebody has a draft open."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "user"], name="%(app_label)s_%(class)s_once")]

    def __str__(self):
        return f"{self.user_id} in {self.edition_id}"


def drop_snapshots(edition) -> None:
    """After publication the register stores the text."""
    DraftSnapshot.objects.filter(edition_id=edition.pk).delete()
    Presence.objects.filter(edition_id=edition.pk).delete()
