"""Rows beside the texts that readers and officials go by, such as issuers, services and deadlines. Pages show their
current values, so one person proposes a change and another confirms it."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q

from portal.security_log.event_log import note_event
from portal.security_log.models import SecurityEvent


class SharedRow(models.Model):
    """A row that can be changed freely until a version or record uses it."""

    class Meta:
        abstract = True

    def is_used(self) -> bool:
        """Whether any record or version uses the row, published or not."""
        raise NotImplementedError

    def find_changes(self) -> dict[str, list]:
        """Returns {column: [stored value, new value]} for the columns that differ from the database. For a new row,
        every stored value is None."""
        stored: Any = {}
        if self.pk:
            stored = type(self)._default_manager.filter(pk=self.pk).values().first() or {}
        names = [field.attname for field in self._meta.concrete_fields if not field.primary_key]
        pairs = {name: [stored.get(name), getattr(self, name)] for name in names if stored or not self.pk}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def save(self, *, is_confirmed: bool = False, **kwargs):
        if self.pk and not is_confirmed and self.find_changes() and self.is_used():
            raise ValidationError("Texts use it, so a second person has to confirm the change. Propose it instead.")
        super().save(**kwargs)

    def propose_change(self, *, by, at: datetime) -> "SharedChange":
        """Stores the unsaved values as a proposal. `by` is None for the operator at the command line."""
        return SharedChange.objects.create(
            row_model=self._meta.label_lower, row_pk=self.pk, changed_values=self.find_changes(), made_by=by, made_at=at
        )


class SharedChangeQuerySet(models.QuerySet):
    def awaiting_decision_by(self, user):
        """Returns the proposals of other people that are not decided yet, oldest first."""
        return self.filter(outcome=SharedChange.Outcome.WAITING).exclude(made_by=user).order_by("pk")


class SharedChange(models.Model):
    """A proposed change of a shared row, and its outcome."""

    class Outcome(models.TextChoices):
        WAITING = "", "Waits for a second person"
        CONFIRMED = "confirmed", "Confirmed"
        REFUSED = "refused", "Refused"

    row_model = models.CharField(max_length=100, editable=False)
    row_pk = models.BigIntegerField(null=True, editable=False, help_text="Empty for a row that the change makes.")
    changed_values = models.JSONField(
        editable=False, encoder=DjangoJSONEncoder, help_text="{column: [value before, value after]}."
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="proposed by",
    )
    made_at = models.DateTimeField("proposed", editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField("decided", null=True, editable=False)

    objects = SharedChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "change of a shared name"
        verbose_name_plural = "changes of shared names"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | Q(outcome__in=["confirmed", "refused"], decided_at__isnull=False),
                name="%(app_label)s_%(class)s_decided",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="confirmed", decided_by=models.F("made_by")),
                name="%(app_label)s_%(class)s_two_people",
            ),
        ]

    def __str__(self):
        changes = "; ".join(f"{name}: {before} → {after}" for name, (before, after) in self.changed_values.items())
        name = apps.get_model(self.row_model)._meta.verbose_name
        return f"{name} {self.row_pk}, {changes}" if self.row_pk else f"new {name}, {changes}"

    def find_obstacles(self, row: Any, by) -> list[str]:
        """Returns every reason against confirming the change, as sentences. `row` is None if it no longer exists."""
        reasons = []
        if self.outcome:
            reasons.append("This change has been decided already.")
        if by is not None and self.made_by_id == by.pk:
            reasons.append("You proposed this change, so somebody else has to confirm it.")
        if (
            row is None
            or self.row_pk
            and any(
                getattr(row, name) != parse_value(row, name, before)
                for name, (before, _) in self.changed_values.items()
            )
        ):
            reasons.append("The row has changed since this was proposed. Propose the change again.")
        return reasons

    @transaction.atomic
    def confirm(self, *, by, at: datetime) -> None:
        """Applies the change. Raises ValidationError with every reason against it."""
        self.lock_row()
        row = self.find_row()
        if reasons := self.find_obstacles(row, by):
            note_event(SecurityEvent.Kind.STEP_REFUSED, person=by, detail=f"Confirm, {self}: {' '.join(reasons)}")
            raise ValidationError(reasons)
        for name, (_, after) in self.changed_values.items():
            setattr(row, name, parse_value(row, name, after))
        row.full_clean()
        row.save(is_confirmed=True)
        self.decide(self.Outcome.CONFIRMED, by=by, at=at)

    def find_row(self) -> Any:
        """Returns the row, locked; a new one if the change makes it, and None if it no longer exists."""
        model = apps.get_model(self.row_model)
        return model.objects.select_for_update().filter(pk=self.row_pk).first() if self.row_pk else model()

    @transaction.atomic
    def refuse(self, *, by, at: datetime) -> None:
        """Refuses the proposal. The person who made it may refuse it too."""
        self.lock_row()
        if self.outcome:
            raise ValidationError("This change has been decided already.")
        self.decide(self.Outcome.REFUSED, by=by, at=at)

    def lock_row(self) -> None:
        self.refresh_from_db(from_queryset=SharedChange.objects.select_for_update())

    def decide(self, outcome: str, *, by, at: datetime) -> None:
        self.outcome, self.decided_by, self.decided_at = outcome, by, at
        self.save(update_fields=["outcome", "decided_by", "decided_at"])


def parse_value(row, name: str, value):
    """Returns a value of `changed_values` as the column has it: JSON has no days, for example."""
    return row._meta.get_field(name).to_python(value)
