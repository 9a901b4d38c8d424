"""The log of who set which property of a record, with the values before and after. It is append-only."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class RecordChange(models.Model):
    record = models.ForeignKey("records.Record", models.CASCADE, related_name="changes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Empty for the operator at the command line.",
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_values = models.JSONField(
        help_text="{property: [value before, value after]}; for a new record, the value before is null."
    )

    class Meta:
        ordering = ["record", "id"]

    @property
    def is_creation(self) -> bool:
        return all(before is None for before, _ in self.changed_values.values())

    def __str__(self):
        return f"{self.record_id}: {', '.join(self.changed_values)}"
