"""The stamp of all that is public: what renews it, and reading it with one tiny query."""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection

from portal.lib import dates
from portal.register.models import WRITERS_LOCK_ID, RegisterEntry

TABLE = "kept_publicstate"
WATCHED_TABLES = (
    "register_registerentry",
    "records_issuer",
    "records_reference",
    "announcements_service",
    "guidance_inquiry",
    "guidance_inquiryanswer",
    "guidance_inquiryplacement",
    "sources_sourcedocument",
    "search_document",
    "search_entry",
    "search_term",
)
"""Tables whose rows show on public pages and can change. Editions and all that belongs to them are frozen by the
database once they are public, and become so with an entry of the register."""

NEW_VERSION_SQL = {
    "sqlite": f"INSERT INTO {TABLE} (id, stamp) VALUES (1, lower(hex(randomblob(16))))"
    " ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp",
    "postgresql": f"INSERT INTO {TABLE} (id, stamp) VALUES (1, gen_random_uuid())"
    " ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp",
}
# The writers' lock comes first, as it does for a publication; so nobody waits for the row while holding what its
# holder waits for.
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


def get_trigger_names(table: str) -> list[str]:
    """Of the triggers on a table."""
    if connection.vendor == "postgresql":
        return [f"{table}_renews"]
    return [f"{table}_renews_{event.lower()}" for event in TRIGGER_EVENTS]


def install_version_triggers(**kwargs) -> None:
    """After every migrate: the triggers, and a new stamp, because a migration may have changed anything."""
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


def get_watched_tables() -> list[str]:
    """Those that this database has."""
    present = set(connection.introspection.table_names())
    return [table for table in WATCHED_TABLES if {table, TABLE} <= present]


def drop_before_migrate(plan=(), **kwargs) -> None:
    """Before SQLite remakes a table: a trigger elsewhere that names it would stop the migration half way."""
    if connection.vendor == "sqlite" and plan:
        with connection.cursor() as cursor:
            for name in [name for table in WATCHED_TABLES for name in get_trigger_names(table)]:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def get_content_version() -> str | None:
    """The current version; None if there is none or the database does not answer. Then nothing is cached."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT stamp FROM {TABLE} WHERE id = 1")
            row = cursor.fetchone()
    except DatabaseError:
        return None
    return row[0] if row else None


def get_next_change(at: datetime) -> datetime:
    """When the pages change by themselves: as the day ends in the state, or when something scheduled becomes public.
    Days of effect begin and end with the day."""
    midnight = dates.get_start_of_day(dates.get_local_date(at) + timedelta(1))
    scheduled = RegisterEntry.objects.filter(public_at__gt=at, public_at__lt=midnight).order_by("public_at")
    return scheduled.values_list("public_at", flat=True).first() or midnight
