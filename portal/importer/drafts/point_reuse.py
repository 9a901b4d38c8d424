"""Reuses earlier points: the keys of points that continue, and the decisions of staff about them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.text import slugify

from portal.lib.markdown import strip_markdown
from portal.records.kinds import get_point_model
from portal.records.models import Edition, Point
from portal.sources.similarity import join_letters


@dataclass(frozen=True)
class ReusedPoints:
    """`keys` has, for each point of the document, the key of the earlier point or None; it is empty for a new
    record."""

    keys: Sequence[str | None] = ()
    rows: dict[str, Point] = field(default_factory=dict)

    @classmethod
    def of(cls, before: Edition, keys: Sequence[str | None]) -> "ReusedPoints":
        rows = get_point_model(before.record.kind).objects.filter(edition=before)
        return cls(keys, {row.key: row for row in rows})

    def keys_for(self, points: Sequence[tuple]) -> list[str]:
        """Returns a key for each point: the earlier one, or a new one made of its first words."""
        kept = list(self.keys) if self.keys else [None] * len(points)
        taken = {*self.rows, *(key for key in kept if key)}
        for number, (heading, body, _) in enumerate(points, 1):
            if kept[number - 1] is None:
                kept[number - 1] = find_unused_key((heading or body).value, number, taken)
                taken.add(kept[number - 1])
        return kept

    def columns(self, model: type[Point], key: str, words: str) -> dict[str, object]:
        """Returns the columns that only this kind of point has, from the earlier point. If the words differ, returns
        only the columns that staff decide."""
        row = self.rows.get(key)
        if row is None:
            return {}
        shared = {column.name for column in Point._meta.fields}
        own = [
            column.name for column in model._meta.local_fields if column.name not in shared and not column.primary_key
        ]
        own = own if model is not Point else []
        is_same = join_letters(strip_markdown(row.text)) == join_letters(words)
        return {name: getattr(row, name) for name in own if is_same or name in model.decided_columns}


def find_unused_key(words: str, number: int, taken: set[str]) -> str:
    wanted = slugify(" ".join(words.split()[:8]))[:72] or "point"
    key = wanted
    while key in taken:
        key, number = f"{wanted[:66]}-{number}", number + 1
    return key
