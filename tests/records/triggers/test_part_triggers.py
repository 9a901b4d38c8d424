"""The database refuses every change of the points and parts of a published edition."""

import pytest
from django.apps import apps

from announcements.models import NoticeItem
from guidance.models import Recommendation
from portal.records.models import Edition, Point
from tests.factories import add_point, everything
from tests.records.triggers.conftest import (
    EVERY_TABLE,
    FROZEN,
    KINDS,
    PARTS,
    changes,
    copied_columns,
    refused,
    row_of,
    run,
)

pytestmark = pytest.mark.django_db


def test_the_list_of_models_has_all_tables_of_editions():
    assert set(FROZEN) == {model for model in apps.get_models() if getattr(model, "frozen_path", None)}


@EVERY_TABLE
def test_no_column_of_a_row_of_a_published_edition_can_be_changed(model, published):
    row = row_of(model, published)
    for column, value in changes(row):
        with refused():
            run(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE {model._meta.pk.column} = %s", value, row.pk)


@EVERY_TABLE
def test_no_row_of_a_published_edition_can_be_deleted(model, published):
    table, key, row = model._meta.db_table, model._meta.pk.column, row_of(model, published)
    with refused():
        run(f"DELETE FROM {table} WHERE {key} = %s", row.pk)
    with refused():
        run(f"DELETE FROM {table}")
    with refused():
        model.objects.filter(pk=row.pk).delete()
    with refused():
        row.delete()


@EVERY_TABLE
def test_querysets_cannot_change_a_row_of_a_published_edition(model, published):
    row = row_of(model, published)
    # For a subclass of Point, a column of its own table: the triggers of Point would refuse the other columns.
    field = next(field for field in model._meta.local_fields if not field.primary_key and field.name != "edition")
    with refused():
        model.objects.filter(pk=row.pk).update(**{field.attname: getattr(row, field.attname)})
    with refused():
        model.objects.bulk_update([row], [field.name])
    with refused():
        row.save()


@EVERY_TABLE
def test_no_row_can_be_added_to_a_published_edition(model, published, draft):
    extends = model._meta.pk.column != "id"
    to = {"point_ptr_id": row_of(model, published).pk} if extends else {"id": "id + 1000", "edition_id": published.pk}
    with refused():
        run(
            f"INSERT INTO {model._meta.db_table} {copied_columns(model, **to)} WHERE {model._meta.pk.column} = %s",
            row_of(model, draft).pk,
        )


@EVERY_TABLE
def test_no_row_can_be_moved_into_or_out_of_a_published_edition(model, published, draft):
    table, key = model._meta.db_table, model._meta.pk.column
    own, drafts = row_of(model, published), row_of(model, draft)
    column, there, here = ("edition_id", published.pk, draft.pk) if key == "id" else (key, own.pk, drafts.pk)
    with refused():
        run(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", there, drafts.pk)
    with refused():
        run(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", here, own.pk)


@EVERY_TABLE
def test_rows_of_a_draft_can_be_changed_added_and_deleted(model, published, draft):
    table, key, row = model._meta.db_table, model._meta.pk.column, row_of(model, draft)
    before = list(model.objects.filter(edition=published).values_list())
    row.save()
    assert run(f"UPDATE {table} SET {key} = {key} WHERE {key} = %s", row.pk) == 1
    row.delete()
    assert row_of(model, draft) is None
    again = add_point(draft, 1, "Anew.") if model in KINDS else model.objects.create(edition=draft, **PARTS[model]())
    assert model.objects.filter(edition=draft).update(**{model._meta.pk.attname: again.pk}) == 1
    assert list(model.objects.filter(edition=published).values_list()) == before


def test_a_point_of_a_published_edition_cannot_get_a_row_of_a_subclass(published):
    point = row_of(Point, published)
    with refused():
        run(
            "INSERT INTO guidance_recommendation (point_ptr_id, audience) VALUES (%s, 'police_chiefs')",
            point.pk,
        )


def test_a_draft_is_deleted_with_all_its_rows(published, draft):
    before = {name: rows for name, rows in everything().items() if name in ("records.Record", "register.RegisterEntry")}
    draft.perform("edit", by=None, at=published.published_at)
    draft.delete()
    assert list(Edition.objects.all()) == [published]
    assert {model: model.objects.count() for model in FROZEN if model not in (NoticeItem, Recommendation)} == {
        model: 1 for model in FROZEN if model not in (NoticeItem, Recommendation)
    }
    assert {name: rows for name, rows in everything().items() if name in before} == before


# REPLACE, which removes conflicting rows


@EVERY_TABLE
def test_insert_or_replace_cannot_remove_a_row_of_a_published_edition(model, sqlite, published, draft):
    table, key = model._meta.db_table, model._meta.pk.column
    columns = copied_columns(model, **{key: row_of(model, published).pk})
    with refused():
        run(f"INSERT OR REPLACE INTO {table} {columns} WHERE {key} = %s", row_of(model, draft).pk)


@EVERY_TABLE
def test_update_or_replace_cannot_remove_a_row_of_a_published_edition(model, sqlite, published, draft):
    table, key = model._meta.db_table, model._meta.pk.column
    with refused():
        run(
            f"UPDATE OR REPLACE {table} SET {key} = %s WHERE {key} = %s",
            row_of(model, published).pk,
            row_of(model, draft).pk,
        )
