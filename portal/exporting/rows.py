"""The rows of a version, made from its canonical document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import DateField

from announcements.models import Contact, Release, Service
from guidance.models import Addressee, Signer
from portal.records.files.storage import address
from portal.records.models import Attachment, Edition, EditionPart, Issuer, Point, Record, Relation, SealedAttachment
from portal.records.models.point import point_class
from portal.sources.models import Citation, Conflict, SourceDocument


@dataclass
class Known:
    """What documents name by key, by their keys."""

    issuers: dict[str, Issuer] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    sources: dict[str, SourceDocument] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)


def edition_of(document: dict, known: Known) -> Edition:
    edition = Edition(record=known.records[document["record"]["key"]], **filled(Edition, document["edition"]))
    edition.published_at = datetime.fromisoformat(document["edition"]["published_at"])
    return edition


def points_of(document: dict, edition: Edition, known: Known) -> list[Point]:
    model = point_class(document["record"]["kind"])
    points = []
    for data in document["points"]:
        columns = {name: value for name, value in data.items() if name != "text_hash"}
        if "service" in columns:
            columns["service"] = known.services[columns["service"]["key"]]
        points.append(model(edition=edition, **filled(model, columns)))
    return points


def parts_of(document: dict, edition: Edition, known: Known) -> list[EditionPart]:
    parts = []
    for model, columns in PARTS.items():
        data = document[model.part_name]
        rows = ([data] if data else []) if model.is_single else data
        parts += [
            model(edition=edition, position=position, **columns(row, known)) for position, row in enumerate(rows, 1)
        ]
    return parts


def filled(model, columns: dict) -> dict:
    """Days are days again."""
    return {name: as_day(value) if is_day(model, name) else value for name, value in columns.items()}


def is_day(model, name: str) -> bool:
    field = model._meta.get_field(name)
    return type(field) is DateField


def as_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def relation(data: dict, known: Known) -> dict:
    return {"kind": data["kind"], "to_record": known.records[data["record"]]}


def attachment(data: dict, known: Known) -> dict:
    held = {"sha256": data["sha256"], "file": address(Attachment(sha256=data["sha256"]), "")} if data["sha256"] else {}
    return {"title": data["title"], "size": data["size"], "media_type": data["media_type"], **held}


def sealed(data: dict, edition: Edition, position: int) -> SealedAttachment:
    """From what the seal was made of, and not from the document."""
    return SealedAttachment(edition=edition, position=position, seal_key=data["seal_key"], **attachment(data, Known()))


def contact(data: dict, known: Known) -> dict:
    columns = {kind: column for column, kind in Contact.PHONES.items()}
    phones = {columns[phone["type"]]: phone["number"] for phone in data["phones"]}
    return {"name": data["name"], "office": data["office"], "email": data["email"], **phones}


def citation(data: dict, known: Known) -> dict:
    place = {"source": known.sources[data["source"]], "start": data["start"], "end": data["end"]}
    return {"field": data["field"], "point_key": data["point"] or "", **place}


def conflict(data: dict, known: Known) -> dict:
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


PARTS: dict[type[EditionPart], Callable[[dict, Known], dict]] = {
    Relation: relation,
    Attachment: attachment,
    Contact: contact,
    Citation: citation,
    Conflict: conflict,
    Release: lambda data, known: data,
    Signer: lambda data, known: data,
    Addressee: lambda data, known: {"audience": data["audience"]},
}
"""Of each kind of part the columns that its as_data() was made from."""
