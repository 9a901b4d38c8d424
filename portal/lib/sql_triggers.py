"""Database triggers that refuse a change with a sentence, spelled for SQLite and for PostgreSQL."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Trigger:
    """Before `event` on a row of `table`, refuse it when the SQL condition `when` holds.

    The condition names the row as OLD and NEW. `lock` is SQL that PostgreSQL runs first, so that
    a row which another transaction is just changing is waited for and judged as it then is."""

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
  RAISE EXCEPTION 'The table {table} is not emptied.' USING ERRCODE = 'check_violation';
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
    """Names of the triggers that the database has and obeys."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED_TRIGGERS_SQL[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def get_trigger_tables(refusals: list[Trigger]) -> dict[str, str]:
    """Names of the triggers that install() makes for them, each with its table."""
    made = {refusal.name: refusal.table for refusal in refusals}
    if connection.vendor == "postgresql":
        made |= {f"{refusal.table}_no_truncate": refusal.table for refusal in refusals}
    return made


def create_triggers(refusals: list[Trigger]) -> None:
    """Creates every trigger again: a migration on SQLite drops those of a rebuilt table."""
    # SQLite asks the newest trigger of a table first, PostgreSQL in the order of names: so both give the same reason.
    ordered = sorted(refusals, key=lambda refusal: refusal.name, reverse=True)
    with connection.cursor() as cursor:
        for refusal in ordered:
            spelled = {**vars(refusal), "message": refusal.message.replace("'", "''")}
            if connection.vendor == "postgresql":
                cursor.execute(POSTGRESQL_TRIGGER.format(**spelled))
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {refusal.name}")
                cursor.execute(SQLITE_TRIGGER.format(**spelled))
        if connection.vendor == "postgresql":
            for table in sorted({refusal.table for refusal in refusals}):
                cursor.execute(POSTGRESQL_TRUNCATE_TRIGGER.format(table=table))


def drop_triggers(refusals: list[Trigger]) -> None:
    """Takes the triggers away. Only tests do that, to empty their tables and to play the intruder."""
    with connection.cursor() as cursor:
        for refusal in refusals:
            on = f" ON {refusal.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {refusal.name}{on}")
        if connection.vendor == "postgresql":
            for table in {refusal.table for refusal in refusals}:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")


def build_append_only_triggers(table: str, message: str, *, key: str = "id", except_delete: str = "") -> list[Trigger]:
    """Refusals for a table whose rows are only ever added, but for a deletion that the SQL condition allows."""
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
    """Refusals of rows whose column holds none of the values, where the SQL condition holds. In place of a check
    constraint where apps register the values. PostgreSQL asks triggers in the order of their names, so these come
    after the refusals to change what is frozen."""
    listed = ", ".join(f"'{value}'" for value in (one.replace("'", "''") for one in [*values] or [""]))
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
