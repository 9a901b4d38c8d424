"""The days of a point belong to its words: after these change, a person gives the days again or says that they hold."""

from dataclasses import dataclass
from typing import Any

from django.db.models import DateField

from portal.lib.dates import format_day
from portal.lib.grammar import join_phrases
from portal.lib.markdown import strip_markdown
from portal.lib.text import collapse_whitespace
from portal.records.kinds import get_point_model
from portal.records.querysets import PUBLIC_STATUSES
from portal.records.serializers import load_points
from portal.register.hash_chain import dump_canonical_json, hash_text

DAYS = {
    "posted_on": "posted on {}",
    "effective_from": "in effect from {}",
    "effective_until": "no longer in effect from {}",
}
BOOKKEEPING = {"id", "edition", "key", "number", "text_hash", "days_confirmed_for"}


def compute_statement_digest(point) -> str:
    """Returns the SHA-256 of what a point states besides its days: its words, and the columns that only its kind has.
    Emphasis, layout and link targets do not count."""
    fields = [field for field in point._meta.concrete_fields if not isinstance(field, DateField)]
    columns = {
        field.attname: field.value_from_object(point)
        for field in fields
        if field.name not in BOOKKEEPING and not (field.remote_field and field.remote_field.parent_link)
    }
    words = {name: collapse_whitespace(strip_markdown(columns[name])) for name in ("heading", "text")}
    return hash_text(dump_canonical_json(columns | words))


@dataclass(frozen=True)
class OldDays:
    """Days that a point still has from the other words of an earlier version."""

    point: Any
    days: list[str]
    version: int
    noun: str

    def __str__(self) -> str:
        return (
            f"{self.noun.capitalize()} {self.point.number} says something else than in version {self.version}, but"
            f" still has its days: {join_phrases(self.days)}. Give the days again, or confirm that they still hold."
        )


def find_old_days(edition, points: list | None = None) -> list[OldDays]:
    """Returns the points with a day that a published version has for other words, and none for these words, unless a
    person confirmed the days for the present words."""
    points = [point for point in (load_points(edition) if points is None else points) if list_days(point)]
    if not points:
        return []
    versions = edition.record.editions.filter(status__in=PUBLIC_STATUSES).not_retracted().exclude(pk=edition.pk)
    rows = get_point_model(edition.record.kind).objects.filter(edition__in=versions)
    earlier: dict[str, list] = {}
    for row in rows.filter(key__in=[point.key for point in points]).select_related("edition").order_by("edition"):
        earlier.setdefault(row.key, []).append(row)
    found = (compare_days(point, earlier.get(point.key, []), edition.record.point_noun) for point in points)
    return [old_days for old_days in found if old_days]


def compare_days(point, earlier: list, noun: str) -> OldDays | None:
    digest = compute_statement_digest(point)
    if point.days_confirmed_for == digest:
        return None
    same = [row for row in earlier if compute_statement_digest(row) == digest]
    given = {day for row in same for day in list_days(row)}
    other = {day: row.edition.number for row in earlier for day in list_days(row)}
    old = [day for day in list_days(point) if day in other and day not in given]
    return OldDays(point, old, max(other[day] for day in old), noun) if old else None


def list_days(point) -> list[str]:
    """Returns the days of the point in words."""
    days = ((phrase, getattr(point, name)) for name, phrase in DAYS.items())
    return [phrase.format(format_day(day)) for phrase, day in days if day is not None]


def confirm_days(edition, key: str) -> bool:
    """Stores that the days of the point hold for its present words. Returns whether there is such a point."""
    point = get_point_model(edition.record.kind).objects.filter(edition=edition, key=key).first()
    if point is None:
        return False
    point.days_confirmed_for = compute_statement_digest(point)
    point.save(update_fields=["days_confirmed_for"])
    return True
