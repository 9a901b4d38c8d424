"""Exports records, and imports them into an empty database."""

from io import StringIO
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, connection

from announcements.models import Service
from portal.accounts.models import User
from portal.backup import official_tables
from portal.records.kinds import list_point_models
from portal.records.models import Edition, Issuer, Point, Record, RecordChange, Reference, SharedChange, Transition
from portal.records.models.parts import get_part_models
from portal.register import triggers
from portal.register.models import RegisterEntry
from portal.search.models import Document, Entry
from portal.security_log.models import SecurityEvent
from portal.sources.models import SourceDocument
from tests.factories import everything


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
    for model in [*models, Issuer, Service, SourceDocument, User]:
        model._base_manager.all()._raw_delete(DEFAULT_DB_ALIAS)
    Document.objects.all().delete()
    Entry.objects.all().delete()
    connection.check_constraints()
    triggers.install_all_triggers()


def register() -> list[tuple]:
    return list(RegisterEntry.objects.order_by("number").values_list())
