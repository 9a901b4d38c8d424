"""Makes a seeded edition: its text, points, parts and citations, and publishes it on the day it was public."""

from datetime import date, datetime

from announcements.models import Contact, Release
from guidance.models import Addressee, Audience, Signer
from portal.records.days import start_of
from portal.records.markdown import POINTS_HERE
from portal.records.models import Attachment, Edition, Record, Relation
from portal.seeding.conflicts import add_conflicts
from portal.seeding.passages import find, locate
from portal.seeding.points import add_points
from portal.seeding.reader import Entry
from portal.seeding.reading import body, line
from portal.sources.drafting.parts import contact_columns, contact_span
from portal.sources.drafting.spelling import markdown
from portal.sources.models import Citation, SourceDocument
from portal.sources.parsing import Document

COLUMNS = ("title", "provenance", "is_reconstructed", "signed_on", "effective_from", "change_kind", "change_note")
READ_COLUMNS = ("title", "subtitle")
READ_LINES = ("dateline", "release_line")
READ_WHOLE = ("body", "contacts", "attachments")


def make_edition(
    record: Record, entry: Entry, point_entries: list[Entry], source: SourceDocument, one: Document
) -> Edition:
    """A draft with everything in it: what somebody decided, and what was read of the source as far as it is wanted."""
    facts = {name: entry[name] for name in COLUMNS if name in entry.values}
    facts |= {name: line(entry, one, name, "reads").value for name in READ_COLUMNS if name in wanted(entry)}
    parts = body(source.text, one) if "body" in wanted(entry) else []
    texts = [POINTS_HERE if span is None else markdown(source.text[slice(*span)]) for span in parts]
    edition = Edition.objects.create(
        record=record, number=record.editions.count() + 1, body="\n\n".join(texts), **facts
    )
    citations = [cite(edition, source, "body", *span) for span in parts if span]
    citations += lines(edition, entry, source, one)
    citations += add_points(edition, chosen(entry, point_entries), source, one)
    citations += add_parts(edition, entry, source, one)
    citations += [elsewhere(edition, child) for child in entry.children("also")]
    for position, citation in enumerate(sorted(citations, key=in_order(source)), 1):
        citation.position = position
        citation.save()
    return edition


def wanted(entry: Entry) -> list[str]:
    """What the edition takes over from the source; only `reads` is cited too."""
    names = [*entry.get("reads", []), *entry.get("reads_uncited", [])]
    for name in names:
        if name not in (*READ_COLUMNS, *READ_LINES, *READ_WHOLE):
            raise entry.error(
                f"“{name}” is not one of: {', '.join((*READ_COLUMNS, *READ_LINES, *READ_WHOLE))}.", "reads"
            )
    return names


def publish(edition: Edition, entry: Entry, one: Document, at: datetime) -> None:
    """On the day that the source gives or somebody found out, from its first moment on; an undated text when it is
    seeded."""
    on = entry.get("published_on")
    if "dated_by" in entry.values:
        on = date.fromisoformat(line(entry, one, "published_on", "dated_by").value)
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


def lines(edition: Edition, entry: Entry, source: SourceDocument, one: Document) -> list[Citation]:
    """Citations of the single lines that were read; saves what only a press release has."""
    cited = entry.get("reads", [])
    found = {name: line(entry, one, name, "reads") for name in (*READ_COLUMNS, *READ_LINES) if name in cited}
    if "dated_by" in entry.values:
        found["published_on"] = line(entry, one, entry["dated_by"], "dated_by")
    said = {name: found[name].value for name in READ_LINES if name in found}
    if said:
        Release.objects.create(edition=edition, **said)
    return [cite(edition, source, name, *one.span) for name, one in found.items()]


def add_parts(edition: Edition, entry: Entry, source: SourceDocument, one: Document) -> list[Citation]:
    citations, names = [], wanted(entry)
    for position, contact in enumerate(one.contacts if "contacts" in names else [], 1):
        Contact.objects.create(edition=edition, position=position, **contact_columns(contact))
        citations.append(cite(edition, source, "contact", *contact_span(contact)))
    for position, attached in enumerate(one.attachments if "attachments" in names else [], 1):
        Attachment.objects.create(edition=edition, position=position, title=attached.title.value)
        citations.append(cite(edition, source, "attachment", *attached.title.span))
    citations += add_people(edition, entry, source, one)
    for position, child in enumerate(entry.children("relation"), 1):
        Relation.objects.create(edition=edition, position=position, kind=relation_kind(child), to_record=target(child))
    add_conflicts(edition, entry.children("conflict"), source)
    return citations


def add_people(edition: Edition, entry: Entry, source: SourceDocument, one: Document) -> list[Citation]:
    """Signers and addressees, as the name of the paper in the source names them."""
    if "paper" not in entry.values:
        return []
    if not 1 <= entry["paper"] <= len(one.attachments):
        raise entry.error(f"The source names {len(one.attachments)} papers; there is no {entry['paper']}.", "paper")
    start, end = one.attachments[entry["paper"] - 1].title.span
    for position, name in enumerate(entry["signers"], 1):
        find(entry, source.text, name, "signers", start, end)
        Signer.objects.create(edition=edition, position=position, name=name)
    for position, audience in enumerate(entry["addressees"], 1):
        if audience not in Audience.values:
            raise entry.error(f"“{audience}” is not one of: {', '.join(Audience.values)}.", "addressees")
        find(entry, source.text, Audience(audience).label.lower(), "addressees", start, end)
        Addressee.objects.create(edition=edition, position=position, audience=audience)
    return [cite(edition, source, "signers", start, end)]


def relation_kind(entry: Entry) -> str:
    if entry["kind"] not in Relation.Kind.values:
        raise entry.error(f"“{entry['kind']}” is not one of: {', '.join(Relation.Kind.values)}.", "kind")
    return entry["kind"]


def target(entry: Entry) -> Record:
    record = Record.objects.filter(key=entry["to"]).first()
    if record is None:
        raise entry.error(f"There is no record “{entry['to']}”.", "to")
    return record
