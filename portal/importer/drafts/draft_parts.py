"""Makes the parts of a draft, contacts, lines and attachments, and its citations; their models are found by name."""

from portal.importer.parser import ParsedDocument
from portal.importer.parser.contact_lines import ParsedContact
from portal.importer.parser.spans import Span
from portal.records.models import Attachment, Edition
from portal.records.models.parts import get_part_models
from portal.records.models.point import get_point_model
from portal.sources.models import Citation, SourceDocument

AUDIENCES = (("police_chiefs", "police chief"), ("school_superintendents", "superintendent"))
PHONE_COLUMNS = {"office": "office_phone", "cell": "cell_phone", "fax": "fax"}


def clear_draft(edition: Edition, one: ParsedDocument) -> None:
    """Takes from a draft that began as a copy its points, and the parts that the document says anew. Contradictions
    are looked at once the new points are there."""
    get_point_model(edition.record.kind).objects.filter(edition=edition).delete()
    parts = {model.part_name: model for model in get_part_models()}
    said = {
        "contacts": one.contacts,
        "attachments": one.attachments,
        "release": one.dateline or one.release_line,
        "signers": one.byline,
        "addressees": one.addressee,
    }
    for name, found in said.items():
        if found:
            parts[name].objects.filter(edition=edition).delete()


def add_parts(edition: Edition, one: ParsedDocument, cited: list) -> None:
    parts = {model.part_name: model for model in get_part_models()}
    for position, contact in enumerate(one.contacts, 1):
        parts["contacts"].objects.create(edition=edition, position=position, **contact_columns(contact))
        cited.append(("contact", "", contact_span(contact)))
    for position, attached in enumerate(one.attachments, 1):
        Attachment.objects.create(edition=edition, position=position, title=attached.title.value[:300])
        cited.append(("attachment", "", attached.title.span))
    if one.kind == "press_release" and (one.dateline or one.release_line):
        lines = {name: found.value for name in ("dateline", "release_line") if (found := getattr(one, name))}
        parts["release"].objects.create(edition=edition, **{name: words[:100] for name, words in lines.items()})
    if one.kind == "memo" and one.byline:
        parts["signers"].objects.create(edition=edition, name=one.byline.value[:200])
        cited.append(("signers", "", one.byline.span))
    drop_conflicts(edition)
    to = one.addressee.value.lower() if one.kind == "memo" and one.addressee else ""
    for position, (audience, words) in enumerate(AUDIENCES, 1):
        if words in to:
            parts["addressees"].objects.create(edition=edition, position=position, audience=audience)


def drop_conflicts(edition: Edition) -> None:
    """Copied contradictions whose point the new text no longer has."""
    keys = set(edition.points.values_list("key", flat=True))
    for conflict in edition.conflicts.all():
        if conflict.point_key not in keys or conflict.other_record_id is None and conflict.other_key not in keys:
            conflict.delete()


def contact_columns(contact: ParsedContact) -> dict[str, str]:
    columns = {
        "name": (contact.name or contact.office or contact.email or contact.phones[0].number).value[:200],
        "office": contact.office.value[:200] if contact.office else "",
        "email": contact.email.value[:254] if contact.email else "",
    }
    for phone in contact.phones:
        column = PHONE_COLUMNS.get(phone.type.value if phone.type else "", "other_phone")
        columns.setdefault(column if column not in columns else "other_phone", phone.number.value[:40])
    return columns


def contact_span(contact: ParsedContact) -> Span:
    found = [one for one in (contact.name, contact.office, contact.email) if one]
    found += [phone.number for phone in contact.phones]
    found = [one for one in found if one.end > one.start]
    return min((one.start for one in found), default=0), max((one.end for one in found), default=0)


def cite_source(
    edition: Edition, source: SourceDocument, one: ParsedDocument, cited: list[tuple[str, str, Span]]
) -> None:
    for name in ("title", "subtitle", "dateline", "published_on", "release_line"):
        if found := getattr(one, name):
            cited.append((name, "", found.span))
    cited += [("body", "", span) for span in one.body]
    cited.sort(key=lambda row: row[2])
    Citation.objects.bulk_create(
        Citation(
            edition=edition,
            position=min(position, 32767),
            field=name,
            point_key=key,
            source=source,
            start=start,
            end=end,
        )
        for position, (name, key, (start, end)) in enumerate(cited, 1)
        if end > start
    )
