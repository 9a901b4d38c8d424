"""Editions as rows of lists, points, and differences: plain data for JSON."""

from collections.abc import Iterable

from portal.api.answering import Ask
from portal.records.diffs import Comparison, PointChange, summary
from portal.records.facts import FactChange
from portal.records.models import Edition
from portal.records.words import Change
from portal.register.chain import timestamp


def is_gone(edition: Edition, at) -> bool:
    return edition.is_retracted and edition.withdrawn_at <= at


def day(on) -> str | None:
    return on.isoformat() if on else None


def issuer(record) -> dict | None:
    return {"key": record.issuer.key, "name": record.issuer.name} if record.issuer else None


def row(edition: Edition, ask: Ask) -> dict:
    """An edition without its text; it needs its standing (see with_standing) and its record's issuer."""
    record = edition.record
    return {
        "key": record.key,
        "number": edition.number,
        "kind": record.kind,
        "official": record.is_official,
        "issuer": issuer(record),
        "title": edition.title,
        "subtitle": edition.subtitle,
        "language": edition.language,
        "standing": edition.standing_then,
        "published_at": timestamp(edition.published_at),
        "effective_from": day(edition.effective_from),
        "effective_until": day(edition.effective_until),
        "withdrawn_from": day(edition.withdrawn_from),
        "change_kind": edition.change_kind,
        "change_note": edition.change_note,
        "url": ask.absolute(edition.url()),
        "record": ask.url("record", key=record.key),
        "edition": ask.url("edition", key=record.key, number=edition.number),
    }


def rows(editions: Iterable[Edition], ask: Ask) -> list[dict]:
    return [row(edition, ask) for edition in editions]


def words(changes: Iterable[Change]) -> list[dict]:
    return [{"op": change.op, "text": change.text} for change in changes]


def facts(changes: Iterable[FactChange]) -> list[dict]:
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


def point_change(change: PointChange) -> dict:
    return {
        "op": change.op,
        "key": change.key,
        "old_number": change.old_number,
        "new_number": change.new_number,
        "heading": words(change.heading),
        "text": words(change.text),
        "facts": facts(change.facts),
    }


def comparison(compared: Comparison, noun: str) -> dict:
    return {
        "summary": summary(compared, noun),
        "points": [point_change(change) for change in compared.points],
        "body": words(compared.body),
        "facts": facts(compared.facts),
        "is_layout_changed": compared.is_layout_changed,
    }
