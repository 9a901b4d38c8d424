"""Finds the editions with days ahead, nearest first, in one query."""

from datetime import date

from django.db.models import Case, DateField, F, Min, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from portal.records.models import Edition, Point
from portal.records.querysets import EditionQuerySet

NEVER = Value(date.max, output_field=DateField())


def filter_with_days_ahead(editions: EditionQuerySet, on: date) -> EditionQuerySet:
    """Returns the editions with a calendar day on or after `on`, sorted by the nearest such day, then newest first.

    Each column has its own subquery, because each has an index. The nearest day is computed only for the matches."""
    begins, ends = {"effective_from__gte": on}, {"effective_until__gt": on}
    matching = Edition.objects.filter(**begins).order_by().values("pk")
    others = [
        Edition.objects.filter(**ends).order_by().values("pk"),
        Point.objects.filter(**begins).order_by().values("edition"),
        Point.objects.filter(**ends).order_by().values("edition"),
    ]
    points = Point.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
    of_points = points.annotate(on=Min(build_nearest_day(on))).values("on")
    next_on = Least(build_nearest_day(on), Coalesce(Subquery(of_points), NEVER))
    return (
        editions.filter(pk__in=matching.union(*others))
        .annotate(next_on=next_on)
        .order_by("next_on", "-published_at", "-id")
    )


def build_nearest_day(on: date) -> Least:
    """Returns the nearest day of a row that is not over. An end is the first day after the span."""
    rules = [("effective_from", "gte"), ("effective_until", "gt")]
    return Least(*(Case(When(**{f"{name}__{how}": on}, then=F(name)), default=NEVER) for name, how in rules))
