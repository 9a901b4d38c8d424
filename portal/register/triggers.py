"""Which changes the database itself refuses: the list of guards, and putting them in place after every migrate."""

from collections.abc import Callable

from django.db import connection

from portal.lib import sql_triggers
from portal.lib.sql_triggers import Trigger

REGISTER_TABLE = "register_registerentry"
# One minute of tolerance: SQLite's clock moves on within a transaction.
CLOCK_SKEW_SQL = {
    "sqlite": "abs(julianday(NEW.recorded_at) - julianday('now')) * 86400 > 60",
    # now() is when the transaction began, which may be long ago.
    "postgresql": (
        "NEW.recorded_at < now() - interval '60 seconds' OR NEW.recorded_at > clock_timestamp() + interval '60 seconds'"
    ),
}
# INSERT OR REPLACE would remove an older entry that has the same number or hash.
OUT_OF_ORDER_SQL = (
    f"NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM {REGISTER_TABLE})"
    f" OR EXISTS (SELECT 1 FROM {REGISTER_TABLE} WHERE hash = NEW.hash OR previous = NEW.previous)"
)


def build_register_triggers(vendor: str) -> list[Trigger]:
    return [
        *sql_triggers.build_append_only_triggers(REGISTER_TABLE, "The register is append-only.", key="number"),
        Trigger(
            f"{REGISTER_TABLE}_in_order",
            REGISTER_TABLE,
            "INSERT",
            "The register is added to at its end.",
            when=OUT_OF_ORDER_SQL,
        ),
        Trigger(
            f"{REGISTER_TABLE}_clock",
            REGISTER_TABLE,
            "INSERT",
            "recorded_at is the database clock.",
            when=CLOCK_SKEW_SQL[vendor],
        ),
    ]


TRIGGERS: list[Callable[[str], list[Trigger]]] = [build_register_triggers]
"""Each app with guarded tables adds its function when it is loaded."""


def get_all_triggers() -> list[Trigger]:
    """All of them, for the tables that this database has."""
    tables = set(connection.introspection.table_names())
    return [refusal for guard in TRIGGERS for refusal in guard(connection.vendor) if refusal.table in tables]


def install_all_triggers(**kwargs) -> None:
    """After every migrate, because SQLite drops the triggers of a table that a migration remakes."""
    sql_triggers.create_triggers(get_all_triggers())


def drop_before_migrate(plan=(), **kwargs) -> None:
    """Before SQLite remakes a table: a trigger elsewhere that names it would stop the migration half way."""
    if connection.vendor == "sqlite" and plan:
        drop_all_triggers()


def drop_all_triggers() -> None:
    """Takes them all away, for a migration or a test."""
    sql_triggers.drop_triggers(get_all_triggers())
