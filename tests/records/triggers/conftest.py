"""A published edition and a draft with rows in every table, and statements that try to change them."""

import hashlib
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, models, transaction

from announcements.models import Contact, NoticeItem, Release
from guidance.models import Addressee, Recommendation, Signer
from portal.records.models import Attachment, Edition, Point, Relation, SealedAttachment
from portal.records.triggers import FROZEN_MESSAGE
from portal.sources.models import Citation, Conflict, SourceDocument
from tests.factories import everything, make_draft, make_record, publish

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
