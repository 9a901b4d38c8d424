"""Makes the rows of an edition from its canonical document."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import DateField

from announcements.models import Service
from portal.lib import dates
from portal.records.kinds import get_point_model
from portal.records.models import (
    Attachment,
    Confirmation,
    Edition,
    EditionPart,
    Issuer,
    Point,
    Record,
    SealedAttachment,
)
from portal.records.models.parts import get_part_models
from portal.register.models import NEVER_PUBLIC
from portal.sources.models import SourceDocument


@dataclass
class KnownObjects:
    """The objects that documents refer to, by their keys."""

    issuers: dict[str, Issuer] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    sources: dict[str, SourceDocument] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    canceled: set[int] = field(default_factory=set)
    """Numbers of register entries whose publication was canceled, so that their documents are no editions."""


def build_edition(document: dict, known: KnownObjects) -> Edition:
    edition = Edition(record=known.records[document["record"]["key"]], **convert_days(Edition, document["edition"]))
    edition.published_at = datetime.fromisoformat(document["edition"]["published_at"])
    return edition


def build_points(document: dict, edition: Edition, known: KnownObjects) -> list[Point]:
    model = get_point_model(document["record"]["kind"])
    points = []
    for data in document["points"]:
        points.append(model(edition=edition, **convert_days(model, model.parse_data(data, known))))
    return points


def build_parts(document: dict, edition: Edition, known: KnownObjects) -> list[EditionPart]:
    parts = []
    for model in get_part_models():
        if model is SealedAttachment:
            continue
        data = document.get(model.part_name) or []
        rows = [data] if data and model.is_single else data
        for position, row in enumerate(rows, 1):
            parts.append(model(edition=edition, position=position, **model.parse_data(row, known)))
    return parts


def build_confirmations(facts: dict, document: dict, edition: Edition) -> list[Confirmation]:
    """Returns what an entry of the register confirms. An entry about a text for officials only has no public moment, so
    that of its recording is used, or the end of the day of the confirmation."""
    at = facts["public_at"]
    if at == NEVER_PUBLIC:
        at = dates.get_known_moment(date.fromisoformat(document["confirmed_on"]), facts["recorded_at"])
    points = dict(edition.points.values_list("key", "pk"))
    pks = [points[point["key"]] for point in document.get("confirmed_points", [])] or [None]
    columns = {"edition": edition, "entry_id": facts["number"], "at": at}
    next_review_on = parse_day(document.get("next_review_on"))
    return [Confirmation(point_id=pk, next_review_on=next_review_on, **columns) for pk in pks]


def convert_days(model, columns: dict) -> dict:
    """Turns the strings in date columns back into dates."""
    return {name: parse_day(value) if is_date_column(model, name) else value for name, value in columns.items()}


def is_date_column(model, name: str) -> bool:
    field = model._meta.get_field(name)
    return type(field) is DateField


def parse_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def build_sealed_attachment(data: dict, edition: Edition, position: int) -> SealedAttachment:
    """Makes a row from the inputs of the seal; the document has only the seal."""
    return SealedAttachment(
        edition=edition, position=position, seal_key=data["seal_key"], **Attachment.parse_data(data, KnownObjects())
    )
