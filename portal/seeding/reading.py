"""What the parsers read in a source document, for the tables that name it: the same parsers as of an import."""

from functools import lru_cache

from portal.seeding.reader import Entry
from portal.sources.drafting.points import item_days
from portal.sources.models import SourceDocument
from portal.sources.parsing import Document, parse
from portal.sources.parsing.spans import Found, Span, trimmed

Read = tuple[Found | None, Found | None, dict]
"""Heading, text and days of a point."""


@lru_cache(maxsize=16)
def documents(text: str) -> tuple[Document, ...]:
    return tuple(parse(text))


def document(entry: Entry, source: SourceDocument) -> Document:
    """The record's document: the only one of its source, or the one with the number `document`, counted from 1."""
    found, number = documents(source.text), entry.get("document", 1)
    if not 1 <= number <= len(found):
        raise entry.error(f"The source “{source.key}” holds {len(found)} documents; there is no {number}.", "document")
    return found[number - 1]


def point(entry: Entry, one: Document) -> Read:
    """The point that begins with these words; exactly one must."""
    begins = " ".join(entry["begins"].split())
    found = [row for row in points(one) if (row[0] or row[1]).value.startswith(begins)]
    if not found:
        raise entry.error(f"No point that was read of the source begins with “{begins}”.", "begins")
    if len(found) > 1:
        raise entry.error(f"{len(found)} points begin with “{begins}”; say more of it.", "begins")
    return found[0]


def points(one: Document) -> list[Read]:
    if one.kind == "notice":
        return [(None, item.text, item_days(item)) for item in one.items]
    if one.kind == "qa":
        return [(row.question, row.answer, {}) for row in one.questions]
    return [(None, found, {}) for found in one.recommendations]


def line(entry: Entry, one: Document, name: str, key: str) -> Found:
    """One of the document's single lines, which must have been read."""
    found = getattr(one, name, None)
    if not isinstance(found, Found):
        raise entry.error(f"Nothing was read of the source as “{name}”.", key)
    return found


def body(text: str, one: Document) -> list[Span | None]:
    """The running text, paragraph by paragraph, without the dateline in front; None stands where the points do."""
    parts: list[Span | None] = []
    for start, end in one.body:
        if one.dateline and start <= one.dateline.start < end:
            start = trimmed(text, one.dateline.end, end, "()–—- ")[0]
        if any(start < found.end and found.start < end for found in one.recommendations):
            parts += [None] if None not in parts else []
        else:
            parts.append((start, end))
    return parts
