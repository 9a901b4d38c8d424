"""Makes the points of a seeded edition, each with the citations of its words and its days."""

from announcements.models import Availability, NoticeItem, Service
from guidance.models import Audience
from portal.records.models import Edition
from portal.records.models.point import point_class
from portal.seeding.passages import spell
from portal.seeding.reader import Entry
from portal.seeding.reading import point
from portal.sources.models import Citation, SourceDocument
from portal.sources.parsing import Document


def add_points(edition: Edition, entries: list[Entry], source: SourceDocument, one: Document) -> list[Citation]:
    """Saves the points in the order given and returns unsaved citations."""
    model, citations = point_class(edition.record.kind), []
    for number, entry in enumerate(entries, 1):
        heading, said, days = point(entry, one)
        facts = {"heading": heading.value} if heading else {}
        facts |= {"text": spell(entry, source.text, *said.span)} if said else {}
        facts |= {name: on for name, (on, _) in days.items()}
        model.objects.create(edition=edition, key=entry["key"], number=number, **facts, **own_columns(model, entry))
        spans = {"heading": heading, "text": said, **{name: found for name, (_, found) in days.items()}}
        citations += [
            Citation(
                edition=edition, field=name, point_key=entry["key"], source=source, start=found.start, end=found.end
            )
            for name, found in spans.items()
            if found
        ]
    return citations


def own_columns(model, entry: Entry) -> dict[str, object]:
    if model is NoticeItem:
        service = Service.objects.filter(key=entry["service"]).first()
        if service is None:
            raise entry.error(f"There is no service “{entry['service']}”.", "service")
        return {"service": service, "availability": choice(entry, "availability", Availability)}
    if "audience" in [field.name for field in model._meta.fields]:
        return {"audience": choice(entry, "audience", Audience)}
    return {}


def choice(entry: Entry, key: str, choices) -> str:
    if entry[key] not in choices.values:
        raise entry.error(f"“{entry[key]}” is not one of: {', '.join(choices.values)}.", key)
    return entry[key]
