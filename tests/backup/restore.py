"""Makes records, exports them, and imports them into an empty database."""

from io import StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection

from announcements.models import Service
from portal.accounts.models import User
from portal.attachments.storage import hash_bytes
from portal.backup import official_tables
from portal.records.kinds import list_point_models
from portal.records.models import (
    Attachment,
    Confirmation,
    Edition,
    Issuer,
    Point,
    Record,
    RecordChange,
    Reference,
    Relation,
    SharedChange,
    Transition,
)
from portal.records.models.parts import get_part_models
from portal.register import triggers
from portal.register.models import RegisterEntry
from portal.search.models import Document, Entry
from portal.security_log.models import SecurityEvent
from portal.sources.models import SourceDocument, SourceStep
from tests.factories import everything, make_draft, make_published, make_record, make_source, moment, withdraw


def export(folder: Path, *words: str) -> str:
    output = StringIO()
    call_command("export_records", folder, *words, stdout=output, stderr=StringIO())
    return output.getvalue()


def restore(folder: Path) -> str:
    output = StringIO()
    call_command("import_records", folder, stdout=output, stderr=StringIO())
    return output.getvalue()


def get_import_error(folder: Path) -> str:
    before = everything()
    with pytest.raises(CommandError) as refusal:
        restore(folder)
    assert everything() == before
    return str(refusal.value)


def empty_database() -> None:
    """Empties the database, as on a new machine."""
    triggers.drop_all_triggers()
    own = [*reversed(official_tables.TABLES), EmailAddress]
    models = [
        *own,
        Confirmation,
        *get_part_models(),
        *(model for model in list_point_models() if model is not Point),
        Point,
        Reference,
        Transition,
        RecordChange,
        SharedChange,
        SecurityEvent,
        Edition,
        RegisterEntry,
        Record,
    ]
    for model in [*models, Issuer, Service, SourceStep, SourceDocument, User]:
        model._base_manager.all()._raw_delete(DEFAULT_DB_ALIAS)
    Document.objects.all().delete()
    Entry.objects.all().delete()
    connection.check_constraints()
    triggers.install_all_triggers()


def register() -> list[tuple]:
    return list(RegisterEntry.objects.order_by("number").values_list())


def read_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def attach(edition, content=b"%PDF-1.7 some bytes") -> str:
    sha256 = hash_bytes(content)
    file = ContentFile(content, "a.pdf")
    Attachment.objects.create(
        edition=edition, title="The form", file=file, sha256=sha256, size=len(content), media_type="application/pdf"
    )
    return sha256


def make_records() -> None:
    """Makes a relation to a later record, an attachment, a confirmation, a withdrawal and a correction."""
    memo, release = make_record("memo", key="a-memo"), make_record(key="a-release")
    notice = make_record("service_notice", key="a-notice")
    draft = make_draft(release, body="See below.\r\n\n+++\n")
    Relation.objects.create(edition=draft, kind="announces", to_record=memo)
    attach(draft)
    draft.perform("submit", by=None, at=moment("2025-06-01"))
    draft.perform("publish", by=None, at=moment("2025-06-01"))
    make_published(memo, at=moment("2025-06-02"))
    first = make_published(notice, at=moment("2025-06-02"))
    first.perform("confirm", by=None, at=moment("2025-06-20"))
    make_published(memo, at=moment("2025-06-03"), change_kind="correction")
    withdraw(first, at=moment("2025-06-21"))


def export_and_empty(tmp_path) -> Path:
    make_records()
    make_source("a-page", "As found.")
    export(tmp_path / "out")
    empty_database()
    return tmp_path / "out"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
