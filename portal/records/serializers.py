"""The canonical document: an edition with its points and parts as plain data. The register stores its JSON and its
digest; pages, comparisons and data files of published editions are built from it.

How the document may grow: for an edition that was published years ago, the rows must still give the document of that
time, or verify_register reports a difference. A new key of an edition, a point or a part is therefore declared as added
(EditionColumn.is_added, Point.added_keys, EditionPart.added_keys; for a whole part is_omitted_if_empty), and it is left
out if its value is None, an empty text or an empty list. Code that reads a document must expect that such a key is
missing. Never rename or remove a key, and never change the form of its values; any other change needs a new
SCHEMA_VERSION, and code that still builds the documents of the old version."""

from collections.abc import Iterable

from django.db import connection

from portal.lib.stored_querysets import StoredQuerySet
from portal.records.kinds import get_point_model
from portal.records.models.parts import EditionPart, get_part_models
from portal.records.models.point import Point, format_iso_date
from portal.records.querysets import select_data_related
from portal.register.hash_chain import dump_canonical_json, format_timestamp, hash_text

SCHEMA_VERSION = 1


def build_edition_document(edition, *, points: Iterable | None = None, parts: dict[str, list] | None = None) -> dict:
    """Returns the document of an edition from its current rows. Pass points and parts (by name) to save queries."""
    record = edition.record
    points = load_points(edition) if points is None else points
    parts = load_parts(edition) if parts is None else parts
    return {
        "schema": SCHEMA_VERSION,
        "record": {"key": record.key, "kind": record.kind},
        **({} if record.is_for_everybody else {"readers": record.readers}),
        "official": record.is_official,
        "issuer": {"key": record.issuer.key, "name": record.issuer.name} if record.issuer else None,
        "edition": {
            **edition.facts(),
            "published_at": format_timestamp(edition.published_at) if edition.published_at else None,
        },
        "points": [omit_empty(point.as_data(), point.added_keys) for point in points],
        **{
            model.part_name: build_part_data(model, parts[model.part_name])
            for model in get_part_models()
            if parts[model.part_name] or not model.is_omitted_if_empty
        },
    }


def compute_document_digest(edition) -> str:
    """Returns the SHA-256 of the document that readers of the edition would get now: its rows, the properties of the
    record, and the names of issuer and services."""
    return hash_text(dump_canonical_json(build_edition_document(edition)))


def omit_empty(data: dict, names: Iterable[str]) -> dict:
    """Returns the data without those of the named keys whose value is None, an empty text or an empty list."""
    return {name: value for name, value in data.items() if name not in names or value not in (None, "", [])}


def build_part_data(model, rows: list) -> list | dict | None:
    """Returns the list of parts, or, if an edition has at most one such part, this part or None."""
    data = [omit_empty(row.as_data(), row.added_keys) for row in rows]
    return (data[0] if data else None) if model.is_single else data


def load_points(edition) -> list:
    return select_points(get_point_model(edition.record.kind), edition=edition.pk)


@StoredQuerySet
def select_points(model: type[Point], *, edition: int):
    return select_data_related(model.objects.filter(edition=edition)).order_by("number", "key")


@StoredQuerySet
def select_parts(model: type[EditionPart], *, editions: list[int]):
    return select_data_related(model.objects.filter(edition__in=editions))


def load_parts(edition) -> dict[str, list]:
    """Returns the rows of every part by its name. One statement finds the parts that the edition has, because most
    editions have few of them and a query for each part would cost more."""
    present = find_present_parts(edition)
    return {
        model.part_name: select_parts(model, editions=[edition.pk]) if model.part_name in present else []
        for model in get_part_models()
    }


def find_present_parts(edition) -> set[str]:
    """Returns the names of the parts of which the edition has at least one row."""
    statement = " UNION ALL ".join(
        f"SELECT '{model.part_name}' WHERE EXISTS (SELECT 1 FROM {model._meta.db_table} WHERE edition_id = %s)"
        for model in get_part_models()
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [edition.pk] * statement.count("%s"))
        return {name for (name,) in cursor}


def build_withdrawal_document(edition) -> dict:
    """Returns the document of a withdrawal. Its `digest` is that of the withdrawn text."""
    return {
        "schema": SCHEMA_VERSION,
        "record": {"key": edition.record.key, "kind": edition.record.kind},
        "edition": {"number": edition.number, "title": edition.title},
        "withdrawn_at": format_timestamp(edition.withdrawn_at),
        "withdrawn_from": format_iso_date(edition.withdrawn_from),
        "kind": edition.withdrawal_kind,
        "reason": edition.withdrawal_reason,
        "digest": edition.publication.content_digest,
    }
