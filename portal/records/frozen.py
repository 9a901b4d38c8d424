"""What the database refuses, so that a published edition and all that belongs to it stay as they are."""

from django.apps import apps

from portal.register.triggers import Refusal, append_only

EDITION, RECORD, TRANSITION = "records_edition", "records_record", "records_transition"
MESSAGE = "A published edition does not change."
IS_FROZEN = "status IN ('published', 'withdrawn')"
LASTING = ("key", "kind", "is_official", "issuer_id")


def refusals(vendor: str) -> list[Refusal]:
    same = "IS NOT DISTINCT FROM" if vendor == "postgresql" else "IS"
    models = [model for model in apps.get_models() if getattr(model, "frozen_path", None)]
    return [
        *edition_refusals(same),
        *[refusal for model in models for refusal in part_refusals(model)],
        # A draft may be thrown away, and its log with it.
        *append_only(
            TRANSITION, "The log of steps is append-only.",
            except_delete=f"NOT EXISTS (SELECT 1 FROM {EDITION} e WHERE e.id = OLD.edition_id AND e.{IS_FROZEN})",
        ),
        Refusal(
            f"{RECORD}_lasting", RECORD, "UPDATE", "The address, kind and issuer of a published record do not change.",
            when="NOT (" + " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in LASTING) + ")"
            f" AND EXISTS (SELECT 1 FROM {EDITION} e WHERE e.record_id = OLD.id AND e.{IS_FROZEN})",
        ),
    ]  # fmt: skip


def edition_refusals(same: str) -> list[Refusal]:
    """From published to withdrawn is the only move, and only the columns about the withdrawal move with it."""
    model = apps.get_model("records", "Edition")
    moving = {model._meta.get_field(name).column for name in model.WITHDRAWAL_COLUMNS}
    still = [field.column for field in model._meta.concrete_fields if field.column not in moving]
    unchanged = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in still)
    return [
        Refusal(
            f"{EDITION}_no_update", EDITION, "UPDATE", MESSAGE,
            when=f"OLD.{IS_FROZEN} AND NOT (OLD.status = 'published' AND NEW.status = 'withdrawn' AND {unchanged})",
        ),
        Refusal(f"{EDITION}_no_delete", EDITION, "DELETE", MESSAGE, when=f"OLD.{IS_FROZEN}"),
        Refusal(
            f"{EDITION}_begins_as_draft", EDITION, "INSERT", "An edition begins as a draft.",
            when=f"NEW.status <> 'draft' OR EXISTS (SELECT 1 FROM {EDITION} e WHERE e.{IS_FROZEN}"
            " AND (e.id = NEW.id OR e.record_id = NEW.record_id AND e.number = NEW.number))",
        ),
    ]  # fmt: skip


def part_refusals(model) -> list[Refusal]:
    """No row of a published edition is changed, deleted, added, moved in or replaced."""
    table, key = model._meta.db_table, model._meta.pk.column
    old, new = frozen(model, "OLD"), frozen(model, "NEW")
    # INSERT OR REPLACE removes the row that has the same key without asking the delete trigger.
    replaces = f"EXISTS (SELECT 1 FROM {table} x WHERE x.{key} = NEW.{key} AND {frozen(model, 'x')})"
    return [
        Refusal(f"{table}_no_insert", table, "INSERT", MESSAGE, when=f"{new} OR {replaces}", lock=wait(model, "NEW")),
        Refusal(f"{table}_no_update", table, "UPDATE", MESSAGE, when=f"{old} OR {new}", lock=wait(model, "NEW")),
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
