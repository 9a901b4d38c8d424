"""Triggers that keep the database from changing a published edition and everything that belongs to it."""

from dataclasses import replace

from django.apps import apps

from portal.lib.sql_triggers import Trigger, build_append_only_triggers, build_choice_triggers
from portal.records.kinds import get_kind_values, list_kinds
from portal.register.triggers import REGISTER_TABLE

EDITION_TABLE, RECORD_TABLE, TRANSITION_TABLE = "records_edition", "records_record", "records_transition"
FROZEN_MESSAGE = "A published edition does not change."
FROZEN_CONDITION = "status IN ('published', 'withdrawn')"
LASTING_COLUMNS = ("key", "kind", "is_official", "issuer_id", "readers")
"""The columns of a record that readers see. The second person approves them with the text."""
CONFIRMATION_TABLE = "records_confirmation"
CHANGE_TABLE, SHARED_TABLE = "records_recordchange", "records_sharedchange"
LASTING_MESSAGE = "The address, kind, issuer and readers of a published record do not change."
IN_REVIEW_MESSAGE = "A record does not change while a version of it is in review."
SHARED_MESSAGE = "A proposed change of a shared name is decided once and cannot be changed or deleted."


def build_triggers(vendor: str) -> list[Trigger]:
    same = "IS NOT DISTINCT FROM" if vendor == "postgresql" else "IS"
    models = [model for model in apps.get_models() if getattr(model, "frozen_path", None)]
    return [
        *build_edition_triggers(vendor, same),
        *[trigger for model in models for trigger in build_part_triggers(vendor, model)],
        # A draft may be deleted together with its log.
        *build_append_only_triggers(
            TRANSITION_TABLE,
            "The log of steps is append-only.",
            except_delete=f"NOT EXISTS (SELECT 1 FROM {EDITION_TABLE} e"
            f" WHERE e.id = OLD.edition_id AND e.{FROZEN_CONDITION})",
        ),
        *build_append_only_triggers(CONFIRMATION_TABLE, "What was confirmed as still current does not change."),
        *build_append_only_triggers(
            CHANGE_TABLE,
            "The log of changes of a record is append-only.",
            except_delete=f"NOT EXISTS (SELECT 1 FROM {EDITION_TABLE} e"
            f" WHERE e.record_id = OLD.record_id AND e.{FROZEN_CONDITION})",
        ),
        *build_shared_change_triggers(same),
        *build_record_triggers(vendor, same),
        *build_kind_triggers(),
    ]


def build_replace_condition(vendor: str, subquery: str) -> str:
    """Returns an addition to a condition on UPDATE: SQLite's UPDATE OR REPLACE removes conflicting rows without firing
    the delete trigger. On PostgreSQL, such rows make the update fail."""
    return f" OR EXISTS ({subquery})" if vendor == "sqlite" else ""


def build_record_triggers(vendor: str, same: str) -> list[Trigger]:
    """Returns triggers that protect the properties of a record with a published edition or an edition in review."""
    changed = "NOT (" + " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in LASTING_COLUMNS) + ")"
    published = f"EXISTS (SELECT 1 FROM {EDITION_TABLE} e WHERE e.record_id = {{}} AND e.{FROZEN_CONDITION})"
    replaced = f"SELECT 1 FROM {RECORD_TABLE} x WHERE (x.id = NEW.id OR x.key = NEW.key) AND {published.format('x.id')}"
    # On PostgreSQL, a running publication of one of its editions ends first.
    lock = f"PERFORM 1 FROM {EDITION_TABLE} e WHERE e.record_id = OLD.id FOR SHARE;"
    return [
        Trigger(
            f"{RECORD_TABLE}_lasting",
            RECORD_TABLE,
            "UPDATE",
            LASTING_MESSAGE,
            lock=lock,
            when=f"{changed} AND {published.format('OLD.id')}"
            + build_replace_condition(vendor, f"{replaced} AND x.id <> OLD.id"),
        ),
        Trigger(
            f"{RECORD_TABLE}_in_review",
            RECORD_TABLE,
            "UPDATE",
            IN_REVIEW_MESSAGE,
            lock=lock,
            when=f"{changed} AND EXISTS"
            f" (SELECT 1 FROM {EDITION_TABLE} e WHERE e.record_id = OLD.id AND e.status = 'in_review')",
        ),
        Trigger(
            f"{RECORD_TABLE}_no_delete",
            RECORD_TABLE,
            "DELETE",
            LASTING_MESSAGE,
            when=published.format("OLD.id"),
            lock=lock,
        ),
        Trigger(f"{RECORD_TABLE}_no_replace", RECORD_TABLE, "INSERT", LASTING_MESSAGE, when=f"EXISTS ({replaced})"),
    ]


def build_shared_change_triggers(same: str) -> list[Trigger]:
    """Returns triggers that permit only one change of a proposal: adding the decision, once."""
    fixed_columns = ("row_model", "row_pk", "changed_values", "made_by_id", "made_at")
    changed = " OR ".join(f"NOT (NEW.{name} {same} OLD.{name})" for name in fixed_columns)
    no_update, *others = build_append_only_triggers(SHARED_TABLE, SHARED_MESSAGE)
    return [replace(no_update, when=f"OLD.outcome <> '' OR {changed}"), *others]


