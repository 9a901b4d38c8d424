"""The portal's rules of time as SQL for the search: which editions a search covers, and the standing of each on a day.

The rules are querysets (see `portal.records.querysets`). Building and compiling one takes as long as a whole search, so
each is compiled once, with placeholders for the day and the moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL

from portal.lib.stored_querysets import STAND_IN_DAY, STAND_IN_MOMENT, adapt_value
from portal.records.models import Edition, Issuer, Record
from portal.search.point_standings import build_point_days

SHOWN, APPLIED, EVERY = "shown", "applied", "every"
RULES = {
    SHOWN: lambda editions: editions.showing(STAND_IN_DAY, STAND_IN_MOMENT),
    APPLIED: lambda editions: editions.applying(STAND_IN_DAY, STAND_IN_MOMENT),
    EVERY: lambda editions: editions,
}
"""What readers see on the day, what applied on it, or every version; always as far as public at the moment."""
MATCH_COLUMNS = ("pk", "record_id", "number", "record__is_official")
EDITION_COLUMNS = (
    "id",
    "record_id",
    "number",
    "status",
    "title",
    "subtitle",
    "language",
    "effective_from",
    "effective_until",
    "change_kind",
    "change_note",
    "published_at",
    "withdrawn_at",
    "withdrawn_from",
    "withdrawal_kind",
)
RECORD_COLUMNS = ("id", "key", "kind", "issuer_id", "is_official")
ISSUER_COLUMNS = ("id", "key", "name")
"""The columns that a result shows of its edition, record and issuer, and no more: a page has twenty results."""
RESULT_COLUMNS = (
    *EDITION_COLUMNS,
    *(f"record__{name}" for name in RECORD_COLUMNS),
    *(f"record__issuer__{name}" for name in ISSUER_COLUMNS),
    "standing_then",
    "point_days",
)
RECORD_FIELD, ISSUER_FIELD = Edition._meta.get_field("record"), Record._meta.get_field("issuer")


@dataclass(frozen=True)
class SqlStatement:
    """A query with %s in place of its values."""

    sql: str
    values: tuple

    def at(self, day: date, moment: datetime) -> list:
        """Returns the values with the placeholders replaced."""
        adapted = {adapt_value(STAND_IN_DAY): adapt_value(day), adapt_value(STAND_IN_MOMENT): adapt_value(moment)}
        return [adapted.get(value, value) for value in self.values]

    def spelled(self, spell: Callable[[object], str]) -> str:
        """Returns the query with its values inserted, for the body of a function."""
        return self.sql % tuple(spell(value) for value in self.values)


def compile_rule(rule: str, **which: RawSQL) -> SqlStatement:
    """Compiles the query for `MATCH_COLUMNS` of the editions that the rule covers, among those that match `which`. It
    leaves out editions published in error."""
    editions = RULES[rule](Edition.objects.public(STAND_IN_MOMENT)).filter(**which)
    return compile_queryset(editions.not_retracted(STAND_IN_MOMENT).values(*MATCH_COLUMNS))


def compile_editions(**which: RawSQL) -> SqlStatement:
    """Compiles the query for `MATCH_COLUMNS` of the editions that match `which`."""
    return compile_queryset(Edition.objects.filter(**which).values(*MATCH_COLUMNS))


def get_edition_rows(day: date, at: datetime, **which) -> QuerySet:
    """Returns `RESULT_COLUMNS` of the editions that match `which`."""
    return (
        Edition.objects.filter(**which)
        .with_standing(day, at)
        .annotate(point_days=build_point_days())
        .values_list(*RESULT_COLUMNS)
    )


def compile_queryset(editions: QuerySet) -> SqlStatement:
    return SqlStatement(*editions.order_by().query.sql_with_params())


Instance = TypeVar("Instance", bound=Model)


def load_edition(row: tuple) -> Edition:
    """Returns an edition with its standing, record and issuer from a row of `RESULT_COLUMNS`."""
    edition = load_instance(Edition, EDITION_COLUMNS, row)
    record = load_instance(Record, RECORD_COLUMNS, row[len(EDITION_COLUMNS) :])
    issuer = (
        load_instance(Issuer, ISSUER_COLUMNS, row[len(EDITION_COLUMNS) + len(RECORD_COLUMNS) :])
        if record.issuer_id
        else None
    )
    edition.standing_then, edition.point_days = row[-2:]  # type: ignore[attr-defined]
    RECORD_FIELD.set_cached_value(edition, record)
    ISSUER_FIELD.set_cached_value(record, issuer)
    return edition


def load_instance(model: type[Instance], names: tuple[str, ...], values: tuple) -> Instance:
    """Returns an instance like `Model.from_db()`, but without its loop over all fields, which took a third of the time
    of a search. Other fields are loaded on access."""
    instance = model.__new__(model)
    instance.__dict__.update(zip(names, values, strict=False))
    instance._state = ModelState()
    instance._state.db, instance._state.adding = DEFAULT_DB_ALIAS, False
    return instance
