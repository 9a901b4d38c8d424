"""Makes the points of a seeded edition, with the citations of their words and dates."""

from announcements.models import Availability, NoticeItem, Service
from portal.accounts.audiences import get_audience_values
from portal.importer.parser import ParsedDocument
from portal.records.kinds import get_point_model
from portal.records.models import Edition
from portal.seed_loader.parsed_documents import get_parsed_point
from portal.seed_loader.seed_files import SeedEntry
from portal.seed_loader.source_passages import spell_passage
from portal.sources.models import Citation, SourceDocument


def add_points(
    edition: Edition, entries: list[SeedEntry], source: SourceDocument, document: ParsedDocument
) -> list[Citation]:
    """Saves the points in the order given and returns unsaved citations."""
    model, citations = get_point_model(edition.record.kind), []
    for number, entry in enumerate(entries, 1):
        heading, text, days = get_parsed_point(entry, document)
        facts = {"heading": heading.value} if heading else {}
        facts |= {"text": spell_passage(entry, source.text, *text.span)} if text else {}
        facts |= {name: on for name, (on, _) in days.items()}
        model.objects.create(
            edition=edition, key=entry["key"], number=number, **facts, **build_seed_columns(model, entry)
        )
        spans = {"heading": heading, "text": text, **{name: value for name, (_, value) in days.items()}}
        citations += [
            Citation(
                edition=edition, field=name, point_key=entry["key"], source=source, start=value.start, end=value.end
            )
            for name, value in spans.items()
            if value
        ]
    return citations


def build_seed_columns(model, entry: SeedEntry) -> dict[str, object]:
    if model is NoticeItem:
        service = Service.objects.filter(key=entry["service"]).first()
        if service is None:
            raise entry.error(f"There is no service “{entry['service']}”.", "service")
        return {"service": service, "availability": get_choice_value(entry, "availability", Availability.values)}
    if "audience" in [field.name for field in model._meta.fields]:
        return {"audience": get_choice_value(entry, "audience", get_audience_values())}
    return {}


def get_choice_value(entry: SeedEntry, key: str, values: list[str]) -> str:
    if entry[key] not in values:
        raise entry.error(f"“{entry[key]}” is not one of: {', '.join(values)}.", key)
    return entry[key]
