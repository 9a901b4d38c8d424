"""What was confirmed as still current by a day, as expressions for the querysets of editions and points.

A point counts as confirmed by a confirmation of its own or of the whole edition; the edition, by one of the whole, or
when all of its points are."""

from datetime import date, datetime

from django.apps import apps
from django.db.models import CharField, DateField, DateTimeField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat, TruncDate

from portal.lib import dates
from portal.lib.joined_text import JoinedText

OF_POINT = Q(point=None) | Q(point=OuterRef("pk"))


def select_confirmations(on: date, known: datetime):
    """Returns the confirmations up to the day `on` that were public by the moment `known`, newest first."""
    confirmations = apps.get_model("records", "Confirmation").objects.filter(at__lte=known)
    days = confirmations.annotate(day=TruncDate("at", tzinfo=dates.get_time_zone()))
    return days.filter(day__lte=on).order_by("-at", "-pk")


def build_point_confirmation(on: date, known: datetime) -> Subquery:
    """Returns the moment of the last confirmation of a point."""
    rows = select_confirmations(on, known).filter(OF_POINT, edition=OuterRef("edition"))
    return Subquery(rows.values("at")[:1], output_field=DateTimeField())


def build_review_day(on: date, known: datetime) -> Subquery:
    """Returns the next day of review of a point, as the last confirmation that names one set it."""
    rows = select_confirmations(on, known).filter(OF_POINT, edition=OuterRef("edition"), next_review_on__isnull=False)
    return Subquery(rows.values("next_review_on")[:1], output_field=DateField())


def build_edition_confirmation(on: date, known: datetime) -> Subquery:
    """Returns the moment since which the whole edition is confirmed: the last one since which every point that has not
    ended by the day `on` has a confirmation."""
    confirmations, points = select_confirmations(on, known), apps.get_model("records", "Point").objects
    since = confirmations.filter(OF_POINT, edition=OuterRef("edition"), at__gte=OuterRef(OuterRef("at")))
    missing = points.not_ended(on).filter(~Exists(since), edition=OuterRef("edition"))
    is_running = Q(point__effective_until__isnull=True) | Q(point__effective_until__gt=on)
    rows = confirmations.filter(Q(point=None) | is_running & ~Exists(missing), edition=OuterRef("pk"))
    return Subquery(rows.values("at")[:1], output_field=DateTimeField())


def build_confirmed_points(on: date, known: datetime) -> Subquery:
    """Returns "key day" of each confirmation of a point of an edition by itself, separated by commas."""
    rows = select_confirmations(on, known).filter(edition=OuterRef("pk"), point__isnull=False).order_by()
    words = Concat("point__key", Value(" "), Cast("day", CharField()), output_field=CharField())
    return Subquery(rows.values("edition").annotate(points=JoinedText(words)).values("points"))
