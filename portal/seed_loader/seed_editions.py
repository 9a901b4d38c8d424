"""Makes a seeded edition with its text, points, parts and citations, and publishes it on its day."""

from datetime import date, datetime

from announcements.models import Contact, Release
from announcements.notice_import import contact_columns, contact_span
from guidance.models import Addressee, Signer
from portal.accounts.audiences import get_audience, get_audience_values
from portal.importer.drafts.markdown_writer import write_markdown
from portal.importer.parser import ParsedDocument
from portal.lib.dates import get_start_of_day
from portal.lib.markdown import POINTS_PLACEHOLDER
from portal.records.models import Attachment, Edition, Record, Relation
from portal.seed_loader.parsed_documents import get_body, get_line
from portal.seed_loader.seed_conflicts import add_conflicts
from portal.seed_loader.seed_files import SeedEntry
from portal.seed_loader.seed_points import add_points
from portal.seed_loader.source_passages import find_passage, locate_passage
from portal.sources.models import Citation, SourceDocument

COLUMNS = ("title", "provenance", "is_reconstructed", "signed_on", "effective_from", "change_kind", "change_note")
READ_COLUMNS = ("title", "subtitle")
READ_LINES = ("dateline", "release_line")
READ_WHOLE = ("body", "contacts", "attachments")


def make_edition(
    record: Record, entry: SeedEntry, point_entries: list[SeedEntry], source: SourceDocument, document: ParsedDocument
) -> Edition:
    """Makes a complete draft of the values in the entry and the requested lines of the source."""
    facts = {name: entry[name] for name in COLUMNS if name in entry.values}
    facts |= {
        name: get_line(entry, document, name, "reads").value
        for name in READ_COLUMNS
        if name in list_wanted_lines(entry)
    }
    parts = get_body(source.text, document) if "body" in list_wanted_lines(entry) else []
    texts = [POINTS_PLACEHOLDER if span is None else write_markdown(source.text[slice(*span)]) for span in parts]
    edition = Edition.objects.create(
        record=record, number=record.editions.count() + 1, body="\n\n".join(texts), **facts
    )
    citations = [add_citation(edition, source, "body", *span) for span in parts if span]
    citations += cite_lines(edition, entry, source, document)
    citations += add_points(edition, choose_points(entry, point_entries), source, document)
    citations += add_parts(edition, entry, source, document)
    citations += [cite_other_sources(edition, child) for child in entry.children("also")]
    for position, citation in enumerate(sorted(citations, key=check_point_order(source)), 1):
        citation.position = position
        citation.save()
    return edition


def list_wanted_lines(entry: SeedEntry) -> list[str]:
    """Returns the names of what the edition takes from the source; only those in `reads` get a citation."""
    names = [*entry.get("reads", []), *entry.get("reads_uncited", [])]
    for name in names:
        if name not in (*READ_COLUMNS, *READ_LINES, *READ_WHOLE):
            raise entry.error(
                f"“{name}” is not one of: {', '.join((*READ_COLUMNS, *READ_LINES, *READ_WHOLE))}.", "reads"
            )
    return names


def publish_seed(edition: Edition, entry: SeedEntry, document: ParsedDocument, at: datetime) -> None:
    """Publishes the edition at the start of the day that the source or the entry names, or an undated text at `at`."""
    on = entry.get("published_on")
    if "dated_by" in entry.values:
        on = date.fromisoformat(get_line(entry, document, "published_on", "dated_by").value)
    edition.perform("submit", by=None, at=at, note="Seeded from a source document.")
    edition.perform("publish", by=None, at=get_start_of_day(on) if on else at)


def add_citation(
    edition: Edition, source: SourceDocument, field: str, start: int, end: int, point_key: str = ""
) -> Citation:
    return Citation(edition=edition, source=source, field=field, start=start, end=end, point_key=point_key)


def check_point_order(source: SourceDocument):
    """Returns a sort key: citations of the record's own source first, each source in the order of its text."""
    return lambda citation: (citation.source != source, citation.source.key, citation.start, citation.end)


