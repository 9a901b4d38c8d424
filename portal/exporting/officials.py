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
from portal.exporting.folder import Folder, Refused, digest, pieces_of
from portal.exporting.reading import BadFile, opened
from portal.records.models import Edition

TABLES: tuple[type[Model], ...] = (
    Agency, Post, Holding, Acknowledgement, AcknowledgedPoint, Response, Deadline, Inquiry, InquiryAnswer,
)  # fmt: skip
"""In an order in which each may name those before it."""
KEYS: dict[type[Model], tuple[str, ...]] = {
    User: ("email",),
    Edition: ("record__key", "number"),
    Agency: ("name",),
    Post: ("agency__name", "audience"),
    Acknowledgement: ("digest",),
    Inquiry: (
        "post__agency__name", "post__audience", "edition__record__key", "edition__number", "point_key", "text_digest",
    ),
}  # fmt: skip
"""What a row is named by where another refers to it."""
PEOPLE = "officials/people.jsonl"
PERSON = ("email", "name", "is_active")
"""Of the accounts that rows name: no password, no role, nothing else."""
HELD = "officials/held/"
BATCH = 500


def file_of(model: type[Model]) -> str:
    return f"officials/{model._meta.model_name}.jsonl"


FILES = (PEOPLE, *(file_of(model) for model in TABLES))


def columns(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def target(field: Field) -> type[Model] | None:
    """The table that the column refers to."""
    return field.related_model._meta.concrete_model if field.is_relation else None


# Out


def write(folder: Folder) -> Iterator[tuple[str, str, bool]]:
    """Writes every table; yields the name of its file, its SHA-256, and whether it had to be written."""
    people: set[str] = set()
    for model in TABLES:
        yield file_of(model), *folder.write_pieces(file_of(model), spelled(rows(model, people)))
        yield from held_files(folder, model)
    found = User.objects.filter(email__in=people).order_by("email").values(*PERSON)
    yield PEOPLE, *folder.write_pieces(PEOPLE, spelled(found.iterator(chunk_size=BATCH)))


def held_files(folder: Folder, model: type[Model]) -> Iterator[tuple[str, str, bool]]:
    """The bytes of files that rows have, under the names that the storage knows them by."""
    for field in columns(model):
        if isinstance(field, FileField):
            names = model._base_manager.exclude(**{field.name: ""}).order_by(field.name)
            for name in names.values_list(field.name, flat=True).distinct().iterator(chunk_size=BATCH):
                try:
                    with default_storage.open(name) as file:
                        yield f"{HELD}{name}", *folder.write_pieces(f"{HELD}{name}", pieces_of(file))
                except FileNotFoundError as missing:
                    raise Refused(f"The file {name} is missing.") from missing


def spelled(found: Iterator[dict]) -> Iterator[bytes]:
    return ((json.dumps(row, ensure_ascii=False) + "\n").encode() for row in found)


def rows(model: type[Model], people: set[str]) -> Iterator[dict[str, Any]]:
    """The rows in the order in which they were made, without those about a version that is not published. Adds the
    e-mail addresses of those whom they name."""
    parts = {field.name: parts_of(field) for field in columns(model)}
    editions = [field.name for field in columns(model) if target(field) is Edition]
    known = {f"{name}__publication__isnull": False for name in editions}
    found = model._base_manager.filter(**known).order_by("pk").values_list(*sum(parts.values(), []))
    for row in found.iterator(chunk_size=BATCH):
        values = iter(row)
        data = {}
        for field in columns(model):
            own = [plain(value) for value in islice(values, len(parts[field.name]))]
            data[field.name] = own[0] if len(own) == 1 else own if any(one is not None for one in own) else None
            people |= {own[0]} - {None} if target(field) is User else set()
        yield data


def parts_of(field: Field) -> list[str]:
    model = target(field)
    return [f"{field.name}__{part}" for part in KEYS[model]] if model else [field.name]


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


# In


def load(root: Path, digests: dict[str, str]) -> None:
    """Makes the rows from the files that the export names by their SHA-256. Accounts that are not there yet are made
    without a password. Raises BadFile; call it in the transaction of the whole import."""
    for name in FILES:
        if digest_of(root, name) != digests.get(name):
            raise BadFile(name, 1, "these are not the rows that were exported.")
    try:
        there = set(User.objects.values_list("email", flat=True))
        new = [row for _, row in read(root, PEOPLE) if row["email"] not in there]
        User.objects.bulk_create(User(**row, password=make_password(None)) for row in new)
    except (KeyError, TypeError, Error) as fault:
        raise BadFile(PEOPLE, 1, f"these cannot be turned into accounts: {fault}") from fault
    for model in TABLES:
        load_table(root, model)
    for name in digests:
        if name.startswith(HELD):
            if digest_of(root, name) != digests[name]:
                raise BadFile(name, 1, "these are not the bytes that were exported.")
            with (root / name).open("rb") as file:
                default_storage.save(name.removeprefix(HELD), File(file))


def load_table(root: Path, model: type[Model]) -> None:
    known = {one: numbers(one) for one in {target(field) for field in columns(model)} - {None}}
    number, lines = 1, read(root, file_of(model))
    try:
        while batch := list(islice(lines, BATCH)):
            number = batch[0][0]
            model._base_manager.bulk_create(model(**row_of(model, data, known)) for _, data in batch)
    except (KeyError, TypeError, ValueError, ValidationError, Error) as fault:
        reason = f"what stands here or below cannot be turned into rows: {fault}"
        raise BadFile(file_of(model), number, reason) from fault


def numbers(model: type[Model]) -> dict[Any, int]:
    """The primary key of each row by what it is named by."""
    found = model._base_manager.values_list("pk", *KEYS[model])
    return {own[0] if len(own) == 1 else tuple(own): pk for pk, *own in found}


def row_of(model: type[Model], data: dict, known: dict) -> dict[str, Any]:
    made = {}
    if unknown := set(data) - {field.name for field in columns(model)}:
        raise ValueError(f"there is no {', '.join(sorted(unknown))}")
    for field in columns(model):
        value = data[field.name]
        if (one := target(field)) is None:
            made[field.attname] = field.to_python(value)
        else:
            named = tuple(value) if isinstance(value, list) else value
            made[field.attname] = None if named is None else known[one][named]
    return made


def read(root: Path, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    with opened(root, name) as file:
        for number, line in enumerate(file, 1):
            try:
                yield number, dict(json.loads(line))
            except (ValueError, TypeError) as fault:
                raise BadFile(name, number, "this is not a row.") from fault


def digest_of(root: Path, name: str) -> str:
    with opened(root, name):
        return digest(root / name)
