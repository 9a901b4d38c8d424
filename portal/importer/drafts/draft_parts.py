"""Makes the parts and citations of a draft. Apps register readers for their own parts."""

from portal.importer.drafts.readers import list_part_readers
from portal.importer.parser import ParsedDocument
from portal.importer.parser.spans import Span
from portal.records.kinds import get_point_model
from portal.records.models import Attachment, Edition
from portal.records.models.parts import get_part_model
from portal.sources.models import Citation, SourceDocument


def clear_draft(edition: Edition, document: ParsedDocument) -> None:
    """Deletes the points of a copied draft, and the parts that the document replaces. Contradictions are handled after
    the new points exist."""
    get_point_model(edition.record.kind).objects.filter(edition=edition).delete()
    if document.attachments:
        edition.attachments.all().delete()
    for reader in list_part_readers():
        if reader.is_stated(document):
            get_part_model(reader.part_name).objects.filter(edition=edition).delete()


def add_parts(edition: Edition, document: ParsedDocument, cited: list) -> None:
    for position, attached in enumerate(document.attachments, 1):
        Attachment.objects.create(edition=edition, position=position, title=attached.title.value[:300])
        cited.append(("attachment", "", attached.title.span))
    for reader in list_part_readers():
        model = get_part_model(reader.part_name)
        for position, (columns, span) in enumerate(reader.read(document), 1):
            model.objects.create(edition=edition, position=position, **columns)
            if span:
                cited.append((reader.cited_as, "", span))
    drop_conflicts(edition)


def drop_conflicts(edition: Edition) -> None:
    """Deletes copied contradictions whose point the new text no longer has."""
    keys = set(edition.points.values_list("key", flat=True))
    for conflict in edition.conflicts.all():
        if conflict.point_key not in keys or conflict.other_record_id is None and conflict.other_key not in keys:
            conflict.delete()


def cite_source(
    edition: Edition, source: SourceDocument, document: ParsedDocument, cited: list[tuple[str, str, Span]]
) -> None:
    for name in ("title", "subtitle", "dateline", "published_on", "release_line"):
        if value := getattr(document, name):
            cited.append((name, "", value.span))
    cited += [("body", "", span) for span in document.body]
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