def build_kind_triggers() -> list[Trigger]:
    """Returns triggers for the kinds that apps register. Every migrate creates them again, so a new kind needs no
    migration."""
    sealed = [kind.value for kind in list_kinds() if kind.may_be_for_officials]
    return [
        *build_choice_triggers(RECORD_TABLE, "kind", get_kind_values(), "No app registers this kind of record."),
        *build_choice_triggers(
            RECORD_TABLE,
            "kind",
            sealed,
            "Records of this kind cannot be for officials only.",
            name="readers_fit",
            condition="NEW.readers <> 'everybody'",
        ),
    ]


def build_edition_triggers(vendor: str, same: str) -> list[Trigger]:
    """Returns triggers that permit only two changes of a frozen edition, each of which changes only its own columns: a
    withdrawal, and the return to a draft after the register canceled its publication."""
    model = apps.get_model("records", "Edition")
    withdrawn = build_unchanged_condition(model, same, except_for=model.WITHDRAWAL_COLUMNS)
    canceled = build_unchanged_condition(model, same, except_for=model.PUBLICATION_COLUMNS)
    replaced = (
        f"SELECT 1 FROM {EDITION_TABLE} e WHERE e.{FROZEN_CONDITION} AND e.id <> OLD.id AND (e.id = NEW.id"
        " OR e.record_id = NEW.record_id AND e.number = NEW.number"
        " OR e.publication_id = NEW.publication_id OR e.withdrawal_id = NEW.withdrawal_id)"
    )
    return [
        Trigger(
            f"{EDITION_TABLE}_no_update",
            EDITION_TABLE,
            "UPDATE",
            FROZEN_MESSAGE,
            when=f"OLD.{FROZEN_CONDITION}"
            f" AND NOT (OLD.status = 'published' AND NEW.status = 'withdrawn' AND {withdrawn})"
            f" AND NOT (OLD.status = 'published' AND NEW.status = 'draft' AND {canceled}"
            f" AND EXISTS (SELECT 1 FROM {REGISTER_TABLE} c WHERE c.cancels_id = OLD.publication_id))"
            + build_replace_condition(vendor, replaced),
        ),
        Trigger(f"{EDITION_TABLE}_no_delete", EDITION_TABLE, "DELETE", FROZEN_MESSAGE, when=f"OLD.{FROZEN_CONDITION}"),
        Trigger(
            f"{EDITION_TABLE}_begins_as_draft",
            EDITION_TABLE,
            "INSERT",
            "An edition begins as a draft.",
            when=f"NEW.status <> 'draft' OR EXISTS (SELECT 1 FROM {EDITION_TABLE} e WHERE e.{FROZEN_CONDITION}"
            " AND (e.id = NEW.id OR e.record_id = NEW.record_id AND e.number = NEW.number))",
        ),
    ]


def build_unchanged_condition(model, same: str, *, except_for: tuple[str, ...]) -> str:
    columns = [field.column for field in model._meta.concrete_fields if field.name not in except_for]
    return " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in columns)


def build_part_triggers(vendor: str, model) -> list[Trigger]:
    """Returns triggers that refuse to change, delete, add, move or replace a row of a published edition."""
    table, key = model._meta.db_table, model._meta.pk.column
    old, new = build_frozen_condition(model, "OLD"), build_frozen_condition(model, "NEW")
    # INSERT OR REPLACE removes the row with the same key without firing the delete trigger.
    replaced = f"SELECT 1 FROM {table} x WHERE x.{key} = NEW.{key} AND {build_frozen_condition(model, 'x')}"
    added = f"{new} OR EXISTS ({replaced})"
    changed = f"{old} OR {new}" + build_replace_condition(vendor, f"{replaced} AND x.{key} <> OLD.{key}")
    return [
        Trigger(f"{table}_no_insert", table, "INSERT", FROZEN_MESSAGE, when=added, lock=build_lock_sql(model, "NEW")),
        Trigger(f"{table}_no_update", table, "UPDATE", FROZEN_MESSAGE, when=changed, lock=build_lock_sql(model, "NEW")),
        Trigger(f"{table}_no_delete", table, "DELETE", FROZEN_MESSAGE, when=old, lock=build_lock_sql(model, "OLD")),
    ]


def build_edition_id_sql(model, row: str) -> str:
    """Returns SQL for the id of the edition of a row: from its own column, or from the parent table of a subclass."""
    parents = list(model._meta.parents.items())
    if not parents:
        return f"{row}.edition_id"
    [(parent, link)] = parents
    return f"(SELECT p.edition_id FROM {parent._meta.db_table} p WHERE p.id = {row}.{link.column})"


def build_frozen_condition(model, row: str) -> str:
    edition_id = build_edition_id_sql(model, row)
    return f"EXISTS (SELECT 1 FROM {EDITION_TABLE} e WHERE e.id = {edition_id} AND e.{FROZEN_CONDITION})"


def build_lock_sql(model, row: str) -> str:
    """Returns SQL with which PostgreSQL waits for a running publication of the edition, so that the condition sees its
    result."""
    return f"PERFORM 1 FROM {EDITION_TABLE} e WHERE e.id = {build_edition_id_sql(model, row)} FOR SHARE;"
