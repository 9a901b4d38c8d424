"""Which changes the database itself refuses: the list of guards, and putting them in place after every migrate."""

from collections.abc import Callable

from django.db import connection

from portal.register import triggers
from portal.register.triggers import Refusal

TABLE = "register_registerentry"
# One minute of tolerance: SQLite's clock moves on within a transaction.
LATE = {
    "sqlite": "abs(julianday(NEW.recorded_at) - julianday('now')) * 86400 > 60",
    "postgresql": "abs(extract(epoch FROM NEW.recorded_at - now())) > 60",
}
# INSERT OR REPLACE would remove an older entry that has the same number or hash.
NEXT = (
    f"NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM {TABLE})"
    f" OR EXISTS (SELECT 1 FROM {TABLE} WHERE hash = NEW.hash OR previous = NEW.previous)"
)


def register_refusals(vendor: str) -> list[Refusal]:
    return [
        *triggers.append_only(TABLE, "The register is append-only.", key="number"),
        Refusal(f"{TABLE}_in_order", TABLE, "INSERT", "The register is added to at its end.", when=NEXT),
        Refusal(f"{TABLE}_clock", TABLE, "INSERT", "recorded_at is the database clock.", when=LATE[vendor]),
    ]


GUARDS: list[Callable[[str], list[Refusal]]] = [register_refusals]
"""Each app with guarded tables adds its function when it is loaded."""


def refusals() -> list[Refusal]:
    """All of them, for the tables that this database has."""
    tables = set(connection.introspection.table_names())
    return [refusal for guard in GUARDS for refusal in guard(connection.vendor) if refusal.table in tables]


def install(**kwargs) -> None:
    """After every migrate, because SQLite drops the triggers of a table that a migration remakes."""
    triggers.install(refusals())


def step_aside(plan=(), **kwargs) -> None:
    """Before SQLite remakes a table: a trigger elsewhere that names it would stop the migration half way."""
    if connection.vendor == "sqlite" and plan:
        remove()


def remove() -> None:
    """Takes them all away, for a migration or a test."""
    triggers.remove(refusals())
