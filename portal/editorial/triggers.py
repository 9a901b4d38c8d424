"""Triggers that keep the log of draft links until the draft itself is deleted."""

from portal.lib.sql_triggers import Trigger, build_append_only_triggers

TABLES = ("desk_linkopening", "desk_linkreply")
MESSAGE = "The log of a draft link is append-only."
PUBLISHED = (
    "SELECT 1 FROM desk_draftlink l JOIN records_edition e ON e.id = l.edition_id"
    " WHERE l.id = OLD.link_id AND e.status IN ('published', 'withdrawn')"
)


def build_triggers(vendor: str) -> list[Trigger]:
    return [
        trigger
        for table in TABLES
        for trigger in build_append_only_triggers(table, MESSAGE, except_delete=f"NOT EXISTS ({PUBLISHED})")
    ]
