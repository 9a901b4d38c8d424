"""Triggers that keep the text, key, digest and file name of a source document unchanged."""

from portal.lib.sql_triggers import Trigger, build_append_only_triggers

TABLE = "sources_sourcedocument"
KEPT = ("key", "text", "sha256", "file_name")


def build_triggers(vendor: str) -> list[Trigger]:
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in KEPT)
    message = "A source document cannot change."
    always = build_append_only_triggers(TABLE, message)
    # INSERT OR REPLACE would replace a row whose key the new row has.
    taken = " OR ".join(f"x.{name} = NEW.{name}" for name in ("key", "sha256", "file_name"))
    replaced = f"EXISTS (SELECT 1 FROM {TABLE} x WHERE {taken})"
    return [
        *always[1:],
        Trigger(f"{TABLE}_no_other", TABLE, "INSERT", message, when=replaced),
        Trigger(f"{TABLE}_no_update", TABLE, "UPDATE", message, when=changed),
    ]
