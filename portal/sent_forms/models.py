"""The forms that were carried out, and the page to which each of them led."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import models

KEPT = timedelta(days=1)
"""How long a page that stays open in a browser can send its form again without a second effect."""


class SentForm(models.Model):
    """One form of one page that a person loaded. `key` is unique, so that the second of two requests at once waits for
    the first one and then finds its result."""

    key = models.CharField(max_length=64, unique=True)
    location = models.TextField()
    sent_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.location}, {self.sent_at:%Y-%m-%d %H:%M}"


def prune_sent_forms(at: datetime) -> Iterator[str]:
    SentForm.objects.filter(sent_at__lt=at - KEPT).delete()
    yield from ()


def preview_pruning(at: datetime) -> Iterator[str]:
    yield from ()
