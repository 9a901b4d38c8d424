"""The rows of a version, made from its canonical document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import DateField

from announcements.models import Contact, Release, Service
from guidance.models import Addressee, Signer
from portal.attachments.storage import get_upload_path
from portal.records.models import Attachment, Edition, EditionPart, Issuer, Point, Record, Relation, SealedAttachment
from portal.records.models.point import get_point_model
from portal.sources.models import Citation, Conflict, SourceDocument


@dataclass
class KnownObjects:
    """What documents name by key, by their keys."""

    issuers: dict[str, Issuer] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    sources: dict[str, SourceDocument] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)


def build_edition(document: dict, known: KnownObjects) -> Edition:
    edition = Edition(record=known.records[document["record"]["key"]], **convert_days(Edition, document["edition"]))
    edition.published_at = datetime.fromisoformat(document["edition"]["published_at"])
    return edition


def build_points(document: dict, edition: Edition, known: KnownObjects) -> list[Point]:
    model = get_point_model(document["record"]["kind"])
    points = []
    for data in document["points"]:
        columns = {name: value for name, value in data.items() if name != "text_hash"}
        if "service" in columns:
            columns["service"] = known.services[columns["service"]["key"]]
        points.append(model(edition=edition, **convert_days(model, columns)))
    return points


def build_parts(document: dict, edition: Edition, known: KnownObjects) -> list[EditionPart]:
    parts = []
    for model, columns in PART_PARSERS.items():
        data = document[model.part_name]
        rows = ([data] if data else []) if model.is_single else data
        parts += [
            model(edition=edition, position=position, **columns(row, known)) for position, row in enumerate(rows, 1)
        ]
    return parts


def convert_days(model, columns: dict) -> dict:
    """Days are days again."""
    return {name: parse_day(value) if is_date_column(model, name) else value for name, value in columns.items()}


def is_date_column(model, name: str) -> bool:
    field = model._meta.get_field(name)
    return type(field) is DateField


def parse_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def parse_relation(data: dict, known: KnownObjects) -> dict:
    return {"kind": data["kind"], "to_record": known.records[data["record"]]}


def parse_attachment(data: dict, known: KnownObjects) -> dict:
    held = (
        {"sha256": data["sha256"], "file": get_upload_path(Attachment(sha256=data["sha256"]), "")}
        if data["sha256"]
        else {}
    )
    return {"title": data["title"], "size": data["size"], "media_type": data["media_type"], **held}


def build_sealed_attachment(data: dict, edition: Edition, position: int) -> SealedAttachment:
    """From what the seal was made of, and not from the document."""
    return SealedAttachment(
        edition=edition, position=position, seal_key=data["seal_key"], **parse_attachment(data, KnownObjects())
    )


def parse_contact(data: dict, known: KnownObjects) -> dict:
    columns = {kind: column for column, kind in Contact.PHONES.items()}
    phones = {columns[phone["type"]]: phone["number"] for phone in data["phones"]}
    return {"name": data["name"], "office": data["office"], "email": data["email"], **phones}


def parse_citation(data: dict, known: KnownObjects) -> dict:
    place = {"source": known.sources[data["source"]], "start": data["start"], "end": data["end"]}
    return {"field": data["field"], "point_key": data["point"] or "", **place}


def parse_conflict(data: dict, known: KnownObjects) -> dict:
    here, there = data["points"]
    words, other_words = data.get("words", ["", ""])
    return {
        "point_key": here,
        "other_key": there or "",
        "other_record": known.records[data["record"]] if "record" in data else None,
        "words": words,
        "other_words": other_words,
        "note": data["note"],
    }


PART_PARSERS: dict[type[EditionPart], Callable[[dict, KnownObjects], dict]] = {
    Relation: parse_relation,
    Attachment: parse_attachment,
    Contact: parse_contact,
    Citation: parse_citation,
    Conflict: parse_conflict,
    Release: lambda data, known: data,
    Signer: lambda data, known: data,
    Addressee: lambda data, known: {"audience": data["audience"]},
}
"""Of each kind of part the columns that its as_data() was made from."""
