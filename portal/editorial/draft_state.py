"""Tables about drafts: their snapshots, their origins, and who has them open."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from portal.records.models import Edition

STALE = timedelta(minutes=2)
"""After this time without a heartbeat, a draft no longer counts as open."""


class DraftSnapshot(models.Model):
    """A snapshot of a draft, with which later input is merged. It is deleted with the draft or at publication, from
    when on the register stores the text."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="snapshots")
    digest = models.CharField(max_length=64)
    state = models.JSONField(help_text="As made by portal.records.snapshots.")
    saved_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "digest"], name="%(app_label)s_%(class)s_once"),
        ]

    def __str__(self):
        return f"{self.edition_id} at {self.saved_at:%Y-%m-%d %H:%M}"


class ReviewedDocument(models.Model):
    """The document of a version as a reviewer last sent it back, with which the next submission is compared. It is
    deleted with the draft or at publication."""

    edition = models.OneToOneField(Edition, models.CASCADE, primary_key=True, related_name="reviewed")
    document = models.JSONField(help_text="As made by portal.records.serializers.")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self):
        return f"{self.edition_id} at {self.at:%Y-%m-%d %H:%M}"


class DraftOrigin(models.Model):
    """The published edition of which a draft is a copy."""

    edition = models.OneToOneField(Edition, models.CASCADE, primary_key=True, related_name="origin")
    source = models.ForeignKey(Edition, models.PROTECT, related_name="drafts_from_here")

    def __str__(self):
        return f"{self.edition_id} from {self.source_id}"


class PresenceQuerySet(models.QuerySet):
    def open(self, at: datetime):
        """Rows of people who have had a draft open within the last two minutes."""
        return self.filter(seen_at__gt=at - STALE)


class Presence(models.Model):
    """A person who has a draft open."""

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
    """Deletes the snapshots after publication, when the register stores the text, and the rows of presence."""
    ReviewedDocument.objects.filter(edition_id=edition.pk).delete()
    DraftSnapshot.objects.filter(edition_id=edition.pk).delete()
    Presence.objects.filter(edition_id=edition.pk).delete()
