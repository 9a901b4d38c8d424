"""The internal log: one row for each step in the life of an edition."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Transition(models.Model):
    edition = models.ForeignKey("records.Edition", models.CASCADE, related_name="transitions")
    action = models.CharField(max_length=20)
    from_status = models.CharField(max_length=12)
    to_status = models.CharField(max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty for the operator at the command line.",
    )
    at = models.DateTimeField(help_text="The moment of the step.")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    note = models.TextField(blank=True)
    content_digest = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Of a submission: the SHA-256 of the document to review, with the properties of the record.",
    )

    class Meta:
        ordering = ["edition", "id"]
        indexes = [models.Index(fields=["edition", "action"], name="records_transition_action")]

    def __str__(self):
        return f"{self.action} {self.edition_id} at {self.at:%Y-%m-%d %H:%M}"
