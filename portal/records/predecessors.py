"""Finds the version that readers have when another one takes effect: what it is compared with, and what its change note
explains. Numbers do not decide this. An urgent correction may have a higher number than a version that waits for its
day, and takes effect before it."""

from datetime import date, datetime

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from portal.lib import dates
from portal.records.querysets import EditionQuerySet, build_eligible_condition


def select_candidates(editions: EditionQuerySet, *, number, effective_from, published_at, at) -> list[EditionQuerySet]:
    """Returns those of the record's `editions` that can precede the version with these facts, as two querysets in order
    of preference, the predecessor first: those that can govern just before the effective day, as known by `at`, and
    those that were public before. Texts published in error are left out. Facts are values or OuterRefs."""
    shown = editions.published(at).not_retracted(at)
    applies_before = Q(effective_from__lt=effective_from) | Q(effective_from=effective_from, number__lt=number)
    public_before = Q(published_at__lt=published_at) | Q(published_at=published_at, number__lt=number)
    return [
        shown.filter(build_eligible_condition(effective_from, at), applies_before).order_by(
            "-effective_from", "-number"
        ),
        shown.filter(public_before).order_by("-number"),
    ]


def find_predecessor(edition, published_at: datetime):
    """Returns the predecessor of a version that the public can read from the moment on; None for a first version. It
    has its text and its register entry."""
    candidates = select_candidates(
        edition.record.editions.exclude(pk=edition.pk),
        number=edition.number,
        effective_from=edition.effective_from or get_unstated_day(edition, published_at),
        published_at=published_at,
        at=published_at,
    )
    found = (rows.select_related("record__issuer", "publication").first() for rows in candidates)
    return next(filter(None, found), None)


def get_unstated_day(edition, published_at: datetime) -> date:
    """Returns the day from which a draft applies that states none yet. A reference applies on no day."""
    return dates.get_local_date(published_at) if edition.record.is_official else date.min


def build_predecessor_subquery(model, column: str, at: datetime, *, as_published: bool = False) -> Coalesce:
    """Returns a column of the predecessor of each edition of a queryset. Until a version takes effect, a correction
    that becomes public in the meantime becomes its predecessor, unless `as_published`."""
    known = Q(published_at__lte=OuterRef("published_at"))
    if not as_published:
        known |= Q(published_at__date__lt=OuterRef("effective_from"))
    candidates = select_candidates(
        EditionQuerySet(model).filter(known, record=OuterRef("record")).exclude(pk=OuterRef("pk")),
        number=OuterRef("number"),
        effective_from=OuterRef("effective_from"),
        published_at=OuterRef("published_at"),
        at=at,
    )
    return Coalesce(*[Subquery(rows.values(column)[:1]) for rows in candidates])


def get_effect_order(edition) -> tuple[date, int]:
    """Returns a key that sorts the versions of a record in the order in which they take effect."""
    return edition.effective_from or date.max, edition.number
