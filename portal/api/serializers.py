"""Serializes rows of lists, points and differences as plain data for JSON."""

from collections.abc import Iterable

from portal.api.views import ApiRequest
from portal.lib.text_diff import TextChange
from portal.records.comparison.editions import EditionComparison, PointChange, summarize_comparison
from portal.records.comparison.fields import FactChange
from portal.records.edition_columns import COLUMNS, Group, get_json_value
from portal.records.models import Edition
from portal.register.hash_chain import format_timestamp

MOVES = {"move_from": "delete", "move_to": "insert"}
"""Programs read moved lines as deleted at one place and inserted at another."""


def serialize_day(on) -> str | None:
    return on.isoformat() if on else None


def serialize_issuer(record) -> dict | None:
    return {"key": record.issuer.key, "name": record.issuer.name} if record.issuer else None


def serialize_edition(edition: Edition, ask: ApiRequest) -> dict:
    """Returns an edition without its text. It must be annotated by `with_standing` and loaded with its record's
    issuer."""
    record = edition.record
    return {
        "key": record.key,
        "number": edition.number,
        "kind": record.kind,
        "official": record.is_official,
        "issuer": serialize_issuer(record),
        **serialize_columns(edition, "text"),
        "standing": edition.standing_then,
        "published_at": format_timestamp(edition.published_at),
        **serialize_columns(edition, "days"),
        "withdrawn_from": serialize_day(edition.withdrawn_from),
        **serialize_columns(edition, "change"),
        "url": ask.absolute(edition.url()),
        "record": ask.url("record", key=record.key),
        "edition": ask.url("edition", key=record.key, number=edition.number),
    }


def serialize_columns(edition: Edition, group: Group) -> dict:
    return {
        column.name: get_json_value(edition, column.name)
        for column in COLUMNS
        if column.group == group and column.in_rows
    }


def serialize_editions(editions: Iterable[Edition], ask: ApiRequest) -> list[dict]:
    return [serialize_edition(edition, ask) for edition in editions]


def serialize_words(changes: Iterable[TextChange]) -> list[dict]:
    return [
        {"op": MOVES.get(change.op, change.op), "text": change.text, "is_moved": change.op in MOVES}
        for change in changes
    ]


def serialize_facts(changes: Iterable[FactChange]) -> list[dict]:
    return [
        {
            "name": change.name,
            "label": change.label,
            "old": change.old,
            "new": change.new,
            "items": [{"op": item.op, "old": item.old, "new": item.new} for item in change.items],
        }
        for change in changes
    ]


def serialize_point_change(change: PointChange) -> dict:
    return {
        "op": change.op,
        "key": change.key,
        "old_number": change.old_number,
        "new_number": change.new_number,
        "heading": serialize_words(change.heading),
        "text": serialize_words(change.text),
        "facts": serialize_facts(change.facts),
    }


def serialize_comparison(comparison: EditionComparison, noun: str) -> dict:
    return {
        "summary": summarize_comparison(comparison, noun),
        "points": [serialize_point_change(change) for change in comparison.points],
        "body": serialize_words(comparison.body),
        "facts": serialize_facts(comparison.facts),
        "is_layout_changed": comparison.is_layout_changed,
    }
