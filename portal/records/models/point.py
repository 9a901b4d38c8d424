"""A point: one numbered, separately addressable item of an edition."""

from datetime import date, datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from portal.records.models.digest_field import DigestField
from portal.records.querysets import PointQuerySet


class Point(models.Model):
    """A point. Its key stays the same across editions; its number may change. Kinds add columns in a subclass."""

    frozen_path = ("edition",)
    data_related: tuple[str, ...] = ()
    """Foreign keys that as_data() follows, for select_related."""
    added_keys: tuple[str, ...] = ()
    """Keys of as_data() that older documents do not have: left out if they are empty (see serializers)."""
    decided_columns: tuple[str, ...] = ()
    """Columns that the desk decides: the next state of the point keeps their values even if its words change."""

    # Annotations of with_confirmations().
    confirmed_at: datetime | None
    next_review_on: date | None

    edition = models.ForeignKey("records.Edition", models.CASCADE, related_name="points")
    key = models.SlugField(
        max_length=80, help_text="Keep it the same in every version, so that links and history stay correct."
    )
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    heading = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True, help_text="Markdown.")
    text_hash = DigestField(of=("heading", "text"))
    posted_on = models.DateField(null=True, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    effective_until = models.DateField(null=True, blank=True, help_text="The first day on which it no longer applies.")
    days_confirmed_for = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="The digest of the words for which a person confirmed the days; see portal.records.point_days.",
    )

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "key"],
                name="%(app_label)s_%(class)s_key",
                violation_error_message="Two points of this version have the same key.",
            ),
            models.CheckConstraint(
                condition=Q(effective_until__gt=F("effective_from")),
                name="%(app_label)s_%(class)s_span",
                violation_error_message="The end must be later than the first day.",
            ),
            models.CheckConstraint(
                condition=~Q(heading="") | ~Q(text=""),
                name="%(app_label)s_%(class)s_says_something",
                violation_error_message="A point needs a heading or a text.",
            ),
        ]
        indexes = [
            models.Index(fields=["key", "edition"], name="records_point_by_key"),
            # Few points have days of their own.
            models.Index(
                fields=["effective_from"], condition=Q(effective_from__isnull=False), name="records_point_begins"
            ),
            models.Index(
                fields=["effective_until"], condition=Q(effective_until__isnull=False), name="records_point_ends"
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.heading or self.text[:60]}"

    def as_data(self) -> dict:
        """Returns the point as in the canonical document."""
        return {
            "key": self.key,
            "number": self.number,
            "heading": self.heading,
            "text": self.text,
            "text_hash": self.text_hash,
            "posted_on": format_iso_date(self.posted_on),
            "effective_from": format_iso_date(self.effective_from),
            "effective_until": format_iso_date(self.effective_until),
        }

    @classmethod
    def parse_data(cls, data: dict, known) -> dict:
        """Returns columns from the data of as_data(), with days as text. `known` has the rows that documents name, by
        their keys."""
        return {name: value for name, value in data.items() if name != "text_hash"}

    def obstacles(self, *, is_new: bool) -> list[str]:
        """Returns sentences with the reasons why the edition cannot be published with this point."""
        return []

    @classmethod
    def warnings(cls, edition, at) -> list[str]:
        """Returns sentences for the person who publishes the edition at the moment. They do not prevent it."""
        return []


def format_iso_date(on) -> str | None:
    return on.isoformat() if on else None
