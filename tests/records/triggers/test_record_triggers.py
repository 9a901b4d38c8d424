"""The database refuses changes of published records, of the log of steps and of source documents."""

import pytest
from django.db import DatabaseError, connection, transaction

from guidance.models import Addressee
from portal.accounts.models import Agency, Post
from portal.records.models import Confirmation, Edition, Record, Transition
from portal.records.triggers import LASTING_COLUMNS, LASTING_MESSAGE
from portal.register.models import RegisterEntry
from portal.sources.models import SourceDocument
from portal.sources.source_steps import publish_source
from tests.factories import add_point, make_draft, make_issuer, make_post, make_record
from tests.records.triggers.conftest import FROZEN, changes, copied_columns, make_source, refused, run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "facts",
    [
        {"key": "another"},
        {"kind": "memo"},
        {"is_official": False},
        {"issuer": lambda: make_issuer("corrections", "Department of Correction")},
    ],
    ids=lambda facts: list(facts)[0],
)
def test_properties_of_a_record_cannot_change_after_publication(facts, published):
    facts = {name: value() if callable(value) else value for name, value in facts.items()}
    with refused(LASTING_MESSAGE):
        Record.objects.filter(pk=published.record_id).update(**facts)
    unpublished = make_draft(make_record()).record
    Record.objects.filter(pk=unpublished.pk).update(**facts)
    unpublished.refresh_from_db()
    assert {name: getattr(unpublished, name) for name in facts} == facts


def test_lasting_columns_are_all_columns_of_a_record():
    """A new column of a record must be either in LASTING_COLUMNS or here."""
    may_change = {"id"}
    assert {field.column for field in Record._meta.concrete_fields} == {*LASTING_COLUMNS, *may_change}


def test_a_published_record_cannot_be_deleted(published):
    with refused(LASTING_MESSAGE):
        run("DELETE FROM records_record WHERE id = %s", published.record_id)
    unpublished = make_record()
    unpublished.changes.all().delete()
    assert run("DELETE FROM records_record WHERE id = %s", unpublished.pk) == 1


def test_replace_cannot_change_the_kind_of_a_published_record(sqlite, published):
    columns = copied_columns(Record, kind="'memo'")
    with refused(LASTING_MESSAGE):
        run(f"INSERT OR REPLACE INTO records_record {columns} WHERE id = %s", published.record_id)


@pytest.mark.parametrize("verb", ["INSERT", "UPDATE"])
def test_replace_cannot_move_the_address_of_a_published_record(sqlite, published, verb):
    draft = make_draft(make_record())
    key = published.record.key
    with refused(LASTING_MESSAGE):
        if verb == "INSERT":
            columns = copied_columns(Record, id=9999, key=f"'{key}'")
            run(f"INSERT OR REPLACE INTO records_record {columns} WHERE id = %s", draft.record_id)
        else:
            run("UPDATE OR REPLACE records_record SET key = %s WHERE id = %s", key, draft.record_id)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Record.objects.bulk_create([Record(key="x", kind="nonsense", is_official=False)]),
        lambda: Record.objects.filter(pk=make_record("memo").pk).update(kind="nonsense"),
        lambda: Record.objects.filter(pk=make_record("press_release").pk).update(readers="officials"),
        lambda: Post.objects.filter(pk=make_post().pk).update(audience="nonsense"),
        lambda: Agency.objects.filter(pk=make_post().agency.pk).update(kind="nonsense"),
        lambda: Addressee.objects.create(edition=make_draft(make_record("memo")), audience="nonsense"),
        lambda: add_point(make_draft(make_record("memo"), points=[]), 1, {"text": "Do.", "audience": "nonsense"}),
    ],
)
def test_an_unregistered_kind_or_audience_is_refused(make):
    """The triggers replace check constraints, which would need a migration for each new kind or audience."""
    with pytest.raises(DatabaseError), transaction.atomic():
        make()


# The log of steps


def test_the_log_of_steps_is_append_only(published):
    step = published.transitions.first()
    for column, value in changes(step):
        with refused("The log of steps is append-only"):
            run(f"UPDATE records_transition SET {column} = %s WHERE id = %s", value, step.pk)
    with refused("The log of steps is append-only"):
        step.delete()
    with refused("The log of steps is append-only"):
        Transition.objects.update(note="")
    published.perform("confirm", by=None, at=published.published_at)
    assert published.transitions.count() == 3


def test_replace_cannot_rewrite_the_log_of_steps(sqlite, published):
    columns = copied_columns(Transition, note="'Never written.'")
    with refused("The log of steps is append-only"):
        run(f"INSERT OR REPLACE INTO records_transition {columns}")


def test_confirmations_are_append_only(published):
    published.perform("confirm", by=None, at=published.published_at)
    confirmation = published.confirmations.get()
    for column, value in changes(confirmation):
        with refused("What was confirmed as still current does not change"):
            run(f"UPDATE records_confirmation SET {column} = %s WHERE id = %s", value, confirmation.pk)
    with refused("What was confirmed as still current does not change"):
        confirmation.delete()


def test_replace_cannot_rewrite_a_confirmation(sqlite, published):
    published.perform("confirm", by=None, at=published.published_at)
    columns = copied_columns(Confirmation, next_review_on="'2999-01-01'")
    with refused("What was confirmed as still current does not change"):
        run(f"INSERT OR REPLACE INTO records_confirmation {columns}")


def test_the_log_of_a_draft_cannot_change_but_is_deleted_with_the_draft(draft, now):
    draft.perform("edit", by=None, at=now)
    with refused("The log of steps is append-only"):
        draft.transitions.update(note="Never written.")
    draft.delete()


# Source documents


@pytest.mark.parametrize("column", ["key", "text", "sha256", "file_name"])
def test_the_text_of_a_source_document_cannot_be_changed(db, column):
    source = make_source()
    with refused("A source document cannot change"):
        run(f"UPDATE sources_sourcedocument SET {column} = %s WHERE id = %s", "changed", source.pk)
    with refused("A source document cannot change"):
        SourceDocument.objects.filter(pk=source.pk).update(**{column: "changed"})


def test_a_published_source_document_cannot_be_deleted_but_its_description_can_change(db, now):
    source = make_source()
    publish_source(source, at=now)
    with refused("A source document cannot change"):
        run("DELETE FROM sources_sourcedocument WHERE id = %s", source.pk)
    source.note = "The page as it stood in June."
    source.save()
    assert SourceDocument.objects.get().note == "The page as it stood in June."


def test_replace_cannot_rewrite_a_source_document(sqlite):
    make_source()
    with refused("A source document cannot change"):
        columns = copied_columns(SourceDocument, text="'Else.'")
        run(f"INSERT OR REPLACE INTO sources_sourcedocument {columns}")


def test_a_source_document_with_the_same_key_cannot_replace_another(db):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite replaces rows on insert and update")
    make_source()
    with refused("A source document cannot change"):
        columns = copied_columns(SourceDocument, id=9999, text="'Else.'", sha256="'0'", file_name="'e.txt'")
        run(f"INSERT OR REPLACE INTO sources_sourcedocument {columns}")


# PostgreSQL


@pytest.mark.postgres
def test_no_protected_table_can_be_emptied(postgresql, published):
    run("SET CONSTRAINTS ALL IMMEDIATE")
    tables = [model._meta.db_table for model in (*FROZEN, Edition, Record, Transition, SourceDocument, RegisterEntry)]
    for table in tables:
        with refused("cannot be emptied"):
            run(f"TRUNCATE {table} CASCADE")
