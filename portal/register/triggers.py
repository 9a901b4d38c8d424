"""The triggers of the register, and the list of the triggers of all apps, which every migrate creates again."""

from collections.abc import Callable

from django.db import connection

from portal.lib import sql_triggers
from portal.lib.sql_triggers import Trigger

REGISTER_TABLE = "register_registerentry"
# The tolerance is one minute, because SQLite's clock advances within a transaction.
CLOCK_SKEW_SQL = {
    "sqlite": "abs(julianday(NEW.recorded_at) - julianday('now')) * 86400 > 60",
    # now() is the start of the transaction, which may be long ago.
    "postgresql": (
        "NEW.recorded_at < now() - interval '60 seconds' OR NEW.recorded_at > clock_timestamp() + interval '60 seconds'"
    ),
}
CLOCK_SQL = {"sqlite": "julianday('now')", "postgresql": "clock_timestamp()"}
PUBLIC_AT_SQL = {"sqlite": "julianday(e.public_at)", "postgresql": "e.public_at"}
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
            "Entries are added only at the end of the register.",
            when=OUT_OF_ORDER_SQL,
        ),
        Trigger(
            f"{REGISTER_TABLE}_clock",
            REGISTER_TABLE,
            "INSERT",
            "recorded_at is the database clock.",
            when=CLOCK_SKEW_SQL[vendor],
        ),
        Trigger(
            f"{REGISTER_TABLE}_cancels_in_time",
            REGISTER_TABLE,
            "INSERT",
            "Only a publication that nobody could read yet can be canceled.",
            when=f"NEW.cancels_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {REGISTER_TABLE} e"
            " WHERE e.number = NEW.cancels_id AND e.action IN ('published', 'corrected')"
            f" AND {PUBLIC_AT_SQL[vendor]} > {CLOCK_SQL[vendor]})",
        ),
    ]


TRIGGERS: list[Callable[[str], list[Trigger]]] = [build_register_triggers]
"""Functions that take the database vendor and return triggers. Each app with protected tables adds one in ready()."""


def get_all_triggers() -> list[Trigger]:
    """Returns the triggers of all apps for the tables that exist in this database."""
    tables = set(connection.introspection.table_names())
    return [trigger for build in TRIGGERS for trigger in build(connection.vendor) if trigger.table in tables]


def install_all_triggers(**kwargs) -> None:
    """Creates all triggers after every migrate, because SQLite drops those of a table that a migration rebuilds."""
    sql_triggers.create_triggers(get_all_triggers())


def drop_before_migrate(plan=(), **kwargs) -> None:
    """Drops all triggers before SQLite rebuilds a table: a trigger of another table that names it would stop the
    migration halfway."""
    if connection.vendor == "sqlite" and plan:
        drop_all_triggers()


def drop_all_triggers() -> None:
    """Drops the triggers of all apps, for a migration or a test."""
    sql_triggers.drop_triggers(get_all_triggers())
