"""Published editions cannot be changed: the models refuse it, and so does the database for every kind of statement."""

import hashlib
import json
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from threading import Event, Thread

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from announcements.models import Contact, NoticeItem, Release
from guidance.models import Addressee, Recommendation, Signer
from portal.accounts.models import Agency, Post
from portal.records.models import Attachment, Edition, Point, Record, Relation, SealedAttachment, Transition
from portal.records.serializers import build_edition_document
from portal.records.triggers import FROZEN_MESSAGE, LASTING_COLUMNS, LASTING_MESSAGE
from portal.records.workflow import CHANGED_SINCE_SUBMISSION, WorkflowError
from portal.register.models import RegisterEntry
from portal.sources.models import Citation, Conflict, SourceDocument
from tests.factories import (
    add_point,
    everything,
    make_draft,
    make_issuer,
    make_post,
    make_record,
    publish,
    withdraw,
)

pytestmark = pytest.mark.django_db

KINDS = {NoticeItem: "service_notice", Recommendation: "memo", Point: "press_release"}
PARTS = {
    Relation: lambda: {"kind": "concerns", "to_record": make_record()},
    Attachment: lambda: {"title": "A map"},
    SealedAttachment: lambda: {"title": "A list"},
    Contact: lambda: {"name": "Chris Collibee", "office": "Governor’s Office"},
    Release: lambda: {"dateline": "Hartford, CT"},
    Signer: lambda: {"name": "Governor Malloy"},
    Addressee: lambda: {"audience": "police_chiefs"},
    Citation: lambda: {"field": "body", "source": make_source(), "start": 0, "end": 4},
    Conflict: lambda: {"point_key": "point-1", "other_key": "point-2", "note": "They contradict each other."},
}
FROZEN = [*KINDS, *PARTS]
EVERY_TABLE = pytest.mark.parametrize("model", FROZEN, ids=lambda model: model._meta.label)


def test_the_list_of_models_has_all_tables_of_editions():
    assert set(FROZEN) == {model for model in apps.get_models() if getattr(model, "frozen_path", None)}


@pytest.fixture
def sqlite(db):
    """A connection with the settings of the sqlite3 shell, in which REPLACE does not fire delete triggers."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite replaces rows on insert and update")
    run("PRAGMA recursive_triggers = OFF")
    yield
    run("PRAGMA recursive_triggers = ON")


@pytest.fixture
def postgresql(db):
    if connection.vendor != "postgresql":
        pytest.skip("applies only to PostgreSQL")


def run(sql: str, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.rowcount


@contextmanager
def refused(message: str = FROZEN_MESSAGE):
    """Checks that the database refuses the block with this message, and that no row of any table changes."""
    before = everything()
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        yield
    assert everything() == before


def make_source(text: str = "We are open.") -> SourceDocument:
    source = SourceDocument.objects.filter(text=text).first()
    key = hashlib.sha256(text.encode()).hexdigest()[:8]
    facts = {"kind": "page", "title": "A page", "is_official": True}
    return source or SourceDocument.objects.create(key=key, file_name=f"{key}.txt", text=text, **facts)


def add_parts(edition: Edition) -> Edition:
    """Adds a row of each kind of part that the edition does not have yet."""
    for model, facts in PARTS.items():
        if not model.objects.filter(edition=edition).exists():
            model.objects.create(edition=edition, **facts())
    return edition


@pytest.fixture
def pair(request, db, now) -> tuple[Edition, Edition]:
    """A published edition and the next draft, with rows of every kind, of the kind of record to which `model`
    belongs."""
    model = request.node.callspec.params.get("model") if hasattr(request.node, "callspec") else None
    record = make_record(KINDS.get(model, "press_release"))
    published = publish(add_parts(make_draft(record)), at=now)
    return published, add_parts(make_draft(record))


@pytest.fixture
def published(pair) -> Edition:
    return pair[0]


@pytest.fixture
def draft(pair) -> Edition:
    return pair[1]


def row_of(model, edition):
    return model.objects.filter(edition=edition).first()


def other(field: models.Field, value):
    """Returns another valid value for the column, as the database stores it."""
    if isinstance(field, models.ForeignKey):
        return (value or 0) + 1000
    if isinstance(value, bool):
        new = not value
    elif isinstance(field, models.DateTimeField):
        new = value + timedelta(days=1) if value else datetime.fromisoformat("2025-01-01T00:00:00+00:00")
    elif isinstance(field, models.DateField):
        new = value + timedelta(days=1) if value else date(2025, 1, 1)
    elif isinstance(field, models.IntegerField):
        new = (value or 0) + 1000
    else:
        new = f"{str(value)[:-1]}{'y' if str(value).endswith('x') else 'x'}"
    return field.get_db_prep_save(new, connection)


def changes(row) -> list[tuple[str, object]]:
    """Returns the name and another value for each column of the row's own table."""
    fields = row._meta.local_concrete_fields
    return [(quoted(field.column), other(field, getattr(row, field.attname))) for field in fields]


