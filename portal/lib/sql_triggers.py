"""Database triggers that refuse a change with a sentence, in the SQL of SQLite and of PostgreSQL."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Trigger:
    """Refuses `event` on a row of `table` when the SQL condition `when` holds.

    The condition refers to the row as OLD and NEW. `lock` is SQL that PostgreSQL runs first: it waits for a row that
    another transaction is changing, so that the condition sees the result."""

    name: str
    table: str
    event: str  # INSERT, UPDATE or DELETE
    message: str
    when: str = "1 = 1"
    lock: str = ""


POSTGRESQL_TRIGGER = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  {lock}
  IF {when} THEN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $body$;
DROP TRIGGER IF EXISTS {name} ON {table};
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
POSTGRESQL_TRUNCATE_TRIGGER = """
CREATE OR REPLACE FUNCTION {table}_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'The table {table} cannot be emptied.' USING ERRCODE = 'check_violation';
END $body$;
DROP TRIGGER IF EXISTS {table}_no_truncate ON {table};
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_no_truncate();
"""
SQLITE_TRIGGER = """
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {when}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
INSTALLED_TRIGGERS_SQL = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def get_installed_triggers() -> set[str]:
    """Returns the names of the triggers that exist in the database and are enabled."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED_TRIGGERS_SQL[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def get_trigger_tables(triggers: list[Trigger]) -> dict[str, str]:
    """Returns the names of all triggers that `create_triggers` creates, each with its table."""
    tables = {trigger.name: trigger.table for trigger in triggers}
    if connection.vendor == "postgresql":
        tables |= {f"{trigger.table}_no_truncate": trigger.table for trigger in triggers}
    return tables


def create_triggers(triggers: list[Trigger]) -> None:
    """Creates every trigger again, because a migration on SQLite drops the triggers of a rebuilt table."""
    # SQLite runs the newest trigger of a table first, PostgreSQL runs them in the order of their names. Creating them
    # in reverse order makes both give the same reason.
    ordered = sorted(triggers, key=lambda trigger: trigger.name, reverse=True)
    with connection.cursor() as cursor:
        for trigger in ordered:
            values = {**vars(trigger), "message": trigger.message.replace("'", "''")}
            if connection.vendor == "postgresql":
                cursor.execute(POSTGRESQL_TRIGGER.format(**values))
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}")
                cursor.execute(SQLITE_TRIGGER.format(**values))
        if connection.vendor == "postgresql":
            for table in sorted({trigger.table for trigger in triggers}):
                cursor.execute(POSTGRESQL_TRUNCATE_TRIGGER.format(table=table))


def drop_triggers(triggers: list[Trigger]) -> None:
    """Drops the triggers: before a migration on SQLite, and in tests that empty tables or simulate an intruder."""
    with connection.cursor() as cursor:
        for trigger in triggers:
            on = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on}")
        if connection.vendor == "postgresql":
            for table in {trigger.table for trigger in triggers}:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")


def build_append_only_triggers(table: str, message: str, *, key: str = "id", except_delete: str = "") -> list[Trigger]:
    """Returns triggers for a table whose rows can only be added. `except_delete` is an SQL condition that permits a
    deletion."""
    return [
        Trigger(f"{table}_no_update", table, "UPDATE", message),
        Trigger(
            f"{table}_no_delete", table, "DELETE", message, when=f"NOT ({except_delete})" if except_delete else "1 = 1"
        ),
        Trigger(
            f"{table}_no_replace",
            table,
            "INSERT",
            message,
            when=f"EXISTS (SELECT 1 FROM {table} x WHERE x.{key} = NEW.{key})",
        ),
    ]


def build_choice_triggers(
    table: str, column: str, values: Iterable[str], message: str, *, name: str = "", condition: str = "1 = 1"
) -> list[Trigger]:
    """Returns triggers that refuse a row if the SQL condition holds and its column has none of the values. They replace
    a check constraint where apps register the values. PostgreSQL runs triggers in the order of their names, so these
    run after the triggers that protect frozen rows."""
    escaped = (value.replace("'", "''") for value in [*values] or [""])
    listed = ", ".join(f"'{value}'" for value in escaped)
    return [
        Trigger(
            f"{table}_{name or f'only_known_{column}'}_{event.lower()}",
            table,
            event,
            message,
            when=f"{condition} AND NEW.{column} NOT IN ({listed})",
        )
        for event in ("INSERT", "UPDATE")
    ]
