"""Agencies, posts, who holds them, and what officials did: plain tables, of which only a private export has a file of
JSON lines each. Rows name each other by what people know them by, never by a number of one database."""

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
"""In an order in which each may name those before it."""
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
"""Of the accounts that rows name: no password, no role, nothing else."""
HELD_PREFIX = "officials/held/"
BATCH_SIZE = 500


def get_table_file(model: type[Model]) -> str:
    return f"officials/{model._meta.model_name}.jsonl"


TABLE_FILES = (PEOPLE_FILE, *(get_table_file(model) for model in TABLES))


def list_columns(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def get_target_model(field: Field) -> type[Model] | None:
    """The table that the column refers to."""
    return field.related_model._meta.concrete_model if field.is_relation else None


# Out


def write_tables(folder: ExportDir) -> Iterator[tuple[str, str, bool]]:
    """Writes every table; yields the name of its file, its SHA-256, and whether it had to be written."""
    people: set[str] = set()
    for model in TABLES:
        yield get_table_file(model), *folder.write_pieces(get_table_file(model), encode_rows(iter_rows(model, people)))
        yield from write_held_files(folder, model)
    found = User.objects.filter(email__in=people).order_by("email").values(*PERSON_COLUMNS)
    yield PEOPLE_FILE, *folder.write_pieces(PEOPLE_FILE, encode_rows(found.iterator(chunk_size=BATCH_SIZE)))


def write_held_files(folder: ExportDir, model: type[Model]) -> Iterator[tuple[str, str, bool]]:
    """The bytes of files that rows have, under the names that the storage knows them by."""
    for field in list_columns(model):
        if isinstance(field, FileField):
            names = model._base_manager.exclude(**{field.name: ""}).order_by(field.name)
            for name in names.values_list(field.name, flat=True).distinct().iterator(chunk_size=BATCH_SIZE):
                try:
                    with default_storage.open(name) as file:
                        yield f"{HELD_PREFIX}{name}", *folder.write_pieces(f"{HELD_PREFIX}{name}", iter_chunks(file))
                except FileNotFoundError as missing:
                    raise ExportError(f"The file {name} is missing.") from missing


def encode_rows(found: Iterator[dict]) -> Iterator[bytes]:
    return ((json.dumps(row, ensure_ascii=False) + "\n").encode() for row in found)


def iter_rows(model: type[Model], people: set[str]) -> Iterator[dict[str, Any]]:
    """The rows in the order in which they were made, without those about a version that is not published. Adds the
    e-mail addresses of those whom they name."""
    parts = {field.name: list_key_lookups(field) for field in list_columns(model)}
    editions = [field.name for field in list_columns(model) if get_target_model(field) is Edition]
    known = {f"{name}__publication__isnull": False for name in editions}
    found = model._base_manager.filter(**known).order_by("pk").values_list(*sum(parts.values(), []))
    for row in found.iterator(chunk_size=BATCH_SIZE):
        values = iter(row)
        data = {}
        for field in list_columns(model):
            own = [serialize_value(value) for value in islice(values, len(parts[field.name]))]
            data[field.name] = own[0] if len(own) == 1 else own if any(one is not None for one in own) else None
            people |= {own[0]} - {None} if get_target_model(field) is User else set()
        yield data


def list_key_lookups(field: Field) -> list[str]:
    model = get_target_model(field)
    return [f"{field.name}__{part}" for part in NATURAL_KEYS[model]] if model else [field.name]


def serialize_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


# In


def load_tables(root: Path, digests: dict[str, str]) -> None:
    """Makes the rows from the files that the export names by their SHA-256. Accounts that are not there yet are made
    without a password. Raises BadFile; call it in the transaction of the whole import."""
    for name in TABLE_FILES:
        if hash_table_file(root, name) != digests.get(name):
            raise ExportFileError(name, 1, "these are not the rows that were exported.")
    try:
        there = set(User.objects.values_list("email", flat=True))
        new = [row for _, row in read_rows(root, PEOPLE_FILE) if row["email"] not in there]
        User.objects.bulk_create(User(**row, password=make_password(None)) for row in new)
    except (KeyError, TypeError, Error) as fault:
        raise ExportFileError(PEOPLE_FILE, 1, f"these cannot be turned into accounts: {fault}") from fault
    for model in TABLES:
        load_table(root, model)
    for name in digests:
        if name.startswith(HELD_PREFIX):
            if hash_table_file(root, name) != digests[name]:
                raise ExportFileError(name, 1, "these are not the bytes that were exported.")
            with (root / name).open("rb") as file:
                default_storage.save(name.removeprefix(HELD_PREFIX), File(file))


def load_table(root: Path, model: type[Model]) -> None:
    known = {one: get_pks_by_key(one) for one in {get_target_model(field) for field in list_columns(model)} - {None}}
    number, lines = 1, read_rows(root, get_table_file(model))
    try:
        while batch := list(islice(lines, BATCH_SIZE)):
            number = batch[0][0]
            model._base_manager.bulk_create(model(**parse_row(model, data, known)) for _, data in batch)
    except (KeyError, TypeError, ValueError, ValidationError, Error) as fault:
        reason = f"what stands here or below cannot be turned into rows: {fault}"
        raise ExportFileError(get_table_file(model), number, reason) from fault


def get_pks_by_key(model: type[Model]) -> dict[Any, int]:
    """The primary key of each row by what it is named by."""
    found = model._base_manager.values_list("pk", *NATURAL_KEYS[model])
    return {own[0] if len(own) == 1 else tuple(own): pk for pk, *own in found}


def parse_row(model: type[Model], data: dict, known: dict) -> dict[str, Any]:
    made = {}
    if unknown := set(data) - {field.name for field in list_columns(model)}:
        raise ValueError(f"there is no {', '.join(sorted(unknown))}")
    for field in list_columns(model):
        value = data[field.name]
        if (one := get_target_model(field)) is None:
            made[field.attname] = field.to_python(value)
        else:
            named = tuple(value) if isinstance(value, list) else value
            made[field.attname] = None if named is None else known[one][named]
    return made


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