def quoted(column: str) -> str:
    """Quotes the name of a column for both databases, because it may be a keyword of SQL."""
    return f'"{column}"'


def copied_columns(model, **replaced) -> str:
    """Returns `(columns) SELECT values` for a row of the model's table, with other values for some columns."""
    columns = [field.column for field in model._meta.local_concrete_fields]
    values = [str(replaced.get(column, quoted(column))) for column in columns]
    return f"({', '.join(map(quoted, columns))}) SELECT {', '.join(values)} FROM {model._meta.db_table}"


# The edition's own row


def test_no_column_of_a_published_edition_can_be_changed(published):
    for column, value in changes(published):
        with refused():
            run(f"UPDATE records_edition SET {column} = %s WHERE id = %s", value, published.pk)


def test_no_column_of_a_withdrawn_edition_can_be_changed(published, now):
    withdraw(published, at=now)
    for column, value in changes(published):
        with refused():
            run(f"UPDATE records_edition SET {column} = %s WHERE id = %s", value, published.pk)


def test_a_withdrawal_can_change_only_its_own_columns(published):
    entry = RegisterEntry.objects.append(
        action="withdrawn", public_at=published.published_at, address="/", title="T", document={}
    )
    moves = {
        "status": "withdrawn",
        "withdrawn_at": published.published_at,
        "withdrawn_from": date(2025, 7, 2),
        "withdrawal_kind": "no_longer_applies",
        "withdrawal_reason": "It is over.",
        "withdrawal_id": entry.pk,
    }
    sets = ", ".join(f"{column} = %s" for column in moves)
    for column, value in changes(published):
        if column.strip('"') not in moves:
            with refused():
                run(
                    f"UPDATE records_edition SET {sets}, {column} = %s WHERE id = %s",
                    *moves.values(),
                    value,
                    published.pk,
                )
    assert run(f"UPDATE records_edition SET {sets} WHERE id = %s", *moves.values(), published.pk) == 1


@pytest.mark.parametrize("status", ["draft", "in_review"])
def test_a_published_edition_cannot_become_a_draft_again(published, status):
    blank = "publication_id = NULL, published_at = NULL"
    with refused():
        run(f"UPDATE records_edition SET status = %s, {blank} WHERE id = %s", status, published.pk)


def test_a_withdrawn_edition_cannot_become_published_again(published, now):
    withdraw(published, at=now)
    with refused():
        run(
            "UPDATE records_edition SET status = 'published', withdrawn_at = NULL, withdrawn_from = NULL,"
            " withdrawal_id = NULL, withdrawal_kind = '', withdrawal_reason = '' WHERE id = %s",
            published.pk,
        )


def test_a_published_edition_cannot_be_deleted_with_or_without_its_rows(published):
    with refused():
        run("DELETE FROM records_edition WHERE id = %s", published.pk)
    with refused():
        Edition.objects.filter(pk=published.pk).delete()
    with refused():
        run("DELETE FROM records_edition")


def test_querysets_cannot_change_a_published_edition(published):
    with refused():
        Edition.objects.filter(pk=published.pk).update(title="Changed")
    with refused():
        Edition.objects.update(title="Changed")
    published.title = "Changed"
    with refused():
        Edition.objects.bulk_update([published], ["title"])
    with refused("An edition begins as a draft"):
        Edition.objects.bulk_create(
            [published], update_conflicts=True, unique_fields=["record", "number"], update_fields=["title"]
        )


@pytest.mark.parametrize("status", ["in_review", "published", "withdrawn"])
def test_every_edition_begins_as_a_draft(published, status):
    values = {"id": "id + 1000", "number": "number + 1000", "publication_id": "NULL", "status": f"'{status}'"}
    with refused("An edition begins as a draft"):
        run(f"INSERT INTO records_edition {copied_columns(Edition, **values)} WHERE id = %s", published.pk)


def test_the_model_refuses_the_same_changes_as_the_database(published, draft):
    before = everything()
    published.title = "Changed"
    with pytest.raises(WorkflowError, match="A published version cannot be changed."):
        published.save()
    with pytest.raises(WorkflowError, match="A published version cannot be deleted."):
        published.delete()
    assert everything() == before
    draft.title = "Changed"
    draft.save()
    draft.delete()
    assert list(Edition.objects.values_list("title", flat=True)) == ["On the matter"]


def test_a_copy_read_before_publication_cannot_be_saved_after_it(draft, now):
    stale = Edition.objects.get(pk=draft.pk)
    publish(draft, at=now)
    stale.title = "Changed"
    with refused():
        stale.save()
    with refused():
        stale.delete()


# Rows of an edition


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


