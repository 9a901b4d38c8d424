"""The version of the public content: the triggers that renew its stamp, and the query that reads it."""

import re
from datetime import datetime, timedelta

from django.db import DatabaseError, connection

from portal.lib import dates, sql_triggers
from portal.register.models import WRITERS_LOCK_ID, RegisterEntry

TABLE = "kept_publicstate"
WATCHED_TABLES = (
    "register_registerentry",
    "records_issuer",
    "records_reference",
    "announcements_service",
    "sources_sourcedocument",
    "sources_sourcestep",
    "search_document",
    "search_entry",
    "search_term",
)
"""Tables whose rows appear on public pages and can change. Editions and their parts are not among them: the database
freezes them once they are public, and an entry of the register accompanies every publication."""

NEW_VERSION_SQL = {
    "sqlite": f"INSERT INTO {TABLE} (id, stamp) VALUES (1, lower(hex(randomblob(16))))"
    " ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp",
    "postgresql": f"INSERT INTO {TABLE} (id, stamp) VALUES (1, gen_random_uuid())"
    " ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp",
}
# The trigger takes the writers' lock first, as a publication does. The same order of locks prevents a deadlock.
POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION kept_renew() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM pg_advisory_xact_lock({WRITERS_LOCK_ID});
  {NEW_VERSION_SQL["postgresql"]};
  RETURN NULL;
END $body$;
"""
POSTGRESQL_TRIGGER = """
DROP TRIGGER IF EXISTS {table}_renews ON {table};
CREATE TRIGGER {table}_renews BEFORE INSERT OR UPDATE OR DELETE ON {table} EXECUTE FUNCTION kept_renew();
"""
TRIGGER_EVENTS = ("INSERT", "UPDATE", "DELETE")
TRIGGER_NAME = re.compile("(?P<table>[a-z_]+)_renews(_insert|_update|_delete)?")


def get_trigger_names(table: str) -> list[str]:
    """Returns the names of the version triggers of a table."""
    if connection.vendor == "postgresql":
        return [f"{table}_renews"]
    return [f"{table}_renews_{event.lower()}" for event in TRIGGER_EVENTS]


def install_version_triggers(**kwargs) -> None:
    """Creates the triggers after every migrate, drops those of tables that are no longer watched, and renews the stamp,
    because a migration may have changed any row."""
    drop_outdated_triggers()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        for table in get_watched_tables():
            if connection.vendor == "postgresql":
                cursor.execute(POSTGRESQL_TRIGGER.format(table=table))
                continue
            for name, event in zip(get_trigger_names(table), TRIGGER_EVENTS, strict=True):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {NEW_VERSION_SQL['sqlite']}; END")
        if TABLE in connection.introspection.table_names(cursor):
            cursor.execute(NEW_VERSION_SQL[connection.vendor])


def drop_outdated_triggers() -> None:
    """Drops the triggers that an earlier version created on tables that are not watched now."""
    current = {name for table in WATCHED_TABLES for name in get_trigger_names(table)}
    with connection.cursor() as cursor:
        for name in sql_triggers.get_installed_triggers() - current:
            if match := TRIGGER_NAME.fullmatch(name):
                on = f" ON {match['table']}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{on}")


def get_watched_tables() -> list[str]:
    """Returns the watched tables that exist in this database."""
    present = set(connection.introspection.table_names())
    return [table for table in WATCHED_TABLES if {table, TABLE} <= present]


def drop_before_migrate(plan=(), **kwargs) -> None:
    """Drops the triggers before SQLite rebuilds a table: a trigger of another table that names it would stop the
    migration halfway."""
    if connection.vendor == "sqlite" and plan:
        with connection.cursor() as cursor:
            for name in [name for table in WATCHED_TABLES for name in get_trigger_names(table)]:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def get_content_version() -> str | None:
    """Returns the current stamp, or None if there is none or the database does not respond. Without a stamp, nothing is
    cached."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT stamp FROM {TABLE} WHERE id = 1")
            row = cursor.fetchone()
    except DatabaseError:
        return None
    return row[0] if row else None


def get_next_change(at: datetime) -> datetime:
    """Returns the time at which pages change without a write: the next midnight in the state, because effective days
    begin and end with the day, or an earlier moment at which a scheduled text becomes public."""
    midnight = dates.get_start_of_day(dates.get_local_date(at) + timedelta(1))
    scheduled = RegisterEntry.objects.filter(public_at__gt=at, public_at__lt=midnight).order_by("public_at")
    return scheduled.values_list("public_at", flat=True).first() or midnight
