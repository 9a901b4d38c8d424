"""Copying an edition to a new draft, with its text, points and parts. Points keep their keys."""

from portal.records.edition_columns import list_copied_columns
from portal.records.kinds import get_point_model
from portal.records.models.parts import get_part_models


def copy_edition(source, *, number: int, author, **facts):
    """Saves and returns a draft that is a copy of `source`, with the columns given in `facts`."""
    columns = {name: getattr(source, name) for name in list_copied_columns()}
    draft = type(source).objects.create(record=source.record, number=number, author=author, **{**columns, **facts})
    for point in get_point_model(source.record.kind).objects.filter(edition=source):
        copy_row(point, draft)
    for model in get_part_models():
        if model.is_copied:
            for part in model.objects.filter(edition=source):
                copy_row(part, draft)
    adapt_parts(draft)
    return draft


def adapt_parts(draft) -> None:
    for model in get_part_models():
        model.follow_text(draft)


def copy_row(row, edition) -> None:
    """Saves a copy of the row that belongs to `edition`. With multi-table inheritance, both rows are new."""
    row.pk = row.id = None
    row._state.adding = True
    row.edition = edition
    row.save()
