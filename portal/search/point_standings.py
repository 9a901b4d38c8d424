"""The standing of the points that search results quote, from the days that the query of a result brings along."""

from datetime import date

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from portal.lib.joined_text import JoinedText
from portal.records.models import Edition, Point
from portal.records.point_standing import format_point_standing, get_point_standing
from portal.records.querysets import Standing

PointStanding = tuple[Standing, str]
"""The standing, and its words: "Ended June 5, 2020"."""


def build_point_days() -> Subquery:
    """Returns "key first end" of each point of an edition that has days of its own, separated by commas. A missing day
    is empty."""
    days = [
        Coalesce(Cast(name, CharField()), Value(""), output_field=CharField())
        for name in ("effective_from", "effective_until")
    ]
    dated = Point.objects.filter(
        Q(effective_from__isnull=False) | Q(effective_until__isnull=False), edition=OuterRef("pk")
    )
    words = Concat("key", Value(" "), days[0], Value(" "), days[1], output_field=CharField())
    return Subquery(dated.order_by().values("edition").annotate(days=JoinedText(words)).values("days"))


def get_point_standings(edition: Edition, on: date) -> dict[str, PointStanding]:
    """Returns the standings of the points of a result that have ended by the day or begin later, by key."""
    if edition.standing_then != Standing.IN_EFFECT or not edition.point_days:  # type: ignore[attr-defined]
        return {}
    standings = {}
    for words in edition.point_days.split(","):  # type: ignore[attr-defined]
        key, first, end = words.split(" ")
        days = {"effective_from": first, "effective_until": end}
        if label := format_point_standing(days, on):
            standings[key] = get_point_standing(days, on), label
    return standings
