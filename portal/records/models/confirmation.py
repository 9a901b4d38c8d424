"""A confirmation: a published text, or one item of it, is still current."""

from datetime import datetime

from django.db import models

from portal.register.models import RegisterEntry


class Confirmation(models.Model):
    """The whole of an edition, or one of the points that a step confirmed by themselves. The rows of one step have the
    same register entry."""

    # Columns of its entry, which a queryset adds for verification.
    public_at: datetime
    address: str
    content: str | None

    edition = models.ForeignKey("records.Edition", models.PROTECT, related_name="confirmations")
    point = models.ForeignKey(
        "records.Point", models.PROTECT, null=True, related_name="confirmations", help_text="Empty: the whole version."
    )
    entry = models.ForeignKey(RegisterEntry, models.PROTECT, related_name="confirmations")
    at = models.DateTimeField(help_text="The moment of the step.")
    next_review_on = models.DateField(null=True, help_text="The next day of review, in place of the one before.")

    class Meta:
        ordering = ["edition", "id"]

    def __str__(self):
        return f"{self.edition_id} confirmed at {self.at:%Y-%m-%d %H:%M}"