def test_insert_or_replace_cannot_remove_a_published_edition(sqlite, published, draft):
    by_id = copied_columns(Edition, id=published.pk, number=99)
    by_number = copied_columns(Edition, id=9999, number=published.number)
    for columns in (by_id, by_number):
        with refused("An edition begins as a draft"):
            run(f"INSERT OR REPLACE INTO records_edition {columns} WHERE id = %s", draft.pk)


@pytest.mark.parametrize("column", ["id", "number"])
def test_update_or_replace_cannot_remove_a_published_edition(sqlite, published, draft, column):
    with refused():
        run(f"UPDATE OR REPLACE records_edition SET {column} = %s WHERE id = %s", getattr(published, column), draft.pk)


def test_publishing_with_the_entry_of_another_edition_cannot_remove_that_edition(sqlite, published, draft):
    with refused():
        run(
            "UPDATE OR REPLACE records_edition SET status = 'published', published_at = %s, publication_id = %s"
            " WHERE id = %s",
            "2025-07-02 14:00:00",
            published.publication_id,
            draft.pk,
        )


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


# Its record


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


def test_a_source_document_cannot_be_deleted_but_its_description_can_change(db):
    source = make_source()
    with refused("A source document cannot change"):
        source.delete()
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


@pytest.fixture
def in_another_connection(transactional_db):
    """Runs functions in threads, each with its own connection, and joins them at the end."""
    threads = []

    def start(work):
        def and_close():
            try:
                work()
            finally:
                connection.close()

        threads.append(Thread(target=and_close))
        threads[-1].start()
        return threads[-1]

    yield start
    for thread in threads:
        thread.join(10)


def is_waiting(seconds: float = 10) -> bool:
    """Whether another connection waits for a lock of this one within so many seconds."""
    deadline = Event()
    for _ in range(int(seconds * 20)):
        waiting = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)"
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return True
        deadline.wait(0.05)
    return False


def elsewhere(start, work, outcome: list) -> Thread:
    """Does the work in another connection. Appends the refusal, or "done", to `outcome`."""

    def attempt():
        try:
            work()
        except (IntegrityError, WorkflowError) as error:
            outcome.append(str(error).splitlines()[0])
        else:
            outcome.append("done")

    return start(attempt)


@pytest.fixture
def waiting_draft(transactional_db) -> Edition:
    if connection.vendor != "postgresql":
        pytest.skip("applies only to PostgreSQL")
    return make_draft(make_record())


@pytest.fixture
def in_review(waiting_draft, now) -> Edition:
    waiting_draft.perform("submit", by=None, at=now)
    return waiting_draft


LATE = {
    "a point": (lambda edition: add_point(edition, 2, "Slipped in."), FROZEN_MESSAGE),
    "a contact": (lambda edition: Contact.objects.create(edition=edition, name="Slipped in"), FROZEN_MESSAGE),
    "a new address": (
        lambda edition: Record.objects.filter(pk=edition.record_id).update(key="another"),
        LASTING_MESSAGE,
    ),
}


@pytest.mark.postgres
@pytest.mark.parametrize("work, message", LATE.values(), ids=LATE)
def test_a_change_during_a_publication_waits_and_is_refused(work, message, in_review, in_another_connection, now):
    outcome = []
    with transaction.atomic():
        in_review.perform("publish", by=None, at=now)
        thread = elsewhere(in_another_connection, lambda: work(in_review), outcome)
        assert is_waiting()
        assert outcome == []
    thread.join(10)
    assert outcome == [message]
    assert json.loads(RegisterEntry.objects.get().content) == build_edition_document(Edition.objects.get())


@pytest.mark.postgres
@pytest.mark.parametrize("work", [work for work, _ in LATE.values()], ids=LATE)
def test_a_publication_waits_for_an_earlier_change_and_registers_it(work, waiting_draft, in_another_connection, now):
    outcome, before = [], build_edition_document(waiting_draft)
    words = {"by": None, "at": now, "note": "It is urgent."}
    with transaction.atomic():
        work(waiting_draft)
        again = Edition.objects.get(pk=waiting_draft.pk)
        thread = elsewhere(in_another_connection, lambda: again.perform("force_publish", **words), outcome)
        assert is_waiting()
    thread.join(10)
    assert outcome == ["done"]
    content = json.loads(RegisterEntry.objects.get().content)
    assert content == build_edition_document(Edition.objects.get())
    assert (content["record"], content["points"], content["contacts"]) != (
        before["record"],
        before["points"],
        before["contacts"],
    )


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["a point", "a contact"])
def test_a_publication_notices_changes_since_the_submission(name, in_review, in_another_connection, now):
    outcome = []
    with transaction.atomic():
        LATE[name][0](in_review)
        again = Edition.objects.get(pk=in_review.pk)
        thread = elsewhere(in_another_connection, lambda: again.perform("publish", by=None, at=now), outcome)
        assert is_waiting()
    thread.join(10)
    assert outcome == [CHANGED_SINCE_SUBMISSION]


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
