"""Makes a seeded edition: its text, points, parts and citations, and publishes it on the day it was public."""

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
    record: Record, entry: SeedEntry, point_entries: list[SeedEntry], source: SourceDocument, one: ParsedDocument
) -> Edition:
    """A draft with everything in it: what somebody decided, and what was read of the source as far as it is wanted."""
    facts = {name: entry[name] for name in COLUMNS if name in entry.values}
    facts |= {
        name: get_line(entry, one, name, "reads").value for name in READ_COLUMNS if name in list_wanted_lines(entry)
    }
    parts = get_body(source.text, one) if "body" in list_wanted_lines(entry) else []
    texts = [POINTS_PLACEHOLDER if span is None else write_markdown(source.text[slice(*span)]) for span in parts]
    edition = Edition.objects.create(
        record=record, number=record.editions.count() + 1, body="\n\n".join(texts), **facts
    )
    citations = [add_citation(edition, source, "body", *span) for span in parts if span]
    citations += cite_lines(edition, entry, source, one)
    citations += add_points(edition, choose_points(entry, point_entries), source, one)
    citations += add_parts(edition, entry, source, one)
    citations += [cite_other_sources(edition, child) for child in entry.children("also")]
    for position, citation in enumerate(sorted(citations, key=check_point_order(source)), 1):
        citation.position = position
        citation.save()
    return edition


def list_wanted_lines(entry: SeedEntry) -> list[str]:
    """What the edition takes over from the source; only `reads` is cited too."""
    names = [*entry.get("reads", []), *entry.get("reads_uncited", [])]
    for name in names:
        if name not in (*READ_COLUMNS, *READ_LINES, *READ_WHOLE):
            raise entry.error(
                f"“{name}” is not one of: {', '.join((*READ_COLUMNS, *READ_LINES, *READ_WHOLE))}.", "reads"
            )
    return names


def publish_seed(edition: Edition, entry: SeedEntry, one: ParsedDocument, at: datetime) -> None:
    """On the day that the source gives or somebody found out, from its first moment on; an undated text when it is
    seeded."""
    on = entry.get("published_on")
    if "dated_by" in entry.values:
        on = date.fromisoformat(get_line(entry, one, "published_on", "dated_by").value)
    edition.perform("submit", by=None, at=at, note="Seeded from a source document.")
    edition.perform("publish", by=None, at=get_start_of_day(on) if on else at)


def add_citation(
    edition: Edition, source: SourceDocument, field: str, start: int, end: int, point_key: str = ""
) -> Citation:
    return Citation(edition=edition, source=source, field=field, start=start, end=end, point_key=point_key)


def check_point_order(source: SourceDocument):
    """Citations of the record's own source first, each source's in the order of its text."""
    return lambda citation: (citation.source != source, citation.source.key, citation.start, citation.end)


def cite_other_sources(edition: Edition, entry: SeedEntry) -> Citation:
    """Where another document has the same words: a copy of them, or a report that quotes them."""
    other = SourceDocument.objects.filter(key=entry["source"]).first()
    if other is None:
        raise entry.error(f"There is no source “{entry['source']}”.", "source")
    return add_citation(edition, other, entry["field"], *locate_passage(entry, other.text, entry.values))


def choose_points(entry: SeedEntry, point_entries: list[SeedEntry]) -> list[SeedEntry]:
    """The points that the edition lists by key, in its order; all of them where it lists none."""
    if "points" not in entry.values:
        return point_entries
    by_key = {point["key"]: point for point in point_entries}
    for key in entry["points"]:
        if key not in by_key:
            raise entry.error(f"There is no point “{key}” in this record.", "points")
    return [by_key[key] for key in entry["points"]]


def cite_lines(edition: Edition, entry: SeedEntry, source: SourceDocument, one: ParsedDocument) -> list[Citation]:
    """Citations of the single lines that were read; saves what only a press release has."""
    cited = entry.get("reads", [])
    found = {name: get_line(entry, one, name, "reads") for name in (*READ_COLUMNS, *READ_LINES) if name in cited}
    if "dated_by" in entry.values:
        found["published_on"] = get_line(entry, one, entry["dated_by"], "dated_by")
    said = {name: found[name].value for name in READ_LINES if name in found}
    if said:
        Release.objects.create(edition=edition, **said)
    return [add_citation(edition, source, name, *one.span) for name, one in found.items()]


def add_parts(edition: Edition, entry: SeedEntry, source: SourceDocument, one: ParsedDocument) -> list[Citation]:
    citations, names = [], list_wanted_lines(entry)
    for position, contact in enumerate(one.contacts if "contacts" in names else [], 1):
        Contact.objects.create(edition=edition, position=position, **contact_columns(contact))
        citations.append(add_citation(edition, source, "contact", *contact_span(contact)))
    for position, attached in enumerate(one.attachments if "attachments" in names else [], 1):
        Attachment.objects.create(edition=edition, position=position, title=attached.title.value)
        citations.append(add_citation(edition, source, "attachment", *attached.title.span))
    citations += add_people(edition, entry, source, one)
    for position, child in enumerate(entry.children("relation"), 1):
        Relation.objects.create(
            edition=edition, position=position, kind=get_relation_kind(child), to_record=get_target_record(child)
        )
    add_conflicts(edition, entry.children("conflict"), source)
    return citations


def add_people(edition: Edition, entry: SeedEntry, source: SourceDocument, one: ParsedDocument) -> list[Citation]:
    """Signers and addressees, as the name of the paper in the source names them."""
    if "paper" not in entry.values:
        return []
    if not 1 <= entry["paper"] <= len(one.attachments):
        raise entry.error(f"The source names {len(one.attachments)} papers; there is no {entry['paper']}.", "paper")
    start, end = one.attachments[entry["paper"] - 1].title.span
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
