"""What the database refuses, so that a published edition and all that belongs to it stay as they are."""

from django.apps import apps

from portal.register.triggers import Refusal, append_only

EDITION, RECORD, TRANSITION = "records_edition", "records_record", "records_transition"
MESSAGE = "A published edition does not change."
IS_FROZEN = "status IN ('published', 'withdrawn')"
LASTING = ("key", "kind", "is_official", "issuer_id", "readers")
LASTS = "The address, kind, issuer and readers of a published record do not change."


def refusals(vendor: str) -> list[Refusal]:
    same = "IS NOT DISTINCT FROM" if vendor == "postgresql" else "IS"
    models = [model for model in apps.get_models() if getattr(model, "frozen_path", None)]
    return [
        *edition_refusals(vendor, same),
        *[refusal for model in models for refusal in part_refusals(vendor, model)],
        # A draft may be thrown away, and its log with it.
        *append_only(
            TRANSITION, "The log of steps is append-only.",
            except_delete=f"NOT EXISTS (SELECT 1 FROM {EDITION} e WHERE e.id = OLD.edition_id AND e.{IS_FROZEN})",
        ),
        *record_refusals(vendor, same),
    ]  # fmt: skip


def or_replaces(vendor: str, found: str) -> str:
    """For a condition on UPDATE: SQLite's UPDATE OR REPLACE removes rows in the way without asking the delete
    trigger; everywhere else they make the update fail."""
    return f" OR EXISTS ({found})" if vendor == "sqlite" else ""


def record_refusals(vendor: str, same: str) -> list[Refusal]:
    """A record with a published edition stays what it is."""
    changed = "NOT (" + " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in LASTING) + ")"
    published = f"EXISTS (SELECT 1 FROM {EDITION} e WHERE e.record_id = {{}} AND e.{IS_FROZEN})"
    replaced = f"SELECT 1 FROM {RECORD} x WHERE (x.id = NEW.id OR x.key = NEW.key) AND {published.format('x.id')}"
    # PostgreSQL: whoever is publishing one of its editions finishes first.
    lock = f"PERFORM 1 FROM {EDITION} e WHERE e.record_id = OLD.id FOR SHARE;"
    return [
        Refusal(
            f"{RECORD}_lasting", RECORD, "UPDATE", LASTS, lock=lock,
            when=f"{changed} AND {published.format('OLD.id')}"
            + or_replaces(vendor, f"{replaced} AND x.id <> OLD.id"),
        ),
        Refusal(f"{RECORD}_no_delete", RECORD, "DELETE", LASTS, when=published.format("OLD.id"), lock=lock),
        Refusal(f"{RECORD}_no_replace", RECORD, "INSERT", LASTS, when=f"EXISTS ({replaced})"),
    ]  # fmt: skip


def edition_refusals(vendor: str, same: str) -> list[Refusal]:
    """From published to withdrawn is the only move, and only the columns about the withdrawal move with it."""
    model = apps.get_model("records", "Edition")
    moving = {model._meta.get_field(name).column for name in model.WITHDRAWAL_COLUMNS}
    still = [field.column for field in model._meta.concrete_fields if field.column not in moving]
    unchanged = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in still)
    replaced = (
        f"SELECT 1 FROM {EDITION} e WHERE e.{IS_FROZEN} AND e.id <> OLD.id AND (e.id = NEW.id"
        " OR e.record_id = NEW.record_id AND e.number = NEW.number"
        " OR e.publication_id = NEW.publication_id OR e.withdrawal_id = NEW.withdrawal_id)"
    )
    return [
        Refusal(
            f"{EDITION}_no_update", EDITION, "UPDATE", MESSAGE,
            when=f"OLD.{IS_FROZEN} AND NOT (OLD.status = 'published' AND NEW.status = 'withdrawn' AND {unchanged})"
            + or_replaces(vendor, replaced),
        ),
        Refusal(f"{EDITION}_no_delete", EDITION, "DELETE", MESSAGE, when=f"OLD.{IS_FROZEN}"),
        Refusal(
            f"{EDITION}_begins_as_draft", EDITION, "INSERT", "An edition begins as a draft.",
            when=f"NEW.status <> 'draft' OR EXISTS (SELECT 1 FROM {EDITION} e WHERE e.{IS_FROZEN}"
            " AND (e.id = NEW.id OR e.record_id = NEW.record_id AND e.number = NEW.number))",
        ),
    ]  # fmt: skip


def part_refusals(vendor: str, model) -> list[Refusal]:
    """No row of a published edition is changed, deleted, added, moved in or replaced."""
    table, key = model._meta.db_table, model._meta.pk.column
    old, new = frozen(model, "OLD"), frozen(model, "NEW")
    # INSERT OR REPLACE removes the row that has the same key without asking the delete trigger.
    replaced = f"SELECT 1 FROM {table} x WHERE x.{key} = NEW.{key} AND {frozen(model, 'x')}"
    added = f"{new} OR EXISTS ({replaced})"
    changed = f"{old} OR {new}" + or_replaces(vendor, f"{replaced} AND x.{key} <> OLD.{key}")
    return [
        Refusal(f"{table}_no_insert", table, "INSERT", MESSAGE, when=added, lock=wait(model, "NEW")),
        Refusal(f"{table}_no_update", table, "UPDATE", MESSAGE, when=changed, lock=wait(model, "NEW")),
        Refusal(f"{table}_no_delete", table, "DELETE", MESSAGE, when=old, lock=wait(model, "OLD")),
    ]


def edition_of(model, row: str) -> str:
    """SQL for the id of the edition that a row belongs to: its own column, or that of the parent it extends."""
    parents = list(model._meta.parents.items())
    if not parents:
        return f"{row}.edition_id"
    [(parent, link)] = parents
    return f"(SELECT p.edition_id FROM {parent._meta.db_table} p WHERE p.id = {row}.{link.column})"


def frozen(model, row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {EDITION} e WHERE e.id = {edition_of(model, row)} AND e.{IS_FROZEN})"


def wait(model, row: str) -> str:
    """PostgreSQL: whoever is publishing the edition finishes first, and the condition then sees what they did."""
    return f"PERFORM 1 FROM {EDITION} e WHERE e.id = {edition_of(model, row)} FOR SHARE;"
