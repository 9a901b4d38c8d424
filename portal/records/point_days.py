"""The days of a point belong to its words: after these change, a person gives the days again or says that they hold."""

from collections.abc import Iterator

from django.db.models import DateField

from portal.lib.dates import format_day
from portal.lib.grammar import join_phrases
from portal.lib.markdown import strip_markdown
from portal.lib.text import collapse_whitespace
from portal.records.kinds import get_point_model
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


def find_old_days(edition, before, points: list | None = None) -> list[tuple]:
    """Returns (point, [day in words]) for each point that states something else than the same point of `before`, but
    still has days of it, unless a person confirmed these days for the present words."""
    if before is None:
        return []
    earlier = {point.key: point for point in get_point_model(edition.record.kind).objects.filter(edition=before)}
    found = []
    for point in load_points(edition) if points is None else points:
        old = earlier.get(point.key)
        days = list(list_same_days(old, point)) if old else []
        if not days or (digest := compute_statement_digest(point)) == compute_statement_digest(old):
            continue
        if point.days_confirmed_for != digest:
            found.append((point, days))
    return found


def list_same_days(old, point) -> Iterator[str]:
    for name, phrase in DAYS.items():
        if (day := getattr(point, name)) is not None and day == getattr(old, name):
            yield phrase.format(format_day(day))


def describe_old_days(edition, before, point, days: list[str]) -> str:
    noun = edition.record.point_noun.capitalize()
    return (
        f"{noun} {point.number} says something else than in version {before.number}, but still has its days:"
        f" {join_phrases(days)}. Give the days again, or confirm that they still hold."
    )


def confirm_days(edition, key: str) -> bool:
    """Stores that the days of the point hold for its present words. Returns whether there is such a point."""
    point = get_point_model(edition.record.kind).objects.filter(edition=edition, key=key).first()
    if point is None:
        return False
    point.days_confirmed_for = compute_statement_digest(point)
    point.save(update_fields=["days_confirmed_for"])
    return True
