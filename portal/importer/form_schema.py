"""Schema of the review form: paths of a document's values, such as contacts[1].phones[0].number."""

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
"""Beside those of every kind, the lines that are asked for although nothing was read."""
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
"""Empty nested rows offered: one more telephone number."""
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
"""As many points as an edition may have, and as many rows of each other part."""
MOST_DOCUMENTS = 20
MOST_FIELDS = 3000
STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def point_part(one: ParsedDocument) -> str:
    return POINTS_OF.get(one.kind, "recommendations")


def list_addable_parts(one: ParsedDocument) -> tuple[str, ...]:
    """The parts to which rows can be added."""
    return (point_part(one), *ADDED)


def row_paths(part: str, number: int, nested: int) -> Iterator[str]:
    """The paths of the values of one row with so many nested rows."""
    for name in PARTS[part]:
        yield f"{part}[{number}]{f'.{name}' if name else ''}"
    if part in NESTED:
        rows, names = NESTED[part]
        for place in range(nested):
            yield from (f"{part}[{number}].{rows}[{place}].{name}" for name in names)


def nested_rows(one: ParsedDocument, part: str, number: int) -> int:
    """How many nested rows the form offers of a row of the document, or of one that was added."""
    if part not in NESTED:
        return 0
    rows = getattr(one, part)
    read = len(getattr(rows[number], NESTED[part][0])) if number < len(rows) else 0
    return read + SPARE.get(part, 0)


def get_value_kind(path: str) -> str:
    """The last name of a path, without its number."""
    return path.rpartition(".")[2].partition("[")[0]


def get_value_at(one: ParsedDocument, path: str) -> ExtractedValue | None:
    """The value read at the path; None if nothing was read or staff added the row."""
    here = one
    for name, number in STEP.findall(path):
        if isinstance(here, ExtractedValue) or here is None:
            return here
        here = getattr(here, name)
        if number:
            here = here[int(number)] if int(number) < len(here) else None
    return here


def list_spans(one: ParsedDocument) -> Mapping[str, Span]:
    """The place of every value that the form shows, by path."""
    spans = {path: tuple(span) for path, span in one.as_data()["spans"].items()}
    more = {name: getattr(one, name) for name in ("release_line", "addressee")}
    return spans | {name: found.span for name, found in more.items() if found}


def find_excess(documents: list[ParsedDocument]) -> str:
    """A sentence where there is more than a form can show; empty otherwise."""
    most = max((len(getattr(one, name)) for one in documents for name in PARTS), default=0)
    fields = sum(
        len([*row_paths(part, number, nested_rows(one, part, number))]) + 2
        for one in documents
        for part in PARTS
        for number in range(len(getattr(one, part)))
    )
    if most > MOST_ROWS:
        return f"The text has {most:,} items in one document; an edition has at most {MOST_ROWS}."
    if len(documents) > MOST_DOCUMENTS or fields > MOST_FIELDS:
        return f"The text holds {len(documents)} documents, more than one review can hold. Import it in parts."
    return ""
