"""Makes the rows for a parsed file: a source document, and drafts that cite it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.text import slugify

from portal.importer.drafts.draft_parts import add_parts, cite_source, clear_draft
from portal.importer.drafts.draft_points import add_points
from portal.importer.drafts.lookups import find_issuer, find_unused_value
from portal.importer.drafts.markdown_writer import write_markdown
from portal.importer.drafts.matching_records import find_matching_records, get_text, get_words
from portal.importer.drafts.point_reuse import ReusedPoints
from portal.importer.drafts.readers import get_drafted_kind
from portal.importer.parser import ParsedDocument
from portal.importer.parser.spans import Span
from portal.lib.grammar import format_count
from portal.lib.markdown import POINTS_PLACEHOLDER
from portal.lib.text import collapse_whitespace
from portal.records.edition_copy import adapt_parts
from portal.records.models import Edition, Record
from portal.sources.models import SourceDocument
from portal.sources.similarity import compare_texts


@dataclass(frozen=True)
class DraftChoice:
    """The choice for a document: first edition of a new record, next edition of `record`, or no draft."""

    is_drafted: bool = True
    record: Record | None = None
    reason: str = ""
    """The reason as a sentence; empty if there is nothing to explain."""
    keys: Sequence[str | None] | None = None
    """For each point of the document, the key of the earlier point that staff chose, or None. Without a list,
    similarity decides."""


def propose_choice(text: str, document: ParsedDocument) -> DraftChoice:
    """The choice that similarity to existing records suggests."""
    nearest = next(iter(find_matching_records(text, document)), None)
    if get_drafted_kind(document.kind) is None:
        return DraftChoice(
            False, None, f"No draft of the {document.kind.replace('_', ' ')}: it was stored as a source document only."
        )
    if nearest is None:
        return DraftChoice()
    named = f"edition {nearest.edition.number} of “{nearest.record.key}”"
    if nearest.likeness.is_same:
        return DraftChoice(False, nearest.record, f"It has the same text as {named}; no second draft was made.")
    return DraftChoice(
        True,
        nearest.record,
        f"It looks like a later state of {named} ({nearest.percent} % of its points and text are the same).",
    )


@dataclass
class DraftResult:
    """`said` has sentences about the result and the remaining work."""

    source: SourceDocument
    editions: list[Edition] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def find_source_document(text: str) -> SourceDocument | None:
    """Returns the source document with exactly this text, if any."""
    digest = SourceDocument._meta.get_field("sha256").pre_save(SourceDocument(text=text), True)
    return SourceDocument.objects.filter(sha256=digest).first()


def create_drafts(
    text: str, file_name: str, documents: list[ParsedDocument], *, by=None, choices: list[DraftChoice] | None = None
) -> DraftResult:
    """Stores the text and makes a draft of each document, as chosen or as similarity proposes. Run it in a
    transaction."""
    choices = [propose_choice(text, document) for document in documents] if choices is None else choices
    result = DraftResult(save_source_document(text, file_name, documents))
    result.said.append(
        f"Stored as source document “{result.source.key}”. Only staff can read it until a version that cites it is"
        " public, or until two people publish it by itself."
    )
    for document, choice in zip(documents, choices, strict=True):
        result.said += [choice.reason] if choice.reason else []
        if not choice.is_drafted or get_drafted_kind(document.kind) is None:
            continue
        if document.official and document.issuer is None and choice.record is None:
            result.said.append("No draft: an official record needs an issuer, and the text names none.")
            continue
        edition, notes = create_draft(result.source, text, document, file_name, choice, by)
        result.editions.append(edition)
        points = format_count(edition.points.count(), "point")
        result.said += [
            f"Draft {edition.number} of “{edition.record.key}” with {points}.",
            *notes,
        ]
    return result


def save_source_document(text: str, file_name: str, documents: list[ParsedDocument]) -> SourceDocument:
    first = next((document for document in documents if document.title), documents[0])
    alone = documents[0] if len(documents) == 1 else None
    title = first.title.value if first.title else file_name
    return SourceDocument.objects.create(
        key=find_unused_value(SourceDocument, "key", slugify(title)[:70] or "source", 80),
        title=title[:300],
        publisher=first.issuer.value[:200] if first.issuer and first.official else "",
        url=alone.source_url.value if alone and alone.source_url and len(alone.source_url.value) <= 500 else "",
        file_name=find_unused_value(SourceDocument, "file_name", file_name[-110:], 120),
        text=text,
        **read_facts(documents),
    )


def read_facts(documents: Sequence[ParsedDocument]) -> dict[str, object]:
    """Returns columns of the source document: kind, whether it is official, byline, day, and the withheld comments."""
    alone = documents[0] if len(documents) == 1 else None
    is_official = any(document.official for document in documents)
    kind = "page" if is_official else documents[0].kind
    days = [document.published_on.value for document in documents if document.published_on]
    commented = next((document for document in documents if document.comments_span), None)
    return {
        "kind": kind if kind in SourceDocument.Kind.values else "other",
        "is_official": is_official,
        "byline": alone.byline.value[:200] if alone and alone.byline else "",
        "dated_on": days[0] if days else None,
        "comment_count": sum(document.comments for document in documents),
        "withheld_from": commented.comments_span[0] if commented else None,
        "withheld_until": commented.comments_span[1] if commented else None,
    }


def create_draft(
    source: SourceDocument, text: str, document: ParsedDocument, file_name: str, choice: DraftChoice, by
) -> tuple[Edition, list[str]]:
    notes: list[str] = []
    before = get_newest_edition(choice.record) if choice.record else None
    carried = ReusedPoints()
    if before:
        carried = ReusedPoints.of(
            before, propose_point_keys(before, text, document) if choice.keys is None else choice.keys
        )
    title = document.title.value[:300] if document.title else ""
    if not title:
        title = before.title if before else f"{get_drafted_kind(document.kind).label} in {file_name}"[:300]
        notes.append("The text has no title; the draft has a provisional one.")
    record = choice.record or create_record(title, document, notes, by=by)
    edition = record.draft(by=by, **build_edition_columns(source, document, title))
    clear_draft(edition, document)
    cited: list[tuple[str, str, Span]] = []
    add_points(edition, text, document, cited, notes, carried)
    edition.body = build_body(text, document, edition.points.exists())
    edition.save()
    add_parts(edition, document, cited)
    cite_source(edition, source, document, cited)
    adapt_parts(edition)
    if document.warnings:
        notes.append(f"To check: {' '.join(document.warnings)}")
    return edition, notes


def get_newest_edition(record: Record) -> Edition | None:
    """Returns the edition that a next edition is copied from."""
    return record.editions.order_by("-number").first()


def propose_point_keys(before: Edition, text: str, document: ParsedDocument) -> list[str | None]:
    """Returns, for each point of the document, the key of the point of the edition that it is a state of, or None."""
    return compare_texts(get_words(before), get_text(text, document)).keys


def create_record(title: str, document: ParsedDocument, notes: list[str], *, by) -> Record:
    record = Record(
        key=find_unused_value(Record, "key", slugify(title)[:110] or "record", 120),
        kind=get_drafted_kind(document.kind).value,
        issuer=find_issuer(document.issuer.value, notes) if document.official else None,
        is_official=document.official,
    )
    record.save(by=by)
    return record


def build_edition_columns(source: SourceDocument, document: ParsedDocument, title: str) -> dict[str, object]:
    is_signed = get_drafted_kind(document.kind).is_signed
    return {
        "title": title,
        "subtitle": document.subtitle.value[:300] if document.subtitle else "",
        "language": document.language,
        "provenance": f"Made from the source document “{source.title}”.",
        "is_reconstructed": document.published_on is not None,
        "signed_on": document.published_on.value if is_signed and document.published_on else None,
        "effective_from": document.effective_dates[0].value if is_signed and document.effective_dates else None,
        "effective_until": None,
    }


def build_body(text: str, document: ParsedDocument, has_points: bool) -> str:
    """Returns the running text as Markdown, with a placeholder for the points."""
    taken = [recommendation.span for recommendation in document.recommendations] if has_points else []
    parts: list[str] = []
    for start, end in document.body:
        if any(start < last and first < end for first, last in taken):
            parts += [POINTS_PLACEHOLDER] if POINTS_PLACEHOLDER not in parts else []
        else:
            parts.append(write_markdown(collapse_whitespace(format_quotation(text, start, end, document))))
    return "\n\n".join(parts)


def format_quotation(text: str, start: int, end: int, document: ParsedDocument) -> str:
    """Returns the words of the span, with corrected words and speakers of quotations."""
    corrected = [value for row in document.quotes for value in (row.speaker, row.text) if value]
    inside = {value.span: value.value for value in corrected if start <= value.start < value.end <= end}
    words_so_far, place = "", start
    for (first, last), words in sorted(inside.items()):
        if first >= place and collapse_whitespace(text[first:last]) != collapse_whitespace(words):
            words_so_far, place = words_so_far + text[place:first] + words, last
    return words_so_far + text[place:end]
