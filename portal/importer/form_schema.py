"""Schema of the review form: the paths of a document's values, such as contacts[1].phones[0].number."""

import re
from collections.abc import Iterator, Mapping

from portal.importer.parser import ParsedDocument
from portal.importer.parser.spans import ExtractedValue, Span

LINES = (
    "title",
    "subtitle",
    "issuer",
    "published_on",
    "dateline",
    "release_line",
    "byline",
    "addressee",
    "source_url",
)
ALWAYS = ("title", "subtitle", "issuer", "published_on")
LINES_OF = {
    "press_release": ("dateline", "release_line"),
    "memo": ("byline", "addressee"),
    "republication": ("dateline", "byline", "source_url"),
    "news": ("dateline", "byline"),
}
"""Additional lines that the form shows for a kind even if nothing was read."""
PARTS = {
    "items": ("text", "posted_on", "effective_from", "effective_until"),
    "recommendations": ("text",),
    "questions": ("number", "question", "answer"),
    "effective_dates": ("",),
    "quotes": ("speaker", "text"),
    "contacts": ("name", "office", "email"),
    "attachments": ("title", "url"),
}
NESTED = {"items": ("links", ("text", "url")), "contacts": ("phones", ("number", "type"))}
POINTS = ("items", "recommendations", "questions")
POINTS_OF = {"notice": "items", "qa": "questions"}
"""Noun of the points of a kind; recommendations by default."""
ADDED = ("effective_dates", "contacts", "attachments")
"""Rows that can be added to every kind of document. Quotations cannot: they are words of the text."""
NOUNS = {
    "items": "an item",
    "recommendations": "a recommendation",
    "questions": "a question",
    "quotes": "a quotation",
    "effective_dates": "an effective date",
    "contacts": "a contact",
    "attachments": "an attachment",
}
SPARE = {"contacts": 1}
"""Number of empty nested rows that the form offers: one more telephone number."""
LONGEST = {
    "title": 300,
    "subtitle": 300,
    "issuer": 200,
    "dateline": 100,
    "release_line": 100,
    "byline": 200,
    "addressee": 300,
    "source_url": 500,
    "name": 200,
    "office": 200,
    "email": 254,
    "number": 40,
    "url": 1000,
    "speaker": 200,
}
DAYS = ("published_on", "posted_on", "effective_from", "effective_until", "effective_dates")
PROSE = ("text", "question", "answer")
MOST_ROWS = 200
"""Most points of an edition, and most rows of each other part."""
MOST_DOCUMENTS = 20
MOST_FIELDS = 3000
STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def point_part(document: ParsedDocument) -> str:
    return POINTS_OF.get(document.kind, "recommendations")


def list_addable_parts(document: ParsedDocument) -> tuple[str, ...]:
    """Returns the parts to which staff can add rows."""
    return (point_part(document), *ADDED)


def row_paths(part: str, number: int, nested: int) -> Iterator[str]:
    """Yields the paths of the values of one row with `nested` nested rows."""
    for name in PARTS[part]:
        yield f"{part}[{number}]{f'.{name}' if name else ''}"
    if part in NESTED:
        rows, names = NESTED[part]
        for place in range(nested):
            yield from (f"{part}[{number}].{rows}[{place}].{name}" for name in names)


def nested_rows(document: ParsedDocument, part: str, number: int) -> int:
    """Returns how many nested rows the form offers in a row of the document, or in an added row."""
    if part not in NESTED:
        return 0
    rows = getattr(document, part)
    read = len(getattr(rows[number], NESTED[part][0])) if number < len(rows) else 0
    return read + SPARE.get(part, 0)


def get_value_kind(path: str) -> str:
    """Returns the last name of a path, without its number."""
    return path.rpartition(".")[2].partition("[")[0]


def get_value_at(document: ParsedDocument, path: str) -> ExtractedValue | None:
    """Returns the value read at the path, or None if nothing was read or staff added the row."""
    here = document
    for name, number in STEP.findall(path):
        if isinstance(here, ExtractedValue) or here is None:
            return here
        here = getattr(here, name)
        if number:
            here = here[int(number)] if int(number) < len(here) else None
    return here


def list_spans(document: ParsedDocument) -> Mapping[str, Span]:
    """Returns the span of every value that the form shows, by path."""
    spans = {path: tuple(span) for path, span in document.as_data()["spans"].items()}
    more = {name: getattr(document, name) for name in ("release_line", "addressee")}
    return spans | {name: value.span for name, value in more.items() if value}


def find_excess(documents: list[ParsedDocument]) -> str:
    """Returns a sentence if the documents have more than a form can show, or an empty string."""
    most = max((len(getattr(document, name)) for document in documents for name in PARTS), default=0)
    fields = sum(
        len([*row_paths(part, number, nested_rows(document, part, number))]) + 2
        for document in documents
        for part in PARTS
        for number in range(len(getattr(document, part)))
    )
    if most > MOST_ROWS:
        return f"The text has {most:,} items in one document; an edition has at most {MOST_ROWS}."
    if len(documents) > MOST_DOCUMENTS or fields > MOST_FIELDS:
        return f"The text has {len(documents)} documents, too much for one review. Import it in parts."
    return ""
