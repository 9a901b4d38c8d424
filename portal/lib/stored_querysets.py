"""Querysets that are built and compiled once, and afterwards only run with other values.

For the rules of time, building and compiling a queryset takes longer than the database takes to answer it."""

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

STAND_IN_DAY, STAND_IN_MOMENT = date(1234, 5, 6), datetime(1234, 5, 6, 7, 8, 9, tzinfo=UTC)
STAND_IN_NUMBER = 1_234_567
"""Values that no queryset contains otherwise. Each further parameter has the next one."""


@dataclass(frozen=True)
class Place:
    """Where a compiled query takes a value."""

    name: str
    cast: Callable[[Any], Any] | None
    """The type that the database adapter asks for, for numbers."""

    def fill(self, values: dict[str, Any]) -> Any:
        value = values[self.name]
        return self.cast(value) if self.cast else value


@dataclass(frozen=True)
class StoredQuery:
    """A compiled query; `params` holds a Place for each value that changes."""

    queryset: QuerySet
    compiler: SQLCompiler
    sql: str
    params: tuple

    def fetch(self, values: dict[str, Any]) -> list[Any]:
        params = tuple(param.fill(values) if isinstance(param, Place) else param for param in self.params)
        compiler = copy.copy(self.compiler)
        vars(compiler).update(connection=connection, as_sql=lambda *args, **kwargs: (self.sql, params))
        queryset = self.queryset.all()
        vars(queryset.query)["get_compiler"] = lambda *args, **kwargs: compiler
        return list(queryset)


class StoredQuerySet:
    """Wraps a function that returns a queryset. Call it as the function; it returns the list of the rows.

    Positional arguments decide the shape of the query. They must be hashable and of few combinations, because each is
    stored. Keyword arguments are days, moments, numbers and texts, never None, and lists of them, never empty. The
    function may only pass them on to the queryset: it must not compute with them or ask what they are. `build` is the
    function itself."""

    def __init__(self, build: Callable[..., QuerySet]):
        self.build = build
        self.queries: dict[tuple[Hashable, ...], StoredQuery] = {}
        update_wrapper(self, build)

    def __call__(self, *shape: Hashable, **values: Any) -> list[Any]:
        values = {name: pad_list(value) if isinstance(value, list) else value for name, value in values.items()}
        singles = separate_lists(values)
        key = (tuple(singles), shape)
        if key not in self.queries:
            self.queries[key] = self.compile(shape, values)
        return self.queries[key].fetch({name: adapt_value(value) for name, value in singles.items()})

    def compile(self, shape: tuple[Hashable, ...], values: dict[str, Any]) -> StoredQuery:
        """Compiles the query with a stand-in for each value. Raises ValueError if one does not arrive in it."""
        stand_ins = {
            name: make_stand_in(value, index) for index, (name, value) in enumerate(separate_lists(values).items())
        }
        queryset = self.build(*shape, **gather_lists(stand_ins, values))
        compiler = queryset.query.get_compiler(queryset.db)
        sql, params = compiler.as_sql()
        names = {adapt_value(stand_in): name for name, stand_in in stand_ins.items()}
        if missing := set(names) - set(params):
            lost = [names[stand_in] for stand_in in missing]
            raise ValueError(f"{self.build.__name__} does not pass on {lost} unchanged.")
        places = [make_place(names[param], param) if param in names else param for param in params]
        return StoredQuery(queryset, compiler, sql, tuple(places))


def pad_list(values: list[Any]) -> list[Any]:
    """Repeats the last value until the length is a power of two, so that few queries are stored."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


def separate_lists(values: dict[str, Any]) -> dict[str, Any]:
    """Returns each member of a list under a name of its own."""
    return {
        f"{name} {index}" if isinstance(value, list) else name: member
        for name, value in values.items()
        for index, member in enumerate(value if isinstance(value, list) else [value])
    }


def gather_lists(singles: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Puts separate values back into lists, where `values` has lists."""
    return {
        name: [singles[f"{name} {index}"] for index in range(len(value))] if isinstance(value, list) else singles[name]
        for name, value in values.items()
    }


def make_stand_in(value: Any, index: int) -> Any:
    if isinstance(value, datetime):
        return STAND_IN_MOMENT + timedelta(days=index)
    if isinstance(value, date):
        return STAND_IN_DAY + timedelta(days=index)
    if isinstance(value, str):
        return f"stand-in {index}"
    if isinstance(value, int) and not isinstance(value, bool):
        return STAND_IN_NUMBER + index
    raise TypeError(f"A stored queryset takes days, moments, numbers and texts, not {value!r}.")


def make_place(name: str, param: Any) -> Place:
    return Place(name, type(param) if isinstance(param, int) else None)


def adapt_value(value: Any) -> Any:
    """Returns a day or a moment as the database in use is given it, and anything else as it is."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value
