"""What the parsers read in a source document, for the tables that name it: the same parsers as of an import."""

from functools import lru_cache

from portal.importer.drafts.draft_points import build_item_days
from portal.importer.parser import ParsedDocument, parse_documents
from portal.importer.parser.spans import ExtractedValue, Span, trim_span
from portal.seed_loader.seed_files import SeedEntry
from portal.sources.models import SourceDocument

Read = tuple[ExtractedValue | None, ExtractedValue | None, dict]
"""Heading, text and days of a point."""


@lru_cache(maxsize=16)
def parse_source(text: str) -> tuple[ParsedDocument, ...]:
    return tuple(parse_documents(text))


def get_document(entry: SeedEntry, source: SourceDocument) -> ParsedDocument:
    """The record's document: the only one of its source, or the one with the number `document`, counted from 1."""
    found, number = parse_source(source.text), entry.get("document", 1)
    if not 1 <= number <= len(found):
        raise entry.error(f"The source “{source.key}” holds {len(found)} documents; there is no {number}.", "document")
    return found[number - 1]


def get_parsed_point(entry: SeedEntry, one: ParsedDocument) -> Read:
    """The point that begins with these words; exactly one must."""
    begins = " ".join(entry["begins"].split())
    found = [row for row in list_parsed_points(one) if (row[0] or row[1]).value.startswith(begins)]
    if not found:
        raise entry.error(f"No point that was read of the source begins with “{begins}”.", "begins")
    if len(found) > 1:
        raise entry.error(f"{len(found)} points begin with “{begins}”; quote more of it.", "begins")
    return found[0]


def list_parsed_points(one: ParsedDocument) -> list[Read]:
    if one.kind == "notice":
        return [(None, item.text, build_item_days(item)) for item in one.items]
    if one.kind == "qa":
        return [(row.question, row.answer, {}) for row in one.questions]
    return [(None, found, {}) for found in one.recommendations]


def get_line(entry: SeedEntry, one: ParsedDocument, name: str, key: str) -> ExtractedValue:
    """One of the document's single lines, which must have been read."""
    found = getattr(one, name, None)
    if not isinstance(found, ExtractedValue):
        raise entry.error(f"Nothing was read of the source as “{name}”.", key)
    return found


def get_body(text: str, one: ParsedDocument) -> list[Span | None]:
    """The running text, paragraph by paragraph, without the dateline in front; None stands where the points do."""
    parts: list[Span | None] = []
    for start, end in one.body:
        if one.dateline and start <= one.dateline.start < end:
            start = trim_span(text, one.dateline.end, end, "()–—- ")[0]
        if any(start < found.end and found.start < end for found in one.recommendations):
            parts += [None] if None not in parts else []
        else:
            parts.append((start, end))
    return parts
