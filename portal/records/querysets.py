"""Rules of time and access: who may read which edition, which editions applied on a day, and their standing."""

from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.db.models.lookups import Exact

from portal.records import confirmation_queries

PUBLIC_STATUSES = ("published", "withdrawn")
"""Statuses in which an edition is frozen. Its readers may read it from `published_at` on."""
FOR_EVERYBODY = Q(record__readers="everybody")
"""Condition on editions that anyone may read once they are published, not only the officials to whom they are
addressed."""


class Standing(models.TextChoices):
    """The standing of an edition at a moment. It is derived, never stored."""

    UNPUBLISHED = "unpublished", "Not published"
    REFERENCE = "reference", "Reference, never in effect"
    WITHDRAWN = "withdrawn", "Withdrawn"
    UPCOMING = "upcoming", "Upcoming"
    SUPERSEDED = "superseded", "Superseded"
    ENDED = "ended", "Ended"
    IN_EFFECT = "in_effect", "In effect"


def select_data_related(queryset):
    """Joins what as_data() of points or parts reads. select_related() without a name would join every relation."""
    related = queryset.model.data_related
    return queryset.select_related(*related) if related else queryset


def build_withdrawn_condition(on: date, known: datetime) -> Q:
    return Q(withdrawn_at__lte=known, withdrawn_from__lte=on)


def build_retracted_condition(at: datetime | None = None) -> Q:
    """Returns the condition that an edition was published in error and withdrawn by the moment, or at any time."""
    retracted = Q(withdrawal_kind="published_in_error")
    return retracted if at is None else retracted & Q(withdrawn_at__lte=at)


def build_eligible_condition(on: date, known: datetime) -> Q:
    """Returns the condition that an edition, as published by the moment `known`, applies on the day `on` unless another
    edition of its record takes precedence."""
    return Q(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known) | Q(withdrawn_from__gt=on),
        status__in=PUBLIC_STATUSES,
        published_at__lte=known,
        effective_from__lte=on,
        record__is_official=True,
    )


