"""Makes the rows that a parsed file asks for: a source document, and drafts that cite it."""

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
    """For each point of the document the key of the earlier point that it is, where somebody has said; likeness
    decides otherwise."""


def propose_choice(text: str, one: ParsedDocument) -> DraftChoice:
    """The choice that similarity to existing records suggests."""
    nearest = next(iter(find_matching_records(text, one)), None)
    if get_drafted_kind(one.kind) is None:
        return DraftChoice(
            False, None, f"No draft of the {one.kind.replace('_', ' ')}: it was stored as a source document only."
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
    """`said` are sentences about the result and the remaining work."""

    source: SourceDocument
    editions: list[Edition] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def find_source_document(text: str) -> SourceDocument | None:
    """The source document that holds these very words already."""
    digest = SourceDocument._meta.get_field("sha256").pre_save(SourceDocument(text=text), True)
    return SourceDocument.objects.filter(sha256=digest).first()


def create_drafts(
    text: str, file_name: str, documents: list[ParsedDocument], *, by=None, choices: list[DraftChoice] | None = None
) -> DraftResult:
    """Keeps the text and makes a draft of each document as chosen, or as likeness proposes. Run it in a transaction."""
    choices = [propose_choice(text, one) for one in documents] if choices is None else choices
    made = DraftResult(save_source_document(text, file_name, documents))
    made.said.append(f"Kept as source document “{made.source.key}”.")
    for one, choice in zip(documents, choices, strict=True):
        made.said += [choice.reason] if choice.reason else []
        if not choice.is_drafted or get_drafted_kind(one.kind) is None:
            continue
        if one.official and one.issuer is None and choice.record is None:
            made.said.append("No draft: an official record needs an issuer, and the text names none.")
            continue
        edition, notes = create_draft(made.source, text, one, file_name, choice, by)
        made.editions.append(edition)
        points = format_count(edition.points.count(), "point")
        made.said += [
            f"Draft {edition.number} of “{edition.record.key}” with {points}.",
            *notes,
        ]
    return made


def save_source_document(text: str, file_name: str, documents: list[ParsedDocument]) -> SourceDocument:
    first = next((one for one in documents if one.title), documents[0])
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
    """Columns of the source document: kind, issuer, day, and the comments that are hidden."""
    alone = documents[0] if len(documents) == 1 else None
    is_official = any(one.official for one in documents)
    kind = "page" if is_official else documents[0].kind
    days = [one.published_on.value for one in documents if one.published_on]
    commented = next((one for one in documents if one.comments_span), None)
    return {
        "kind": kind if kind in SourceDocument.Kind.values else "other",
        "is_official": is_official,
        "byline": alone.byline.value[:200] if alone and alone.byline else "",
        "dated_on": days[0] if days else None,
        "comment_count": sum(one.comments for one in documents),
        "withheld_from": commented.comments_span[0] if commented else None,
        "withheld_until": commented.comments_span[1] if commented else None,
    }


def create_draft(
    source: SourceDocument, text: str, one: ParsedDocument, file_name: str, choice: DraftChoice, by
) -> tuple[Edition, list[str]]:
    notes: list[str] = []
    before = get_newest_edition(choice.record) if choice.record else None
    carried = ReusedPoints()
    if before:
        carried = ReusedPoints.of(before, propose_point_keys(before, text, one) if choice.keys is None else choice.keys)
    title = one.title.value[:300] if one.title else ""
    if not title:
        title = before.title if before else f"{get_drafted_kind(one.kind).label} in {file_name}"[:300]
        notes.append("The text has no title; the draft has a working one.")
    record = choice.record or create_record(title, one, notes, by=by)
    edition = record.draft(by=by, **build_edition_columns(source, one, title))
    clear_draft(edition, one)
    cited: list[tuple[str, str, Span]] = []
    add_points(edition, text, one, cited, notes, carried)
    edition.body = build_body(text, one, edition.points.exists())
    edition.save()
    add_parts(edition, one, cited)
    cite_source(edition, source, one, cited)
    if one.warnings:
        notes.append(f"To check: {' '.join(one.warnings)}")
    return edition, notes


def get_newest_edition(record: Record) -> Edition | None:
    """The edition that a next one begins as a copy of."""
    return record.editions.order_by("-number").first()


def propose_point_keys(before: Edition, text: str, one: ParsedDocument) -> list[str | None]:
    """For each point of the document the key of the point of the edition that it is a state of, or None."""
    return compare_texts(get_words(before), get_text(text, one)).keys


def create_record(title: str, one: ParsedDocument, notes: list[str], *, by) -> Record:
    record = Record(
        key=find_unused_value(Record, "key", slugify(title)[:110] or "record", 120),
        kind=get_drafted_kind(one.kind).value,
        issuer=find_issuer(one.issuer.value, notes) if one.official else None,
        is_official=one.official,
    )
    record.save(by=by)
    return record


def build_edition_columns(source: SourceDocument, one: ParsedDocument, title: str) -> dict[str, object]:
    is_signed = get_drafted_kind(one.kind).is_signed
    return {
        "title": title,
        "subtitle": one.subtitle.value[:300] if one.subtitle else "",
        "language": one.language,
        "provenance": f"Made from the source document “{source.title}”, as it was found.",
        "is_reconstructed": one.published_on is not None,
        "signed_on": one.published_on.value if is_signed and one.published_on else None,
        "effective_from": one.effective_dates[0].value if is_signed and one.effective_dates else None,
        "effective_until": None,
    }


def build_body(text: str, one: ParsedDocument, has_points: bool) -> str:
    """The running text as Markdown, with a mark in the place of the points."""
    taken = [found.span for found in one.recommendations] if has_points else []
    parts: list[str] = []
    for start, end in one.body:
        if any(start < last and first < end for first, last in taken):
            parts += [POINTS_PLACEHOLDER] if POINTS_PLACEHOLDER not in parts else []
        else:
            parts.append(write_markdown(collapse_whitespace(format_quotation(text, start, end, one))))
    return "\n\n".join(parts)


def format_quotation(text: str, start: int, end: int, one: ParsedDocument) -> str:
    """The words of the span, with a quotation's words and speaker as somebody corrected them."""
    found = [value for row in one.quotes for value in (row.speaker, row.text) if value]
    inside = {value.span: value.value for value in found if start <= value.start < value.end <= end}
    made, place = "", start
    for (first, last), words in sorted(inside.items()):
        if first >= place and collapse_whitespace(text[first:last]) != collapse_whitespace(words):
            made, place = made + text[place:first] + words, last
    return made + text[place:end]
