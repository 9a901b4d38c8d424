"""Looks up what the importer's parsers read in a source document."""

from functools import lru_cache

from portal.importer.drafts.draft_points import build_item_days
from portal.importer.parser import ParsedDocument, parse_documents
from portal.importer.parser.spans import ExtractedValue, Span, trim_span
from portal.seed_loader.seed_files import SeedEntry
from portal.sources.models import SourceDocument

Read = tuple[ExtractedValue | None, ExtractedValue | None, dict]
"""Heading, text and dates of a point."""


@lru_cache(maxsize=16)
def parse_source(text: str) -> tuple[ParsedDocument, ...]:
    return tuple(parse_documents(text))


def get_document(entry: SeedEntry, source: SourceDocument) -> ParsedDocument:
    """Returns the document of the record: the first of its source, or the one with the number `document`, counted from
    1."""
    documents, number = parse_source(source.text), entry.get("document", 1)
    if not 1 <= number <= len(documents):
        raise entry.error(
            f"The source “{source.key}” contains {len(documents)} documents; there is no number {number}.", "document"
        )
    return documents[number - 1]


def get_parsed_point(entry: SeedEntry, document: ParsedDocument) -> Read:
    """Returns the only point that begins with the words of the entry. Raises SeedError for none or several."""
    begins = " ".join(entry["begins"].split())
    points = [row for row in list_parsed_points(document) if (row[0] or row[1]).value.startswith(begins)]
    if not points:
        raise entry.error(f"No point of the source begins with “{begins}”.", "begins")
    if len(points) > 1:
        raise entry.error(f"{len(points)} points begin with “{begins}”; quote more of it.", "begins")
    return points[0]


def list_parsed_points(document: ParsedDocument) -> list[Read]:
    if document.kind == "notice":
        return [(None, item.text, build_item_days(item)) for item in document.items]
    if document.kind == "qa":
        return [(row.question, row.answer, {}) for row in document.questions]
    return [(None, recommendation, {}) for recommendation in document.recommendations]


def get_line(entry: SeedEntry, document: ParsedDocument, name: str, key: str) -> ExtractedValue:
    """Returns a single line of the document. Raises SeedError if the parser did not find it."""
    line = getattr(document, name, None)
    if not isinstance(line, ExtractedValue):
        raise entry.error(f"The parser found no “{name}” in the source.", key)
    return line


def get_body(text: str, document: ParsedDocument) -> list[Span | None]:
    """Returns the paragraphs of the running text, without the dateline in front; None marks the place of the points."""
    parts: list[Span | None] = []
    for start, end in document.body:
        if document.dateline and start <= document.dateline.start < end:
            start = trim_span(text, document.dateline.end, end, "()–—- ")[0]
        if any(start < point.end and point.start < end for point in document.recommendations):
            parts += [None] if None not in parts else []
        else:
            parts.append((start, end))
    return parts
