"""Tables about drafts in hand: what they said when saved, what they began from, who has them open."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from portal.records.models import Edition

STALE = timedelta(minutes=2)
"""How long after the last sign of life a draft still counts as open."""


class DraftSnapshot(models.Model):
    """What a draft said at one moment, so that a text typed on top of it can be merged with what was saved since.
    Thrown away with the draft, and when it is published: from then on the register keeps the text."""

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
        """Who has a draft open at the moment, as far as the last two minutes tell."""
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
    """Once an edition is published, the register keeps its text."""
    DraftSnapshot.objects.filter(edition_id=edition.pk).delete()
    Presence.objects.filter(edition_id=edition.pk).delete()
