"""A new draft from an edition: its text, points and parts, with the points' keys."""

from portal.records.kinds import get_point_model
from portal.records.models.parts import get_part_models

NOT_COPIED_FIELDS = {
    "id",
    "record",
    "number",
    "status",
    "author",
    "is_reconstructed",
    "change_kind",
    "change_note",
    "begun_at",
    "published_at",
    "publication",
    "withdrawn_at",
    "withdrawn_from",
    "withdrawal_kind",
    "withdrawal_reason",
    "withdrawal",
}
"""What the next edition does not take over."""


def copy_edition(source, *, number: int, author, **facts):
    """Saves and returns a draft with the columns given in `facts` and everything else as in `source`."""
    columns = {
        field.name: getattr(source, field.name)
        for field in source._meta.concrete_fields
        if field.name not in NOT_COPIED_FIELDS
    }
    draft = type(source).objects.create(record=source.record, number=number, author=author, **{**columns, **facts})
    for point in get_point_model(source.record.kind).objects.filter(edition=source):
        copy_row(point, draft)
    for model in get_part_models():
        if model.is_copied:
            for part in model.objects.filter(edition=source):
                copy_row(part, draft)
    return draft


def copy_row(row, edition) -> None:
    """Saves the row once more as one of `edition`; with multi-table inheritance both halves are new."""
    row.pk = row.id = None
    row._state.adding = True
    row.edition = edition
    row.save()
