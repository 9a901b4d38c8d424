"""An edition's text as plain columns, the rows of its points and parts included: to keep, to merge, to write back."""

from datetime import date
from typing import Any

from django.db.models.fields.files import FieldFile

from portal.records.models.parts import part_classes
from portal.records.models.point import point_class
from portal.register.chain import canonical_json, digest

State = dict[str, Any]
"""{"edition": {column: value}, "points": [row], "parts": {part_name: [row]}}, JSON types only, days in ISO 8601.
A row is its columns by name, `id` included; a foreign key stands under its column ("service_id")."""
Row = dict[str, Any]

EDITION = (
    "title", "subtitle", "language", "body", "provenance", "signed_on", "effective_from", "effective_until",
    "change_kind", "change_note",
)  # fmt: skip
EMPTY: State = {"edition": {}, "points": [], "parts": {}}


def read(edition) -> State:
    """What the rows say now, whatever the object in hand says."""
    model = point_class(edition.record.kind)
    [columns] = type(edition)._base_manager.filter(pk=edition.pk).values(*EDITION)
    return {
        "edition": {name: plain(value) for name, value in columns.items()},
        "points": [row_of(point) for point in model.objects.filter(edition=edition).order_by("number", "key")],
        "parts": {
            part.part_name: [row_of(row) for row in part.objects.filter(edition=edition)]
            for part in part_classes()
            if part.is_copied
        },
    }


def digest_of(state: State) -> str:
    return digest(canonical_json(state))


def row_of(row) -> Row:
    return {field.attname: plain(field.value_from_object(row)) for field in row_fields(type(row))}


def row_fields(model) -> list:
    """The id, and what a person can write in a row; not the edition, and not what is computed."""
    fields = [field for field in model._meta.concrete_fields if field.name == "id" or is_written(field)]
    return [field for field in fields if field.name != "edition"]


def is_written(field) -> bool:
    parent_link = field.remote_field is not None and getattr(field.remote_field, "parent_link", False)
    return field.editable and not parent_link


def plain(value) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.name or "" if isinstance(value, FieldFile) else value


def write(edition, state: State) -> None:
    """Makes the rows of a draft say what the state says. Points are known by their keys and stay the same rows;
    of the other parts those that are alike stay. Validates nothing but what the database refuses."""
    write_edition(edition, state)
    model = point_class(edition.record.kind)
    rows = {point.key: point for point in model.objects.filter(edition=edition)}
    wanted = {row["key"]: row for row in state["points"]}
    for key, point in rows.items():
        if key not in wanted:
            point.delete()
    for key, row in wanted.items():
        if key not in rows:
            made(model, row, edition).save()
        elif without_id(row) != without_id(row_of(rows[key])):
            filled(rows[key], row).save()
    for part in part_classes():
        if part.is_copied:
            write_rows(part, edition, state["parts"].get(part.part_name, []))


def write_rows(model, edition, wanted: list[Row]) -> None:
    missing = [without_id(row) for row in wanted]
    for row in model.objects.filter(edition=edition):
        if (data := without_id(row_of(row))) in missing:
            missing.remove(data)
        else:
            row.delete()
    for data in missing:
        made(model, data, edition).save()


def restore(edition, state: State) -> None:
    """The rows of the draft exactly as they were, with their ids: so that a form that was made from them fits
    again. For a transaction that is rolled back afterwards; costs two statements for every row."""
    write_edition(edition, state)
    models = [(point_class(edition.record.kind), state["points"])]
    models += [(part, state["parts"].get(part.part_name, [])) for part in part_classes() if part.is_copied]
    for model, rows in models:
        model.objects.filter(edition=edition).delete()
        for row in rows:
            made(model, row, edition, id=row["id"]).save(force_insert=not model._meta.parents)


def write_edition(edition, state: State) -> None:
    for name, value in state["edition"].items():
        setattr(edition, name, edition._meta.get_field(name).to_python(value))
    edition.save()


def made(model, row: Row, edition, **facts):
    return filled(model(edition=edition, **facts), row)


def filled(instance, row: Row):
    for field in row_fields(type(instance)):
        if field.name != "id" and field.attname in row:
            value = row[field.attname]
            setattr(instance, field.attname, value if field.is_relation else field.to_python(value))
    return instance


def without_id(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "id"}
