"""Rules of time and access: who may see which edition, what applied when, and the standing of an edition."""

from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Case, DateTimeField, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

PUBLIC_STATUSES = ("published", "withdrawn")
"""Statuses in which an edition is frozen; its readers may read it from `published_at` on."""
FOR_EVERYBODY = Q(record__readers="everybody")
"""Of an edition: that anyone may read it once it is published, and not only the officials to whom it is addressed."""


class Standing(models.TextChoices):
    """What an edition is at a moment. Derived, never stored."""

    UNPUBLISHED = "unpublished", "Not published"
    REFERENCE = "reference", "Reference, never in effect"
    WITHDRAWN = "withdrawn", "Withdrawn"
    UPCOMING = "upcoming", "Upcoming"
    SUPERSEDED = "superseded", "Superseded"
    ENDED = "ended", "Ended"
    IN_EFFECT = "in_effect", "In effect"


def build_withdrawn_condition(on: date, known: datetime) -> Q:
    return Q(withdrawn_at__lte=known, withdrawn_from__lte=on)


def build_retracted_condition(at: datetime | None = None) -> Q:
    """Published in error, by a withdrawal that is public at the moment; without a moment, by any."""
    retracted = Q(withdrawal_kind="published_in_error")
    return retracted if at is None else retracted & Q(withdrawn_at__lte=at)


def build_eligible_condition(on: date, known: datetime) -> Q:
    """Could apply on the day `on`, as far as was published by the moment `known`, if nothing later does."""
    return Q(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known) | Q(withdrawn_from__gt=on),
        status__in=PUBLIC_STATUSES,
        published_at__lte=known,
        effective_from__lte=on,
        record__is_official=True,
    )


