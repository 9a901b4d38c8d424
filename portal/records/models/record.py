"""A record, which has a permanent address, and its issuer."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse

from portal.records.edition_copy import copy_edition
from portal.records.kinds import get_kind, get_kind_choices, has_kind
from portal.records.models.shared_change import SharedRow
from portal.records.triggers import LASTING_COLUMNS


class Issuer(SharedRow):
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=60, blank=True, help_text="An abbreviation, such as DESPP.")
    publishes_totals = models.BooleanField(
        "publishes totals",
        default=False,
        help_text="Shows everybody, week by week and in steps of five, how many agencies have acknowledged a memo of "
        "this issuer.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def is_used(self):
        return self.records.exists()


class Readers(models.TextChoices):
    """The people who may read the published editions of a record."""

    EVERYBODY = "everybody", "Everybody"
    OFFICIALS = "officials", "Only the officials to whom it is addressed"


class Record(models.Model):
    """A record. Its properties cannot change while an edition is in review, or once an edition is published."""

    key = models.SlugField(
        "address",
        max_length=120,
        unique=True,
        help_text="The last part of the permanent address. It cannot be changed after publication.",
    )
    kind = models.CharField(max_length=20, choices=get_kind_choices)
    issuer = models.ForeignKey(Issuer, models.PROTECT, null=True, blank=True, related_name="records")
    is_official = models.BooleanField(
        "official",
        default=True,
        help_text="Clear this for a text that is not the state’s. Such a text is labeled and never in effect.",
    )

    readers = models.CharField(
        "readers",
        max_length=12,
        choices=Readers,
        default=Readers.EVERYBODY,
        help_text="A record for officials only appears on the officials’ desk, for holders of a post to which it or "
        "one of its points is addressed. The public register shows that something was recorded on that day. It cannot "
        "be changed after publication.",
    )

    class Meta:
        ordering = ["key"]
        indexes = [models.Index(fields=["kind"], name="records_record_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_official=False) | Q(issuer__isnull=False),
                name="%(app_label)s_%(class)s_official_has_issuer",
                violation_error_message="An official record needs an issuer.",
            ),
            models.CheckConstraint(
                condition=Q(readers="everybody") | Q(readers="officials", is_official=True),
                name="%(app_label)s_%(class)s_readers",
                violation_error_message="Only an official record can be for officials only.",
            ),
        ]

    def __str__(self):
        return self.key

    def clean(self):
        if self.readers == Readers.OFFICIALS and has_kind(self.kind) and not get_kind(self.kind).may_be_for_officials:
            raise ValidationError(f"A {get_kind(self.kind).label.lower()} cannot be for officials only.")
        if self.pk and self.find_changes() and self.editions.filter(status="in_review").exists():
            raise ValidationError("A version of this record is in review. Send it back before you change the record.")

    @transaction.atomic
    def save(self, *, by=None, **kwargs):
        """Saves the record and logs in `changes` who set which property. `by` is None for the operator at the command
        line. The rules about kinds are here because apps register the kinds."""
        if not has_kind(self.kind):
            raise ValidationError(f"“{self.kind}” is not a kind of record.")
        Record.clean(self)
        values = self.find_changes()
        super().save(**kwargs)
        if values:
            self.changes.create(by=by, changed_values=values)

    def find_changes(self) -> dict[str, list]:
        """Returns {property: [stored value, new value]} for the properties that differ from the database."""
        stored = Record.objects.filter(pk=self.pk).values(*LASTING_COLUMNS).first() if self.pk else None
        before = stored or dict.fromkeys(LASTING_COLUMNS)
        return {
            name: [before[name], value] for name in LASTING_COLUMNS if (value := getattr(self, name)) != before[name]
        }

    def was_set_by(self, user) -> bool:
        """Whether the user created the record or changed one of its properties."""
        return self.changes.filter(by=user).exists()

    def was_changed_by(self, user) -> bool:
        """Whether the user changed a property of the record after its creation."""
        return any(not change.is_creation for change in self.changes.filter(by=user))

    @property
    def is_for_everybody(self) -> bool:
        return self.readers == Readers.EVERYBODY

    @property
    def section(self) -> str:
        return get_kind(self.kind).section

    @property
    def point_noun(self) -> str:
        return get_kind(self.kind).point_noun

    def url(self, page: str = "detail", **parts) -> str:
        """Returns the address of one of the record's pages: detail, on, edition, history, compare, point."""
        return reverse(f"{self.section}:{page}", kwargs={"key": self.key, **parts})

    def get_absolute_url(self) -> str:
        return self.url()

    @transaction.atomic
    def draft(self, *, by, source=None, **facts):
        """Creates the next edition with the given columns. It is a copy of `source`, a published edition of this record
        and by default the newest one, or empty without one. Other drafts do not change; there may be several at once.
        """
        Record.objects.select_for_update().get(pk=self.pk)
        number = 1 + (self.editions.aggregate(last=Max("number"))["last"] or 0)
        source = source or self.editions.filter(status="published").order_by("-number").first()
        if source is None:
            return self.editions.create(number=number, author=by, **facts)
        return copy_edition(source, number=number, author=by, **facts)
