"""The standing of a point on a day, by its own days: a notice item can end before its notice does.

Pages ask it of the points in a document, and queries of rows: PointQuerySet has the same rule in SQL."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.lib.dates import format_day, get_last_day
from portal.records.querysets import Standing


def get_point_standing(
    point: Mapping[str, Any], on: date, edition_standing: Standing | str = Standing.IN_EFFECT
) -> Standing:
    """Returns the standing of a point of a document on the day. If its edition is not in effect, neither is the point,
    so it has the standing of the edition."""
    if edition_standing != Standing.IN_EFFECT:
        return Standing(edition_standing)
    first, end, today = point.get("effective_from"), point.get("effective_until"), on.isoformat()
    if end and end <= today:
        return Standing.ENDED
    return Standing.UPCOMING if first and first > today else Standing.IN_EFFECT


def format_point_standing(point: Mapping[str, Any], on: date) -> str:
    """Returns "Ended June 5, 2020", with the last day, or "Begins January 1, 2028"; empty if the point applies."""
    standing = get_point_standing(point, on)
    if standing == Standing.ENDED:
        return f"Ended {format_day(get_last_day(date.fromisoformat(point['effective_until'])))}"
    if standing == Standing.UPCOMING:
        return f"Begins {format_day(date.fromisoformat(point['effective_from']))}"
    return ""


def split_ended_points(points: Sequence[Mapping[str, Any]], on: date) -> tuple[list, list]:
    """Returns the points that have not ended by the day, and those that have, each in the order of their numbers."""
    ended = [point for point in points if get_point_standing(point, on) == Standing.ENDED]
    return [point for point in points if point not in ended], ended
