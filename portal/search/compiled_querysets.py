"""The portal's rules of time as SQL for the search: which editions a question is about, and how each is on a day.

The rules themselves are querysets (see portal.records.querysets). Building and compiling one takes as long as a whole
search does, so that is done once for each, with stand-ins for the day and the moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.expressions import RawSQL

from portal.records.models import Edition, Issuer, Record

SHOWN, APPLIED, EVERY = "shown", "applied", "every"
STAND_IN_DAY, STAND_IN_MOMENT = date(1234, 5, 6), datetime(1234, 5, 6, 7, 8, 9, tzinfo=UTC)
"""Values that no rule has of itself."""
RULES = {
    SHOWN: lambda editions: editions.showing(STAND_IN_DAY, STAND_IN_MOMENT),
    APPLIED: lambda editions: editions.applying(STAND_IN_DAY, STAND_IN_MOMENT),
    EVERY: lambda editions: editions,
}
"""What readers are shown on the day, what applied on it, or every version: as far as public by the moment."""
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
"""What a result shows of its edition, the record and the issuer; no more, for it is read twenty times a page."""
RESULT_COLUMNS = (
    *EDITION_COLUMNS,
    *(f"record__{name}" for name in RECORD_COLUMNS),
    *(f"record__issuer__{name}" for name in ISSUER_COLUMNS),
    "standing_then",
    "confirmed_at",
)
RECORD_FIELD, ISSUER_FIELD = Edition._meta.get_field("record"), Record._meta.get_field("issuer")


@dataclass(frozen=True)
class SqlStatement:
    """A query with %s where its values belong."""

    sql: str
    values: tuple

    def at(self, day: date, moment: datetime) -> list:
        """The values, with these in place of the stand-ins."""
        adapted = {adapt_date(STAND_IN_DAY): adapt_date(day), adapt_date(STAND_IN_MOMENT): adapt_date(moment)}
        return [adapted.get(value, value) for value in self.values]

    def spelled(self, spell: Callable[[object], str]) -> str:
        """The query with each value spelled out, for the body of a function."""
        return self.sql % tuple(spell(value) for value in self.values)


def adapt_date(value: date):
    """A day or a moment as the database in use is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value)


def compile_rule(rule: str, **which: RawSQL) -> SqlStatement:
    """FOUND of the editions that a question is about, of those `which` names. What was published in error is none of
    them."""
    editions = RULES[rule](Edition.objects.public(STAND_IN_MOMENT)).filter(**which)
    return compile_queryset(editions.not_retracted(STAND_IN_MOMENT).values(*MATCH_COLUMNS))


def compile_editions(**which: RawSQL) -> SqlStatement:
    """FOUND of the editions that `which` names."""
    return compile_queryset(Edition.objects.filter(**which).values(*MATCH_COLUMNS))


def get_edition_rows(day: date, at: datetime, **which) -> QuerySet:
    """ROW of the editions that `which` names."""
    return Edition.objects.filter(**which).with_standing(day, at).values_list(*RESULT_COLUMNS)


def compile_queryset(editions: QuerySet) -> SqlStatement:
    return SqlStatement(*editions.order_by().query.sql_with_params())


Instance = TypeVar("Instance", bound=Model)


def load_edition(row: tuple) -> Edition:
    """An edition with its standing, its record and its issuer, of the columns ROW."""
    edition = load_instance(Edition, EDITION_COLUMNS, row)
    record = load_instance(Record, RECORD_COLUMNS, row[len(EDITION_COLUMNS) :])
    issuer = (
        load_instance(Issuer, ISSUER_COLUMNS, row[len(EDITION_COLUMNS) + len(RECORD_COLUMNS) :])
        if record.issuer_id
        else None
    )
    edition.standing_then, edition.confirmed_at = row[-2:]
    RECORD_FIELD.set_cached_value(edition, record)
    ISSUER_FIELD.set_cached_value(record, issuer)
    return edition


def load_instance(model: type[Instance], names: tuple[str, ...], values: tuple) -> Instance:
    """As Model.from_db() makes it, without its walk along all fields, which took a third of a search's time here; what
    is not named is fetched when it is asked for."""
    made = model.__new__(model)
    made.__dict__.update(zip(names, values, strict=False))
    made._state = ModelState()
    made._state.db, made._state.adding = DEFAULT_DB_ALIAS, False
    return made