def build_boolean_case(condition: Q) -> Case:
    """Returns the condition as a Boolean value instead of an equation, for PostgreSQL's planner. For an equation with a
    subquery, it expects that one row in two hundred matches (and for EXISTS, that it should read the whole table
    first), so it would evaluate and sort all editions. For a value, it expects one row in two, and reads from the
    newest edition on until a page is full."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=models.BooleanField())


def may_read_all_editions(user) -> bool:
    return user.is_active and user.is_staff and user.has_perm("records.view_edition")


class EditionQuerySet(models.QuerySet):
    """Editions. `on` is a day in the state's time zone; `known` and `at` are moments. Nothing here reads the clock.

    Methods that select public editions exclude those for officials only. published(), governing() and
    applying_to_officials() include them, so their callers must restrict the readers."""

    def published(self, at: datetime):
        """Returns the editions published by the moment `at`, for any readers."""
        return self.filter(status__in=PUBLIC_STATUSES, published_at__lte=at)

    def public(self, at: datetime):
        return self.published(at).filter(FOR_EVERYBODY)

    def not_retracted(self, at: datetime | None = None):
        """Excludes editions published in error. Neither their texts nor names that only they contain may be shown.
        Without a moment, also excludes those whose withdrawal is scheduled."""
        return self.exclude(build_retracted_condition(at))

    def open(self):
        """Returns drafts and editions in review."""
        return self.exclude(status__in=PUBLIC_STATUSES)

    def visible_to(self, user, at: datetime):
        """Returns all editions for staff with the permission to view them, and the public ones for everybody else."""
        return self.all() if may_read_all_editions(user) else self.public(at)

    def transitions_subquery(self):
        return self.model._meta.get_field("transitions").related_model.objects.filter(edition=OuterRef("pk"))

    def written_by(self, user):
        """Returns the editions that the user began, or in which the user saved any text; see Edition.wrote()."""
        return self.filter(Q(author=user) | Exists(self.transitions_subquery().filter(action="edit", by=user)))

    def awaiting_publication_by(self, user):
        """Returns the editions in review that the user has not written in."""
        edited = Exists(self.transitions_subquery().filter(action="edit", by=user))
        return self.filter(Q(author=None) | ~Q(author=user), ~edited, status="in_review")

    def drafts(self, *, sent_back: bool | None = None):
        """Returns drafts; with `sent_back`, only those that were sent back or whose publication was canceled, or only
        the others."""
        drafts = self.filter(status="draft")
        if sent_back is None:
            return drafts
        steps = self.transitions_subquery().exclude(action="edit").order_by("-pk")
        annotated = drafts.annotate(last_step=Coalesce(Subquery(steps.values("action")[:1]), Value("")))
        returned = Q(last_step__in=("send_back", "cancel"))
        return annotated.filter(returned if sent_back else ~returned)

    def created_before(self, moment: datetime):
        """Returns editions begun before the moment, and those whose beginning is unknown."""
        return self.filter(Q(begun_at__lt=moment) | Q(begun_at=None))

    def scheduled(self, at: datetime):
        """Returns editions that become public after the moment `at`."""
        return self.filter(status="published", published_at__gt=at)

    def with_last_transition(self, *actions: str):
        """Adds `last_action`, `last_note`, `last_by` and `last_at` of the newest step with one of these names."""
        steps = self.transitions_subquery().filter(action__in=actions).order_by("-pk")
        person = Coalesce(NullIf("by__name", Value("")), "by__email", output_field=models.CharField())
        return self.annotate(
            last_action=Subquery(steps.values("action")[:1]),
            last_note=Subquery(steps.values("note")[:1]),
            last_by=Subquery(steps.annotate(person=person).values("person")[:1]),
            last_at=Subquery(steps.values("recorded_at")[:1]),
        )

    def awaiting_review_after_force(self):
        """Returns editions that were published without review and have not been reviewed since."""
        steps = self.transitions_subquery().filter(action__in=["publish", "force_publish", "review"]).order_by("-pk")
        last = Subquery(steps.values("action")[:1])
        return self.filter(Exact(last, Value("force_publish")), status="published")

    def in_force(self, on: date, known: datetime):
        """Returns governing() without editions for officials only."""
        return self.governing(on, known).filter(FOR_EVERYBODY)

    def governing(self, on: date, known: datetime):
        """Returns the edition of each record that governs on a day, for any readers: at most one of each record.

        Candidates are the editions published by the moment `known`, effective by the day `on`, and not withdrawn on
        `on` by a withdrawal that was public by `known`. The latest effective day wins; ties go to the highest number.
        An edition that has ended still supersedes the earlier ones: see applying()."""
        return self.filter(
            build_eligible_condition(on, known), build_boolean_case(Q(number=self._governing(on, known)))
        )

    def applying(self, on: date, known: datetime):
        """Returns in_force() without the editions that have ended by the day `on`."""
        return self.applying_to_officials(on, known).filter(FOR_EVERYBODY)

    def applying_to_officials(self, on: date, known: datetime):
        """Returns applying() together with editions for officials only."""
        return self.governing(on, known).filter(Q(effective_until__isnull=True) | Q(effective_until__gt=on))

    def showing(self, on: date, known: datetime):
        """Returns the one edition of each record to show to a reader: the edition in force or, if there is none (all
        upcoming, all withdrawn, a third-party reference), the public edition with the highest number."""
        newest = EditionQuerySet(self.model).published(known).filter(record=OuterRef("record")).order_by("-number")
        number = Coalesce(self._governing(on, known), Subquery(newest.values("number")[:1]))
        return self.public(known).filter(build_boolean_case(Q(number=number)))

    def with_standing(self, on: date, known: datetime):
        """Adds `standing_then`, a Standing value."""
        rules = self._standings(on, known).items()
        cases = [When(rule, then=Value(standing)) for standing, rule in rules]
        return self.annotate(standing_then=Case(*cases, output_field=models.CharField()))

    def with_confirmations(self, on: date, known: datetime):
        """Adds `confirmed_at`, the moment since which the whole edition is confirmed as still current, and what
        Edition.get_point_confirmations() reads. Confirmations up to the day `on` that were public by `known` count."""
        return self.annotate(
            confirmed_at=confirmation_queries.build_edition_confirmation(on, known),
            confirmed_points=confirmation_queries.build_confirmed_points(on, known),
        )

    def of_standing(self, standings: Collection[Standing], on: date, known: datetime):
        """Returns the editions with one of these standings, with the columns of with_standing().

        The condition of each standing is also in the query by itself, because indexes support it."""
        rules = self._standings(on, known)
        narrow = reduce(or_, [rules[standing] for standing in standings])
        return self.filter(narrow).with_standing(on, known).filter(build_boolean_case(Q(standing_then__in=standings)))

    def _standings(self, on: date, known: datetime) -> dict[Standing, Q]:
        """Returns the condition of each standing, in order. The first that is true decides; if no other is, the last
        is."""
        return {
            Standing.UNPUBLISHED: ~Q(status__in=PUBLIC_STATUSES) | Q(published_at__gt=known),
            Standing.WITHDRAWN: build_withdrawn_condition(on, known),
            Standing.REFERENCE: Q(record__is_official=False) | Q(effective_from__isnull=True),
            Standing.UPCOMING: Q(effective_from__gt=on),
            Standing.SUPERSEDED: ~Q(number=self._governing(on, known)),
            Standing.ENDED: Q(effective_until__lte=on),
            Standing.IN_EFFECT: Q(effective_from__lte=on),
        }

    def _governing(self, on: date, known: datetime) -> Subquery:
        """Returns the number of the last eligible edition of the same record: by effective day, then by number."""
        eligible = self.model._default_manager.filter(build_eligible_condition(on, known), record=OuterRef("record"))
        return Subquery(eligible.order_by("-effective_from", "-number").values("number")[:1])


class PointQuerySet(models.QuerySet):
    """Points, by their own days. portal.records.point_standing has the same rule for the points of a document."""

    def not_ended(self, on: date):
        """Excludes points whose last day is before the day `on`."""
        return self.filter(Q(effective_until__isnull=True) | Q(effective_until__gt=on))

    def begun(self, on: date):
        """Excludes points whose first day is after the day `on`."""
        return self.filter(Q(effective_from__isnull=True) | Q(effective_from__lte=on))

    def with_confirmations(self, on: date, known: datetime):
        """Adds `confirmed_at`, the moment of the last confirmation of the point, by itself or with its edition; and
        `next_review_on`, its next day of review. Confirmations up to the day `on` that were public by `known` count."""
        return self.annotate(
            confirmed_at=confirmation_queries.build_point_confirmation(on, known),
            next_review_on=confirmation_queries.build_review_day(on, known),
        )

    def out_of_effect(self, on: date):
        """Returns points that have ended, or that begin later."""
        return self.filter(Q(effective_until__lte=on) | Q(effective_from__gt=on))


EditionManager = models.Manager.from_queryset(EditionQuerySet)


class EditionKindManager(EditionManager):
    """The editions of one kind of record, for the screen of that kind on the desk."""

    def __init__(self, kind: str):
        super().__init__()
        self.kind = kind

    def get_queryset(self):
        return super().get_queryset().filter(record__kind=self.kind)
