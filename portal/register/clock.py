"""Compares the clock of this server with that of the database, because the register keeps what a wrong clock says."""

from datetime import datetime, timedelta

from portal.lib.grammar import format_count
from portal.register.models import DATABASE_CLOCK_SQL, get_database_time

MOST_SKEW = timedelta(seconds=5)
# now() is the start of the transaction, which may have waited for a lock.
CLOCK_SQL = DATABASE_CLOCK_SQL | {"postgresql": "SELECT clock_timestamp()"}


def find_clock_problem(now: datetime) -> str:
    """Returns a sentence if `now`, by the clock of this server, differs by more than MOST_SKEW from the database's
    clock, else an empty text."""
    skew = now - get_database_time(CLOCK_SQL)
    if abs(skew) <= MOST_SKEW:
        return ""
    direction = "ahead of" if skew > timedelta() else "behind"
    return (
        f"The clock of this server is {format_count(round(abs(skew).total_seconds()), 'second')} {direction} the clock "
        "of the database, so the register would keep a wrong time. Nothing was done. Ask the operator to set the clock."
    )
