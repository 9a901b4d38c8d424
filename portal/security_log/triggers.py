"""Triggers that refuse to change an event, to delete a recent one, and to enter a time other than the database's."""

from portal.lib.sql_triggers import Trigger, build_append_only_triggers
from portal.register.triggers import CLOCK_SKEW_SQL

TABLE = "security_log_securityevent"
MESSAGE = "The security log is append-only."
RETENTION_DAYS = 400
"""Days for which the database refuses to delete an event."""
IS_OLD_SQL = {
    "sqlite": f"julianday('now') - julianday(OLD.recorded_at) > {RETENTION_DAYS}",
    "postgresql": f"OLD.recorded_at < now() - interval '{RETENTION_DAYS} days'",
}


def build_triggers(vendor: str) -> list[Trigger]:
    return [
        *build_append_only_triggers(TABLE, MESSAGE, except_delete=IS_OLD_SQL[vendor]),
        Trigger(f"{TABLE}_clock", TABLE, "INSERT", "recorded_at is the database clock.", when=CLOCK_SKEW_SQL[vendor]),
    ]
