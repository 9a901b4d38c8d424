"""Exports and imports agencies, posts, holdings, and what officials did. A private export has a JSON Lines file for
each table; a public export has none. Rows refer to each other by natural keys, never by primary keys of one
database."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import Error
from django.db.models import Field, FileField, Model

from guidance.models import AcknowledgedPoint, Acknowledgement, Deadline, Inquiry, InquiryAnswer, Response
from portal.accounts.models import Agency, Holding, Post, User
from portal.backup.file_reader import ExportFileError, open_file
from portal.lib.export_dir import ExportDir, ExportError, hash_file, iter_chunks
from portal.lib.text import format_json_line
from portal.records.models import Edition

TABLES: tuple[type[Model], ...] = (
    Agency,
    Post,
    Holding,
    Acknowledgement,
    AcknowledgedPoint,
    Response,
    Deadline,
    Inquiry,
    InquiryAnswer,
)
"""In import order: a table refers only to tables before it."""
NATURAL_KEYS: dict[type[Model], tuple[str, ...]] = {
    User: ("email",),
    Edition: ("record__key", "number"),
    Agency: ("name",),
    Post: ("agency__name", "audience"),
    Acknowledgement: ("digest",),
    Inquiry: (
        "post__agency__name",
        "post__audience",
        "edition__record__key",
        "edition__number",
        "point_key",
        "text_digest",
    ),
}
"""The columns by which other rows refer to a row."""
PEOPLE_FILE = "officials/people.jsonl"
PERSON_COLUMNS = ("email", "name", "is_active")
"""The exported columns of accounts that rows refer to: no password and no role."""
HELD_PREFIX = "officials/held/"
BATCH_SIZE = 500


def get_table_file(model: type[Model]) -> str:
    return f"officials/{model._meta.model_name}.jsonl"


TABLE_FILES = (PEOPLE_FILE, *(get_table_file(model) for model in TABLES))


def list_columns(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def get_target_model(field: Field) -> type[Model] | None:
    """Returns the model that the column refers to, if any."""
    return field.related_model._meta.concrete_model if field.is_relation else None


# Export


def write_tables(folder: ExportDir) -> Iterator[tuple[str, str, bool]]:
    """Writes every table; yields the name of its file, its SHA-256, and whether it had to be written."""
    people: set[str] = set()
    for model in TABLES:
        yield get_table_file(model), *folder.write_pieces(get_table_file(model), encode_rows(iter_rows(model, people)))
        yield from write_held_files(folder, model)
    accounts = User.objects.filter(email__in=people).order_by("email").values(*PERSON_COLUMNS)
    yield PEOPLE_FILE, *folder.write_pieces(PEOPLE_FILE, encode_rows(accounts.iterator(chunk_size=BATCH_SIZE)))


def write_held_files(folder: ExportDir, model: type[Model]) -> Iterator[tuple[str, str, bool]]:
    """Writes the files that rows refer to, under their names in the storage. Yields the same as write_tables()."""
    for field in list_columns(model):
        if isinstance(field, FileField):
            names = model._base_manager.exclude(**{field.name: ""}).order_by(field.name)
            for name in names.values_list(field.name, flat=True).distinct().iterator(chunk_size=BATCH_SIZE):
                try:
                    with default_storage.open(name) as file:
                        yield f"{HELD_PREFIX}{name}", *folder.write_pieces(f"{HELD_PREFIX}{name}", iter_chunks(file))
                except FileNotFoundError as missing:
                    raise ExportError(f"The file {name} is missing.") from missing


def encode_rows(rows: Iterator[dict]) -> Iterator[bytes]:
    return (format_json_line(row).encode() for row in rows)


def iter_rows(model: type[Model], people: set[str]) -> Iterator[dict[str, Any]]:
    """Yields the rows in the order of creation, without those about an edition that is not published. Adds the email
    addresses of the accounts that rows refer to to `people`."""
    parts = {field.name: list_key_lookups(field) for field in list_columns(model)}
    editions = [field.name for field in list_columns(model) if get_target_model(field) is Edition]
    known = {f"{name}__publication__isnull": False for name in editions}
    rows = model._base_manager.filter(**known).order_by("pk").values_list(*sum(parts.values(), []))
    for row in rows.iterator(chunk_size=BATCH_SIZE):
        values = iter(row)
        data = {}
        for field in list_columns(model):
            own = [serialize_value(value) for value in islice(values, len(parts[field.name]))]
            data[field.name] = own[0] if len(own) == 1 else own if any(value is not None for value in own) else None
            people |= {own[0]} - {None} if get_target_model(field) is User else set()
        yield data


def list_key_lookups(field: Field) -> list[str]:
    model = get_target_model(field)
    return [f"{field.name}__{part}" for part in NATURAL_KEYS[model]] if model else [field.name]


def serialize_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


# Import


def load_tables(root: Path, digests: dict[str, str]) -> None:
    """Makes the rows from files whose SHA-256 is in `digests`. Creates missing accounts without a password. Raises
    ExportFileError; call it in the transaction of the whole import."""
    for name in TABLE_FILES:
        if hash_table_file(root, name) != digests.get(name):
            raise ExportFileError(name, 1, "these are not the rows that were exported.")
    try:
        existing = set(User.objects.values_list("email", flat=True))
        new = [row for _, row in read_rows(root, PEOPLE_FILE) if row["email"] not in existing]
        User.objects.bulk_create(User(**row, password=make_password(None)) for row in new)
    except (KeyError, TypeError, Error) as fault:
        raise ExportFileError(PEOPLE_FILE, 1, f"these rows cannot be turned into accounts: {fault}") from fault
    for model in TABLES:
        load_table(root, model)
    for name in digests:
        if name.startswith(HELD_PREFIX):
            if hash_table_file(root, name) != digests[name]:
                raise ExportFileError(name, 1, "these are not the bytes that were exported.")
            with (root / name).open("rb") as file:
                default_storage.save(name.removeprefix(HELD_PREFIX), File(file))


def load_table(root: Path, model: type[Model]) -> None:
    known = {
        target: get_pks_by_key(target) for target in {get_target_model(field) for field in list_columns(model)} - {None}
    }
    number, lines = 1, read_rows(root, get_table_file(model))
    try:
        while batch := list(islice(lines, BATCH_SIZE)):
            number = batch[0][0]
            model._base_manager.bulk_create(model(**parse_row(model, data, known)) for _, data in batch)
    except (KeyError, TypeError, ValueError, ValidationError, Error) as fault:
        reason = f"this line or a later one cannot be turned into a row: {fault}"
        raise ExportFileError(get_table_file(model), number, reason) from fault


def get_pks_by_key(model: type[Model]) -> dict[Any, int]:
    """Returns the primary key of each row by its natural key."""
    rows = model._base_manager.values_list("pk", *NATURAL_KEYS[model])
    return {own[0] if len(own) == 1 else tuple(own): pk for pk, *own in rows}


def parse_row(model: type[Model], data: dict, known: dict) -> dict[str, Any]:
    columns = {}
    if unknown := set(data) - {field.name for field in list_columns(model)}:
        raise ValueError(f"there is no column {', '.join(sorted(unknown))}")
    for field in list_columns(model):
        value = data[field.name]
        if (target := get_target_model(field)) is None:
            columns[field.attname] = field.to_python(value)
        else:
            key = tuple(value) if isinstance(value, list) else value
            columns[field.attname] = None if key is None else known[target][key]
    return columns


def read_rows(root: Path, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    with open_file(root, name) as file:
        for number, line in enumerate(file, 1):
            try:
                yield number, dict(json.loads(line))
            except (ValueError, TypeError) as fault:
                raise ExportFileError(name, number, "this is not a row.") from fault


def hash_table_file(root: Path, name: str) -> str:
    with open_file(root, name):
        return hash_file(root / name)
