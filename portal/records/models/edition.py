"""An edition: one numbered text of a record, frozen once published."""

import json
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.functional import cached_property

from portal.lib import dates
from portal.lib.languages import get_language_name
from portal.records import serializers, workflow
from portal.records.edition_columns import COLUMNS, get_json_value, list_added_columns
from portal.records.kinds import KindSpec, get_kind, get_point_model
from portal.records.models.record import Record
from portal.records.querysets import PUBLIC_STATUSES, EditionQuerySet, select_data_related
from portal.register.models import RegisterEntry

NOT_WITHDRAWN = ~Q(status="withdrawn") & Q(
    withdrawn_at__isnull=True, withdrawn_from__isnull=True, withdrawal__isnull=True, withdrawal_kind=""
)
WITHDRAWN = (
    Q(status="withdrawn", withdrawn_at__isnull=False, withdrawn_from__isnull=False, withdrawal__isnull=False)
    & ~Q(withdrawal_kind="")
    & ~Q(withdrawal_reason="")
)


class Edition(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class ChangeKind(models.TextChoices):
        MAJOR = "major", "Major change"
        MINOR = "minor", "Minor change"
        CORRECTION = "correction", "Correction"

    class WithdrawalKind(models.TextChoices):
        NO_LONGER_APPLIES = "no_longer_applies", "No longer applies"
        PUBLISHED_IN_ERROR = "published_in_error", "Published in error"

    # Annotations of querysets, such as with_standing() and with_confirmations().
    standing_then: str
    confirmed_at: datetime | None
    confirmed_points: str | None
    withdrawn_since: datetime | None
    before: int | None

    record = models.ForeignKey(Record, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(editable=False)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    title = models.CharField(max_length=300)
    subtitle = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=10, default="en")
    body = models.TextField(blank=True, help_text="Markdown. Readers see it above the points.")
    provenance = models.TextField(
        "about this text",
        blank=True,
        help_text="Markdown. The portal’s note to readers: the origin of the text, and what is missing.",
    )
    is_reconstructed = models.BooleanField(
        default=False,
        help_text="Reconstructed from a source document. The day of its publication is known, but not the hour.",
    )
    signed_on = models.DateField(null=True, blank=True, help_text="The date on the document.")
    effective_from = models.DateField(null=True, blank=True, help_text="The first day on which it applies.")
    effective_until = models.DateField(null=True, blank=True, help_text="The first day on which it no longer applies.")
    change_kind = models.CharField(max_length=12, choices=ChangeKind, blank=True)
    change_note = models.TextField(blank=True, help_text="What changed and why, for readers who have another version.")

    begun_at = models.DateTimeField(
        db_default=Now(), null=True, editable=False, help_text="The time of the database; empty if it is unknown."
    )
    published_at = models.DateTimeField(null=True, editable=False, help_text="When the public could read it.")
    publication = models.OneToOneField(RegisterEntry, models.PROTECT, null=True, editable=False, related_name="edition")
    withdrawn_at = models.DateTimeField(null=True, editable=False, help_text="When the withdrawal became public.")
    withdrawn_from = models.DateField(null=True, editable=False, help_text="The first day it no longer applied.")
    withdrawal_kind = models.CharField(max_length=20, choices=WithdrawalKind, blank=True, editable=False)
    withdrawal_reason = models.TextField(blank=True, editable=False)
    withdrawal = models.OneToOneField(
        RegisterEntry, models.PROTECT, null=True, editable=False, related_name="withdrawn"
    )

    objects = EditionQuerySet.as_manager()

    PUBLICATION_COLUMNS = ("status", "published_at", "publication")
    WITHDRAWAL_COLUMNS = (
        "status",
        "withdrawn_at",
        "withdrawn_from",
        "withdrawal_kind",
        "withdrawal_reason",
        "withdrawal",
    )

    class Meta:
        ordering = ["record", "number"]
        permissions = [
            ("submit_edition", "Can submit an edition for review"),
            ("review_edition", "Can review an edition and send it back"),
            ("publish_edition", "Can publish, confirm and withdraw an edition"),
            ("force_publish_edition", "Can publish an edition without review"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="%(app_label)s_%(class)s_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="%(app_label)s_%(class)s_number_from_1"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review"], publication__isnull=True, published_at__isnull=True)
                | Q(status__in=["published", "withdrawn"], publication__isnull=False, published_at__isnull=False),
                name="%(app_label)s_%(class)s_published_is_registered",
            ),
            models.CheckConstraint(
                condition=NOT_WITHDRAWN | WITHDRAWN,
                name="%(app_label)s_%(class)s_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in_review"])
                | Q(number=1)
                | Q(change_kind="", change_note="")
                | ~Q(change_kind="") & ~Q(change_note=""),
                name="%(app_label)s_%(class)s_change_is_explained",
            ),
            models.CheckConstraint(
                condition=Q(effective_until__gt=F("effective_from")),
                name="%(app_label)s_%(class)s_span",
                violation_error_message="The end must be later than the first day.",
            ),
        ]
        indexes = [
            models.Index(fields=["record", "-effective_from", "-number"], name="records_edition_in_force"),
            # Lists read it from the newest edition on. The last column saves reading rows with a later effective day.
            models.Index(fields=["-published_at", "-id", "effective_from"], name="records_edition_newest"),
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(withdrawn_at__isnull=False),
                name="records_edition_withdrawn",
            ),
            models.Index(
                fields=["effective_until"], condition=Q(effective_until__isnull=False), name="records_edition_ends"
            ),
        ]

    def __str__(self):
        return f"{self.title}, version {self.number}"

    # Questions about this one edition

    @property
    def is_frozen(self) -> bool:
        return self.status in PUBLIC_STATUSES

    def is_public(self, at: datetime) -> bool:
        """Whether anyone may read the edition at the moment `at`, or could read it until its withdrawal."""
        is_published = self.published_at is not None and self.published_at <= at
        return self.is_frozen and is_published and self.record.is_for_everybody

    @property
    def is_retracted(self) -> bool:
        """Whether the edition was published in error and withdrawn. Its text is no longer shown."""
        return self.withdrawal_kind == self.WithdrawalKind.PUBLISHED_IN_ERROR

    @property
    def is_withdrawn_before_effect(self) -> bool:
        """Whether the edition was withdrawn by its first effective day, so that it never applied."""
        return bool(self.effective_from and self.withdrawn_from and self.withdrawn_from <= self.effective_from)

    def get_end(self, known: datetime) -> date | None:
        """Returns the first day on which the edition no longer applies, by its own days or by a withdrawal that is
        public at the moment; None if it applies without an end."""
        is_withdrawn = self.withdrawn_at is not None and self.withdrawn_at <= known
        return min(filter(None, [self.effective_until, self.withdrawn_from if is_withdrawn else None]), default=None)

    def get_unconfirmed_since(self, on: date) -> date | None:
        """Returns the day of the last confirmation, or else of the publication, if that is longer ago than its kind
        allows. Needs the columns of with_confirmations()."""
        current_at = self.confirmed_at or self.published_at
        if current_at is None or self.kind.unconfirmed_after_days is None:
            return None
        since = dates.get_local_date(current_at)
        return since if (on - since).days > self.kind.unconfirmed_after_days else None

    def get_point_confirmations(self) -> dict[str, date]:
        """Returns, by key, the last days on which points were confirmed by themselves since the whole was. Needs the
        columns of with_confirmations()."""
        rows = [words.split(" ") for words in (self.confirmed_points or "").split(",") if words]
        last = {key: date.fromisoformat(day) for key, day in sorted(rows, key=lambda row: row[1])}
        whole_on = dates.get_local_date(self.confirmed_at) if self.confirmed_at else date.min
        return {key: day for key, day in last.items() if day > whole_on}

    def get_confirmable_points(self, at: datetime):
        """Returns the points that can be confirmed as still current at the moment: all that have not ended."""
        on = dates.get_local_date(at)
        points = get_point_model(self.record.kind).objects.not_ended(on).filter(edition=self)
        return select_data_related(points.with_confirmations(on, at)).order_by("number")

    def is_retracted_at(self, at: datetime) -> bool:
        """is_retracted, by a withdrawal that is public at the moment. The text is then not shown of any day, nor as
        known before its withdrawal."""
        return self.is_retracted and self.withdrawn_at is not None and self.withdrawn_at <= at

    def url(self) -> str:
        """Returns the permanent address."""
        return self.record.url("edition", number=self.number)

    def get_absolute_url(self) -> str:
        return self.url()

    def standing(self, at: datetime, on: date | None = None) -> str:
        """Returns the standing on the day of the moment `at`, or on the day `on`, as far as was public by `at`."""
        rows = type(self).objects.filter(pk=self.pk)
        return rows.with_standing(on or dates.get_local_date(at), at).get().standing_then

    def get_language_name(self) -> str:
        return get_language_name(self.language)

    def facts(self) -> dict:
        """Returns the edition's own columns as in the canonical document."""
        columns = {column.name: get_json_value(self, column.name) for column in COLUMNS}
        return {"number": self.number, **serializers.omit_empty(columns, list_added_columns())}

    @cached_property
    def document(self) -> dict:
        """The edition as plain data: the document in the register for a frozen edition, the current rows for a
        draft."""
        return json.loads(self.publication.content) if self.publication else serializers.build_edition_document(self)

    def wrote(self, user) -> bool:
        """Whether the user began this edition or saved any text in it."""
        return self.author_id == user.pk or self.transitions.filter(action="edit", by=user).exists()

    # Changes: see workflow

    def obstacles(self, action: str, *, by, at: datetime, note: str = "", **facts) -> list[str]:
        """Returns every reason against the step, as sentences; empty if the step is possible."""
        return workflow.find_obstacles(self, action, by=by, at=at, note=note, **facts)

    def get_available_actions(self, user, at: datetime) -> list[workflow.WorkflowAction]:
        """Returns the steps that are possible in this status at the moment and that the user's roles allow."""
        return workflow.get_available_actions(self, user, at)

    def perform(self, action: str, *, by, at: datetime, note: str = "", **facts) -> RegisterEntry | None:
        """Takes a workflow step, which is the only way to change the status. Raises WorkflowError with all reasons, and
        changes nothing in that case."""
        return workflow.perform_action(self, action, by=by, at=at, note=note, **facts)

    def save(self, **kwargs):
        if self.is_frozen and not kwargs.pop("through_workflow", False):
            raise workflow.WorkflowError(
                ["A published version cannot be changed. Publish a correction as a new version."]
            )
        kwargs.pop("through_workflow", None)
        super().save(**kwargs)

    def delete(self, **kwargs):
        if self.is_frozen:
            raise workflow.WorkflowError(["A published version cannot be deleted. Withdraw it instead."])
        return super().delete(**kwargs)

    @property
    def kind(self) -> KindSpec:
        return get_kind(self.record.kind)
