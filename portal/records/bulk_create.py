"""Saves many rows at once, for an import."""

from typing import Any

from portal.records.kinds import list_point_models
from portal.records.models import Point


def create_points(points: list[Point]) -> None:
    """Saves new points of any class. Django's bulk_create refuses a class whose rows are in two tables. It saves the
    points as rows of Point, which gives them their ids; then each class saves the rows of its own table."""
    Point.objects.bulk_create(points)
    for model in (model for model in list_point_models() if model is not Point):
        rows = [point for point in points if type(point) is model]
        link = model._meta.pk.attname
        for row in rows:
            setattr(row, link, row.id)
        if rows:
            queryset: Any = model.objects.all()
            queryset._batched_insert(rows, model._meta.local_concrete_fields, batch_size=None)
