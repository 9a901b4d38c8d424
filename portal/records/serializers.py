"""The canonical document: an edition with everything that belongs to it, as plain data. The register keeps its
JSON, the digest is taken over it, and pages, comparisons and data files of published editions are made from it."""

from collections.abc import Iterable

from portal.records.kinds import get_point_model
from portal.records.models.parts import get_part_models
from portal.records.models.point import format_iso_date
from portal.register.hash_chain import format_timestamp

SCHEMA_VERSION = 1


def build_edition_document(edition, *, points: Iterable | None = None, parts: dict[str, list] | None = None) -> dict:
    """The document of an edition as its rows now are. Pass points and parts (by name) to spare the queries."""
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
        "points": [point.as_data() for point in points],
        **{
            model.part_name: build_part_data(model, parts[model.part_name])
            for model in get_part_models()
            if parts[model.part_name] or not model.is_omitted_if_empty
        },
    }


def build_part_data(model, rows: list) -> list | dict | None:
    """A list of parts, or, of a part that an edition has only one of, that one or None."""
    data = [row.as_data() for row in rows]
    return (data[0] if data else None) if model.is_single else data


def load_points(edition) -> list:
    model = get_point_model(edition.record.kind)
    return list(model.objects.filter(edition=edition).select_related(*model.data_related).order_by("number", "key"))


def load_parts(edition) -> dict[str, list]:
    return {
        model.part_name: list(model.objects.filter(edition=edition).select_related(*model.data_related))
        for model in get_part_models()
    }


def build_withdrawal_document(edition) -> dict:
    """What the register keeps of a withdrawal. The digest names the text that is withdrawn."""
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
