"""The canonical document: an edition with everything that belongs to it, as plain data. The register keeps its
JSON, the digest is taken over it, and pages, comparisons and data files of published editions are made from it."""

from collections.abc import Iterable

from portal.records.models.parts import part_classes
from portal.records.models.point import iso, point_class
from portal.register.chain import timestamp

SCHEMA = 1


def document(edition, *, points: Iterable | None = None, parts: dict[str, list] | None = None) -> dict:
    """The document of an edition as its rows now are. Pass points and parts (by name) to spare the queries."""
    record = edition.record
    points = load_points(edition) if points is None else points
    parts = load_parts(edition) if parts is None else parts
    return {
        "schema": SCHEMA,
        "record": {"key": record.key, "kind": record.kind},
        **({} if record.is_for_everybody else {"readers": record.readers}),
        "official": record.is_official,
        "issuer": {"key": record.issuer.key, "name": record.issuer.name} if record.issuer else None,
        "edition": {
            **edition.facts(),
            "published_at": timestamp(edition.published_at) if edition.published_at else None,
        },
        "points": [point.as_data() for point in points],
        **{
            model.part_name: part_data(model, parts[model.part_name])
            for model in part_classes()
            if parts[model.part_name] or not model.is_left_out_if_none
        },
    }


def part_data(model, rows: list) -> list | dict | None:
    """A list of parts, or, of a part that an edition has only one of, that one or None."""
    data = [row.as_data() for row in rows]
    return (data[0] if data else None) if model.is_single else data


def load_points(edition) -> list:
    model = point_class(edition.record.kind)
    return list(model.objects.filter(edition=edition).select_related(*model.data_related).order_by("number", "key"))


def load_parts(edition) -> dict[str, list]:
    return {
        model.part_name: list(model.objects.filter(edition=edition).select_related(*model.data_related))
        for model in part_classes()
    }


def withdrawal_document(edition) -> dict:
    """What the register keeps of a withdrawal. The digest names the text that is withdrawn."""
    return {
        "schema": SCHEMA,
        "record": {"key": edition.record.key, "kind": edition.record.kind},
        "edition": {"number": edition.number, "title": edition.title},
        "withdrawn_at": timestamp(edition.withdrawn_at),
        "withdrawn_from": iso(edition.withdrawn_from),
        "kind": edition.withdrawal_kind,
        "reason": edition.withdrawal_reason,
        "digest": edition.publication.content_digest,
    }