def cite_other_sources(edition: Edition, entry: SeedEntry) -> Citation:
    """Cites another document with the same words: a copy, or a report that quotes them."""
    other = SourceDocument.objects.filter(key=entry["source"]).first()
    if other is None:
        raise entry.error(f"There is no source “{entry['source']}”.", "source")
    return add_citation(edition, other, entry["field"], *locate_passage(entry, other.text, entry.values))


def choose_points(entry: SeedEntry, point_entries: list[SeedEntry]) -> list[SeedEntry]:
    """Returns the points that the edition lists by key, in its order, or all points if it lists none."""
    if "points" not in entry.values:
        return point_entries
    by_key = {point["key"]: point for point in point_entries}
    for key in entry["points"]:
        if key not in by_key:
            raise entry.error(f"There is no point “{key}” in this record.", "points")
    return [by_key[key] for key in entry["points"]]


def cite_lines(edition: Edition, entry: SeedEntry, source: SourceDocument, document: ParsedDocument) -> list[Citation]:
    """Returns citations of the single lines, and saves those that only a press release has."""
    cited = entry.get("reads", [])
    lines = {name: get_line(entry, document, name, "reads") for name in (*READ_COLUMNS, *READ_LINES) if name in cited}
    if "dated_by" in entry.values:
        lines["published_on"] = get_line(entry, document, entry["dated_by"], "dated_by")
    release = {name: lines[name].value for name in READ_LINES if name in lines}
    if release:
        Release.objects.create(edition=edition, **release)
    return [add_citation(edition, source, name, *line.span) for name, line in lines.items()]


def add_parts(edition: Edition, entry: SeedEntry, source: SourceDocument, document: ParsedDocument) -> list[Citation]:
    citations, names = [], list_wanted_lines(entry)
    for position, contact in enumerate(document.contacts if "contacts" in names else [], 1):
        Contact.objects.create(edition=edition, position=position, **contact_columns(contact))
        citations.append(add_citation(edition, source, "contact", *contact_span(contact)))
    for position, attached in enumerate(document.attachments if "attachments" in names else [], 1):
        Attachment.objects.create(edition=edition, position=position, title=attached.title.value)
        citations.append(add_citation(edition, source, "attachment", *attached.title.span))
    citations += add_people(edition, entry, source, document)
    for position, child in enumerate(entry.children("relation"), 1):
        Relation.objects.create(
            edition=edition, position=position, kind=get_relation_kind(child), to_record=get_target_record(child)
        )
    add_conflicts(edition, entry.children("conflict"), source)
    return citations


def add_people(edition: Edition, entry: SeedEntry, source: SourceDocument, document: ParsedDocument) -> list[Citation]:
    """Adds the signers and addressees that the source names in the title of the paper."""
    if "paper" not in entry.values:
        return []
    if not 1 <= entry["paper"] <= len(document.attachments):
        raise entry.error(
            f"The source names {len(document.attachments)} papers; there is no number {entry['paper']}.", "paper"
        )
    start, end = document.attachments[entry["paper"] - 1].title.span
    for position, name in enumerate(entry["signers"], 1):
        find_passage(entry, source.text, name, "signers", start, end)
        Signer.objects.create(edition=edition, position=position, name=name)
    for position, audience in enumerate(entry["addressees"], 1):
        if audience not in get_audience_values():
            raise entry.error(f"“{audience}” is not one of: {', '.join(get_audience_values())}.", "addressees")
        find_passage(entry, source.text, get_audience(audience).label.lower(), "addressees", start, end)
        Addressee.objects.create(edition=edition, position=position, audience=audience)
    return [add_citation(edition, source, "signers", start, end)]


def get_relation_kind(entry: SeedEntry) -> str:
    if entry["kind"] not in Relation.Kind.values:
        raise entry.error(f"“{entry['kind']}” is not one of: {', '.join(Relation.Kind.values)}.", "kind")
    return entry["kind"]


def get_target_record(entry: SeedEntry) -> Record:
    record = Record.objects.filter(key=entry["to"]).first()
    if record is None:
        raise entry.error(f"There is no record “{entry['to']}”.", "to")
    return record
