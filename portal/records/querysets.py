"""Who may see which edition, what applied when, and what an edition's standing was: the portal's rules of time."""

from datetime import date, datetime

from django.db import models
from django.db.models import Case, DateTimeField, Exists, OuterRef, Q, Subquery, Value, When

PUBLIC = ("published", "withdrawn")
"""Statuses in which an edition is frozen, and public from `published_at` on."""


class Standing(models.TextChoices):
    """What an edition is at a moment. Derived, never stored."""

    UNPUBLISHED = "unpublished", "Not published"
    REFERENCE = "reference", "Reference, never in effect"
    WITHDRAWN = "withdrawn", "Withdrawn"
    UPCOMING = "upcoming", "Upcoming"
    SUPERSEDED = "superseded", "Superseded"
    ENDED = "ended", "Ended"
    IN_EFFECT = "in_effect", "In effect"


def is_withdrawn(on: date, known: datetime) -> Q:
    return Q(withdrawn_at__isnull=False, withdrawn_at__lte=known, withdrawn_from__lte=on)


def is_eligible(on: date, known: datetime) -> Q:
    """Could apply on the day `on`, as far as was public by the moment `known`, if nothing later does."""
    return Q(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known) | Q(withdrawn_from__gt=on),
        status__in=PUBLIC, published_at__lte=known, effective_from__lte=on, record__is_official=True,
    )  # fmt: skip


class EditionQuerySet(models.QuerySet):
    """`on` is a day on the state's calendar, `known` and `at` are moments. Nothing here asks the clock."""

    def public(self, at: datetime):
        return self.filter(status__in=PUBLIC, published_at__lte=at)

    def visible_to(self, user, at: datetime):
        """What the user may read: staff who may view editions everything, everybody else what is public."""
        if user.is_active and user.is_staff and user.has_perm("records.view_edition"):
            return self.all()
        return self.public(at)

    def in_force(self, on: date, known: datetime):
        """What applied on a day: at most one edition of each record.

        Of the editions published by the moment `known`, not withdrawn on the day `on` by a withdrawal that was
        public by `known`, and effective by `on`, the one with the latest effective day; ties go to the highest
        number. One whose own end has come still stands in the way of the ones before it: see applying()."""
        return self.filter(is_eligible(on, known)).filter(~self._later(on, known))

    def applying(self, on: date, known: datetime):
        """in_force() without the editions that have ended by the day `on`."""
        return self.in_force(on, known).filter(Q(effective_until__isnull=True) | Q(effective_until__gt=on))

    def showing(self, on: date, known: datetime):
        """The one edition of each record to put before a reader: the one in force, or, where none is
        (all upcoming, all withdrawn, a third-party reference), the public one with the highest number."""
        public = self.model.objects.public(known).filter(record=OuterRef("record"))
        in_force = is_eligible(on, known) & Q(~self._later(on, known))
        newest = ~Exists(public.filter(is_eligible(on, known))) & ~Exists(public.filter(number__gt=OuterRef("number")))
        return self.public(known).filter(in_force | Q(newest))

    def with_standing(self, on: date, known: datetime):
        """Adds `standing_then`, a Standing value, and `confirmed_at`, the last confirmation public by `known`."""
        return self.annotate(
            standing_then=Case(
                When(~Q(status__in=PUBLIC) | Q(published_at__gt=known), then=Value(Standing.UNPUBLISHED)),
                When(is_withdrawn(on, known), then=Value(Standing.WITHDRAWN)),
                When(Q(record__is_official=False) | Q(effective_from__isnull=True), then=Value(Standing.REFERENCE)),
                When(effective_from__gt=on, then=Value(Standing.UPCOMING)),
                When(self._later(on, known), then=Value(Standing.SUPERSEDED)),
                When(effective_until__lte=on, then=Value(Standing.ENDED)),
                default=Value(Standing.IN_EFFECT),
                output_field=models.CharField(),
            ),
            confirmed_at=Subquery(
                self.model._meta.get_field("transitions")
                .related_model.objects.filter(edition=OuterRef("pk"), action="confirm", at__lte=known)
                .order_by("-at")
                .values("at")[:1],
                output_field=DateTimeField(),
            ),
        )

    def _later(self, on: date, known: datetime) -> Exists:
        """An eligible edition of the same record that comes after this one: by effective day, then by number."""
        return Exists(
            self.model.objects.filter(is_eligible(on, known), record=OuterRef("record")).filter(
                Q(effective_from__gt=OuterRef("effective_from"))
                | Q(effective_from=OuterRef("effective_from"), number__gt=OuterRef("number"))
            )
        )


class EditionsOfKind(models.Manager.from_queryset(EditionQuerySet)):
    """The editions of one kind of record, for that kind's own screen of the desk."""

    def __init__(self, kind: str):
        super().__init__()
        self.kind = kind

    def get_queryset(self):
        return super().get_queryset().filter(record__kind=self.kind)