def build_boolean_case(condition: Q) -> Case:
    """The condition as something that is true or false, and not as an equation. Of an equation with a subquery
    PostgreSQL expects that one row in two hundred fulfils it (and of EXISTS, that it had better read the whole table
    first), so it would judge and sort all editions; of a value it expects one in two, and walks along the newest
    until it has a page full."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=models.BooleanField())


def may_read_all_editions(user) -> bool:
    return user.is_active and user.is_staff and user.has_perm("records.view_edition")


class EditionQuerySet(models.QuerySet):
    """`on` is a day on the state's calendar, `known` and `at` are moments. Nothing here asks the clock.

    What is for officials only is left out wherever the name does not say otherwise: published(), governing()
    and applying_to_officials() have it, and who asks them says to whom it is shown."""

    def published(self, at: datetime):
        """Anyone who its readers are."""
        return self.filter(status__in=PUBLIC_STATUSES, published_at__lte=at)

    def public(self, at: datetime):
        return self.published(at).filter(FOR_EVERYBODY)

    def not_retracted(self, at: datetime | None = None):
        """Without what was published in error: no text, and no name that was there alone, is told any longer. Without
        a moment, what a later withdrawal will retract is left out as well."""
        return self.exclude(build_retracted_condition(at))

    def open(self):
        """Drafts and editions in review."""
        return self.exclude(status__in=PUBLIC_STATUSES)

    def visible_to(self, user, at: datetime):
        """What the user may read: staff who may view editions everything, everybody else what is public."""
        return self.all() if may_read_all_editions(user) else self.public(at)

    def transitions_subquery(self):
        return self.model._meta.get_field("transitions").related_model.objects.filter(edition=OuterRef("pk"))

    def written_by(self, user):
        """Those that the user began or saved any text in; see Edition.wrote()."""
        return self.filter(Q(author=user) | Exists(self.transitions_subquery().filter(action="edit", by=user)))

    def awaiting_publication_by(self, user):
        """In review and not written by the user."""
        edited = Exists(self.transitions_subquery().filter(action="edit", by=user))
        return self.filter(Q(author=None) | ~Q(author=user), ~edited, status="in_review")

    def drafts(self, *, sent_back: bool | None = None):
        """Drafts; with `sent_back` only those that a review returned, or only the others."""
        drafts = self.filter(status="draft")
        if sent_back is None:
            return drafts
        returned = Exists(self.transitions_subquery().filter(action="send_back"))
        return drafts.filter(returned if sent_back else ~returned)

    def created_before(self, moment: datetime):
        """Begun before a moment, or before anybody noted when."""
        return self.filter(Q(begun_at__lt=moment) | Q(begun_at=None))

    def scheduled(self, at: datetime):
        """Published for a moment that is still ahead."""
        return self.filter(status="published", published_at__gt=at)

    def with_last_transition(self, action: str):
        """Adds `last_note`, `last_by` and `last_at` of the newest step of this name."""
        steps = self.transitions_subquery().filter(action=action).order_by("-pk")
        who = Coalesce(NullIf("by__name", Value("")), "by__email", output_field=models.CharField())
        return self.annotate(
            last_note=Subquery(steps.values("note")[:1]),
            last_by=Subquery(steps.annotate(who=who).values("who")[:1]),
            last_at=Subquery(steps.values("recorded_at")[:1]),
        )

    def awaiting_review_after_force(self):
        """Published without review, and not reviewed by anybody since."""
        transitions = self.transitions_subquery()
        return self.filter(
            Exists(transitions.filter(action="force_publish")),
            ~Exists(transitions.filter(action="review")),
            status="published",
        )

    def in_force(self, on: date, known: datetime):
        """governing(), as far as everybody may read it."""
        return self.governing(on, known).filter(FOR_EVERYBODY)

    def governing(self, on: date, known: datetime):
        """What applied on a day, anyone who its readers are: at most one edition of each record.

        Of the editions published by the moment `known`, not withdrawn on the day `on` by a withdrawal that was
        public by `known`, and effective by `on`, the one with the latest effective day; ties go to the highest
        number. One whose own end has come still is in the way of the ones before it: see applying()."""
        return self.filter(
            build_eligible_condition(on, known), build_boolean_case(Q(number=self._governing(on, known)))
        )

    def applying(self, on: date, known: datetime):
        """in_force() without the editions that have ended by the day `on`."""
        return self.applying_to_officials(on, known).filter(FOR_EVERYBODY)

    def applying_to_officials(self, on: date, known: datetime):
        """applying(), and what is for officials only."""
        return self.governing(on, known).filter(Q(effective_until__isnull=True) | Q(effective_until__gt=on))

    def showing(self, on: date, known: datetime):
        """The one edition of each record to put before a reader: the one in force, or, where none is
        (all upcoming, all withdrawn, a third-party reference), the public one with the highest number."""
        newest = EditionQuerySet(self.model).published(known).filter(record=OuterRef("record")).order_by("-number")
        number = Coalesce(self._governing(on, known), Subquery(newest.values("number")[:1]))
        return self.public(known).filter(build_boolean_case(Q(number=number)))

    def with_standing(self, on: date, known: datetime):
        """Adds `standing_then`, a Standing value, and `confirmed_at`, the last confirmation public by `known`."""
        rules = self._standings(on, known).items()
        return self.annotate(
            standing_then=Case(
                *[When(rule, then=Value(standing)) for standing, rule in rules],
                output_field=models.CharField(),
            ),
            confirmed_at=Subquery(
                self.model._meta.get_field("transitions")
                .related_model._default_manager.filter(edition=OuterRef("pk"), action="confirm", at__lte=known)
                .order_by("-at")
                .values("at")[:1],
                output_field=DateTimeField(),
            ),
        )

    def of_standing(self, standings: Collection[Standing], on: date, known: datetime):
        """with_standing(), and of the editions only those with one of these standings.

        The rule of each goes into the query once more by itself, because there are indexes for it."""
        rules = self._standings(on, known)
        narrow = reduce(or_, [rules[standing] for standing in standings])
        return self.filter(narrow).with_standing(on, known).filter(build_boolean_case(Q(standing_then__in=standings)))

    def _standings(self, on: date, known: datetime) -> dict[Standing, Q]:
        """The rule of each standing, in their order: the first that holds decides, and the last always does then."""
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
        """The number of the eligible edition of the same record that comes last: by effective day, then by number."""
        eligible = self.model._default_manager.filter(build_eligible_condition(on, known), record=OuterRef("record"))
        return Subquery(eligible.order_by("-effective_from", "-number").values("number")[:1])


EditionManager = models.Manager.from_queryset(EditionQuerySet)


class EditionKindManager(EditionManager):
    """The editions of one kind of record, for that kind's own screen of the desk."""

    def __init__(self, kind: str):
        super().__init__()
        self.kind = kind

    def get_queryset(self):
        return super().get_queryset().filter(record__kind=self.kind)
