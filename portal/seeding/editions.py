"""Makes a seeded edition: its text, points, parts and citations, and publishes it on the day it was public."""

from datetime import datetime

from announcements.models import Contact, Release
from guidance.models import Addressee, Audience, Signer
from portal.records.days import start_of
from portal.records.markdown import POINTS_HERE
from portal.records.models import Attachment, Edition, Record, Relation
from portal.seeding.conflicts import add_conflicts
from portal.seeding.passages import find, locate, passage
from portal.seeding.points import add_points, must_state
from portal.seeding.reader import Entry
from portal.sources.models import Citation, SourceDocument

COLUMNS = ("title", "provenance", "is_reconstructed", "signed_on", "effective_from", "change_kind", "change_note")
QUOTED_COLUMNS = ("title", "subtitle")
RELEASE_COLUMNS = ("dateline", "release_line")


def make_edition(record: Record, entry: Entry, point_entries: list[Entry], source: SourceDocument) -> Edition:
    """A draft with everything in it. The words of each `…_quote` must stand in the source."""
    facts = {name: entry[name] for name in COLUMNS if name in entry.values}
    facts |= {name: entry[f"{name}_quote"] for name in QUOTED_COLUMNS if f"{name}_quote" in entry.values}
    body = [passage(child, source.text) for child in entry.children("body") if not child.get("points_here")]
    edition = Edition.objects.create(
        record=record, number=record.editions.count() + 1, body=body_text(entry, source.text), **facts
    )
    citations = [cite(edition, source, "body", part.start, part.end) for part in body]
    citations += quoted(edition, entry, source)
    citations += add_points(edition, chosen(entry, point_entries), source)
    citations += add_parts(edition, entry, source)
    citations += [elsewhere(edition, child) for child in entry.children("also")]
    for position, citation in enumerate(sorted(citations, key=in_order(source)), 1):
        citation.position = position
        citation.save()
    return edition


def body_text(entry: Entry, text: str) -> str:
    """The body's passages as Markdown, with a mark at the place of the points."""
    parts = entry.children("body")
    return "\n\n".join(POINTS_HERE if part.get("points_here") else passage(part, text).markdown for part in parts)


def publish(edition: Edition, entry: Entry, at: datetime) -> None:
    """On the day the source gives, from its first moment on; an undated text when it is seeded."""
    on = entry.get("published_on")
    edition.perform("submit", by=None, at=at, note="Seeded from a source document.")
    edition.perform("publish", by=None, at=start_of(on) if on else at)


def cite(edition: Edition, source: SourceDocument, field: str, start: int, end: int, point_key: str = "") -> Citation:
    return Citation(edition=edition, source=source, field=field, start=start, end=end, point_key=point_key)


def in_order(source: SourceDocument):
    """Citations of the record's own source first, each source's in the order of its text."""
    return lambda citation: (citation.source != source, citation.source.key, citation.start, citation.end)


def elsewhere(edition: Edition, entry: Entry) -> Citation:
    """Where another document has the same words: a copy of them, or a report that quotes them."""
    other = SourceDocument.objects.filter(key=entry["source"]).first()
    if other is None:
        raise entry.error(f"There is no source “{entry['source']}”.", "source")
    return cite(edition, other, entry["field"], *locate(entry, other.text, entry.values))


def chosen(entry: Entry, point_entries: list[Entry]) -> list[Entry]:
    """The points that the edition lists by key, in its order; all of them where it lists none."""
    if "points" not in entry.values:
        return point_entries
    by_key = {point["key"]: point for point in point_entries}
    for key in entry["points"]:
        if key not in by_key:
            raise entry.error(f"There is no point “{key}” in this record.", "points")
    return [by_key[key] for key in entry["points"]]


def quoted(edition: Edition, entry: Entry, source: SourceDocument) -> list[Citation]:
    """Citations of the single lines that an edition quotes; saves what only a press release has."""
    citations = []
    for name in (*QUOTED_COLUMNS, *RELEASE_COLUMNS, "dated"):
        key = f"{name}_quote"
        if key in entry.values:
            span = find(entry, source.text, entry[key], key)
            citations.append(cite(edition, source, "published_on" if name == "dated" else name, *span))
    if "dated_quote" in entry.values:
        must_state(entry, "dated_quote", entry["dated_quote"], entry["published_on"])
    lines = {name: entry.get(f"{name}_quote", "") for name in RELEASE_COLUMNS}
    if any(lines.values()):
        Release.objects.create(edition=edition, **lines)
    return citations


def add_parts(edition: Edition, entry: Entry, source: SourceDocument) -> list[Citation]:
    citations = []
    for position, child in enumerate(entry.children("contact"), 1):
        Contact.objects.create(edition=edition, position=position, **child.values)
        citations.append(cite(edition, source, "contact", *contact_span(child, source.text)))
    for position, child in enumerate(entry.children("attachment"), 1):
        Attachment.objects.create(edition=edition, position=position, title=child["quote"])
        citations.append(cite(edition, source, "attachment", *locate(child, source.text, child.values)))
    citations += add_people(edition, entry, source)
    for position, child in enumerate(entry.children("relation"), 1):
        Relation.objects.create(edition=edition, position=position, kind=relation_kind(child), to_record=target(child))
    add_conflicts(edition, entry.children("conflict"), source)
    return citations


def contact_span(entry: Entry, text: str) -> tuple[int, int]:
    """From the name to the last of the facts, each of which stands behind the one before."""
    start, end = find(entry, text, f"Contact: {entry['name']}", "name")
    for key, value in entry.values.items():
        place = text.find(value, start, end + 200)
        if place < 0:
            raise entry.error(f"The source does not say “{value}” in this contact’s lines.", key)
        end = max(end, place + len(value))
    return start + len("Contact: "), end


def add_people(edition: Edition, entry: Entry, source: SourceDocument) -> list[Citation]:
    """Signers and addressees, as the line that names the paper names them."""
    if "paper_quote" not in entry.values:
        return []
    start, end = locate(entry, source.text, entry["paper_quote"], "paper_quote")
    citations = [cite(edition, source, "signers", start, end)]
    for position, name in enumerate(entry["signers"], 1):
        find(entry, source.text, name, "signers", start, end)
        Signer.objects.create(edition=edition, position=position, name=name)
    for position, audience in enumerate(entry["addressees"], 1):
        if audience not in Audience.values:
            raise entry.error(f"“{audience}” is not one of: {', '.join(Audience.values)}.", "addressees")
        find(entry, source.text, Audience(audience).label.lower(), "addressees", start, end)
        Addressee.objects.create(edition=edition, position=position, audience=audience)
    return citations


def relation_kind(entry: Entry) -> str:
    if entry["kind"] not in Relation.Kind.values:
        raise entry.error(f"“{entry['kind']}” is not one of: {', '.join(Relation.Kind.values)}.", "kind")
    return entry["kind"]


def target(entry: Entry) -> Record:
    record = Record.objects.filter(key=entry["to"]).first()
    if record is None:
        raise entry.error(f"There is no record “{entry['to']}”.", "to")
    return record
