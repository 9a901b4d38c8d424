"""The local agencies to which guidance is addressed, and their posts, which have duties."""

from datetime import date, datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower, Now

from portal.accounts.audiences import get_agency_kind_choices, get_audience, get_audience_choices
from portal.accounts.models.holding import Holding


class Agency(models.Model):
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=get_agency_kind_choices)
    town = models.CharField(max_length=100)
    grid_column = models.PositiveSmallIntegerField(
        "column on the map",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
        help_text="Column of the town’s tile in reports, from the left. Leave empty for alphabetical order.",
    )
    grid_row = models.PositiveSmallIntegerField(
        "row on the map",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
        help_text="Row of the tile, from the top.",
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="%(app_label)s_%(class)s_name",
                violation_error_message="An agency with this name already exists.",
            ),
            models.CheckConstraint(
                condition=Q(grid_column__isnull=True, grid_row__isnull=True)
                | Q(grid_column__range=(1, 40), grid_row__range=(1, 40)),
                name="%(app_label)s_%(class)s_tile",
                violation_error_message="A tile needs both a column and a row, from 1 to 40.",
            ),
        ]

    def __str__(self):
        return self.name


class PostQuerySet(models.QuerySet):
    def open(self, on: date):
        """Posts that exist on the day."""
        is_begun = Q(open_from__isnull=True) | Q(open_from__lte=on)
        return self.filter(is_begun, Q(open_until__isnull=True) | Q(open_until__gt=on))

    def held_by(self, user, on: date):
        """Posts that the user holds on the day, as principal or deputy. A closed account holds none."""
        if not user.is_active:
            return self.none()
        return self.open(on).filter(Exists(Holding.objects.of(user).current(on).filter(post=OuterRef("pk"))))

    def known_by(self, known: datetime):
        """Posts that were entered by the moment, and those whose time of entry was not recorded."""
        return self.filter(Q(recorded_at__isnull=True) | Q(recorded_at__lte=known))


class Post(models.Model):
    """A post in an agency. Duties, acknowledgements and responses belong to the post, not to its holder. When the
    post or its agency closes, its duties end and its records stay."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="posts")
    audience = models.CharField(
        "post",
        max_length=30,
        choices=get_audience_choices,
        help_text="Guidance to this audience is addressed to it.",
    )
    open_from = models.DateField(
        "exists from", null=True, blank=True, help_text="The first day. Leave empty if it always existed."
    )
    open_until = models.DateField(
        "exists until",
        null=True,
        blank=True,
        help_text="The first day on which it no longer exists, or empty.",
    )
    recorded_at = models.DateTimeField(null=True, db_default=Now(), editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["agency__name", "audience"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "audience"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="The agency already has this post.",
            ),
            models.CheckConstraint(
                condition=Q(open_from__isnull=True) | Q(open_until__isnull=True) | Q(open_until__gt=F("open_from")),
                name="%(app_label)s_%(class)s_span",
                violation_error_message="The end must be later than the first day.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.agency}"

    def is_open(self, on: date) -> bool:
        """Returns whether the post exists on the day."""
        return (self.open_from is None or self.open_from <= on) and (self.open_until is None or on < self.open_until)

    @property
    def title(self) -> str:
        return get_audience(self.audience).singular
