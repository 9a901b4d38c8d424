"""Snapshots: an edition's columns with the rows of its points and parts, to store, merge and restore."""

from datetime import date
from typing import Any

from django.db.models.fields.files import FieldFile

from portal.records.edition_columns import list_snapshot_columns
from portal.records.kinds import get_point_model
from portal.records.models.parts import get_part_models
from portal.register.hash_chain import dump_canonical_json, hash_text

Snapshot = dict[str, Any]
"""{"edition": {column: value}, "points": [row], "parts": {part_name: [row]}}, JSON types only, days in ISO 8601.
A row is its columns by name, `id` included; a foreign key is under its column ("service_id")."""
RowData = dict[str, Any]

EMPTY_SNAPSHOT: Snapshot = {"edition": {}, "points": [], "parts": {}}


def take_snapshot(edition) -> Snapshot:
    """Returns a snapshot of the current rows in the database."""
    model = get_point_model(edition.record.kind)
    [columns] = type(edition)._base_manager.filter(pk=edition.pk).values(*list_snapshot_columns())
    return {
        "edition": {name: to_json_value(value) for name, value in columns.items()},
        "points": [get_row_data(point) for point in model.objects.filter(edition=edition).order_by("number", "key")],
        "parts": {
            part.part_name: [get_row_data(row) for row in part.objects.filter(edition=edition)]
            for part in get_part_models()
            if part.is_copied
        },
    }


def hash_snapshot(state: Snapshot) -> str:
    return hash_text(dump_canonical_json(state))


def get_row_data(row) -> RowData:
    return {field.attname: to_json_value(field.value_from_object(row)) for field in get_row_fields(type(row))}


def get_row_fields(model) -> list:
    """Returns the id and the fields that a person can edit, without the edition and computed fields."""
    fields = [field for field in model._meta.concrete_fields if field.name == "id" or is_editable_field(field)]
    return [field for field in fields if field.name != "edition"]


def is_editable_field(field) -> bool:
    parent_link = field.remote_field is not None and getattr(field.remote_field, "parent_link", False)
    return field.editable and not parent_link


def to_json_value(value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.name or "" if isinstance(value, FieldFile) else value


def apply_snapshot(edition, state: Snapshot) -> None:
    """Changes the rows of a draft to match the snapshot. Points are matched by their keys and keep their rows; equal
    rows of other parts remain. Only the constraints and triggers of the database validate the result."""
    write_edition_columns(edition, state)
    model = get_point_model(edition.record.kind)
    rows = {point.key: point for point in model.objects.filter(edition=edition)}
    wanted = {row["key"]: row for row in state["points"]}
    for key, point in rows.items():
        if key not in wanted:
            point.delete()
    for key, row in wanted.items():
        if key not in rows:
            build_row(model, row, edition).save()
        elif remove_row_id(row) != remove_row_id(get_row_data(rows[key])):
            fill_row(rows[key], row).save()
    for part in get_part_models():
        if part.is_copied:
            write_part_rows(part, edition, state["parts"].get(part.part_name, []))


def write_part_rows(model, edition, wanted: list[RowData]) -> None:
    missing = [remove_row_id(row) for row in wanted]
    for row in model.objects.filter(edition=edition):
        if (data := remove_row_id(get_row_data(row))) in missing:
            missing.remove(data)
        else:
            row.delete()
    for data in missing:
        build_row(model, data, edition).save()


def restore_snapshot(edition, state: Snapshot) -> None:
    """Restores the rows of the draft exactly, with their ids, so that a form that was built from them matches again.
    Use it in a transaction that is rolled back afterwards; it costs two statements for each row."""
    write_edition_columns(edition, state)
    rows_by_model: list[tuple[Any, list[RowData]]] = [(get_point_model(edition.record.kind), state["points"])]
    rows_by_model += [(part, state["parts"].get(part.part_name, [])) for part in get_part_models() if part.is_copied]
    for model, rows in rows_by_model:
        model.objects.filter(edition=edition).delete()
        for row in rows:
            build_row(model, row, edition, id=row["id"]).save(force_insert=not model._meta.parents)


def write_edition_columns(edition, state: Snapshot) -> None:
    for name, value in state["edition"].items():
        setattr(edition, name, edition._meta.get_field(name).to_python(value))
    edition.save()


def build_row(model, row: RowData, edition, **facts):
    return fill_row(model(edition=edition, **facts), row)


def fill_row(instance, row: RowData):
    for field in get_row_fields(type(instance)):
        if field.name != "id" and field.attname in row:
            value = row[field.attname]
            setattr(instance, field.attname, value if field.is_relation else field.to_python(value))
    return instance


def remove_row_id(row: RowData) -> RowData:
    return {name: value for name, value in row.items() if name != "id"}
