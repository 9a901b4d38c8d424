"""Triggers that keep the text, key, digest and file name of a source document unchanged, and its steps complete."""

from portal.lib.sql_triggers import Trigger, build_append_only_triggers

TABLE, STEP_TABLE, CITATION_TABLE = "sources_sourcedocument", "sources_sourcestep", "sources_citation"
KEPT = ("key", "text", "sha256", "file_name")
DECISION = "action IN ('publish', 'withdraw')"


def build_triggers(vendor: str) -> list[Trigger]:
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in KEPT)
    message = "A source document cannot change."
    # INSERT OR REPLACE would replace a row whose key the new row has.
    taken = " OR ".join(f"x.{name} = NEW.{name}" for name in ("key", "sha256", "file_name"))
    replaced = f"EXISTS (SELECT 1 FROM {TABLE} x WHERE {taken})"
    _, *others = build_append_only_triggers(
        TABLE,
        message,
        except_delete=f"NOT EXISTS (SELECT 1 FROM {CITATION_TABLE} c WHERE c.source_id = OLD.id)"
        f" AND NOT EXISTS (SELECT 1 FROM {STEP_TABLE} s WHERE s.source_id = OLD.id AND s.{DECISION})",
    )
    return [
        *others,
        Trigger(f"{TABLE}_no_other", TABLE, "INSERT", message, when=replaced),
        Trigger(f"{TABLE}_no_update", TABLE, "UPDATE", message, when=changed),
        *build_step_triggers(),
    ]


def build_step_triggers() -> list[Trigger]:
    """Returns triggers for the log of steps. A text that readers never saw may be deleted together with its log."""
    last = f"SELECT max(y.id) FROM {STEP_TABLE} y WHERE y.source_id = NEW.source_id"
    proposed = (
        f"EXISTS (SELECT 1 FROM {STEP_TABLE} x WHERE x.id = ({last}) AND x.action = 'propose'"
        " AND (x.by_id IS NULL OR x.by_id <> NEW.by_id))"
    )
    return [
        *build_append_only_triggers(
            STEP_TABLE, "The steps of a source document are append-only.", except_delete=f"NOT OLD.{DECISION}"
        ),
        Trigger(
            f"{STEP_TABLE}_two_people",
            STEP_TABLE,
            "INSERT",
            "One person proposes the publication of a source document, and another publishes it.",
            when=f"NEW.action = 'publish' AND NEW.by_id IS NOT NULL AND NOT {proposed}",
        ),
    ]
