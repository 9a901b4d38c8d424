"""Applies corrections by staff to a parsed document. A corrected value keeps the span that it was read from. A typed
value gets the span of the same words in the document, or none."""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from portal.importer.form_schema import LINES, NESTED, PARTS, SPARE, get_value_at
from portal.importer.parser import ParsedDocument
from portal.importer.parser.attached_papers import ParsedAttachment
from portal.importer.parser.contact_lines import ParsedContact
from portal.importer.parser.document import ParsedItem, ParsedQuestion
from portal.importer.parser.effective_dates import INCLUSIVE_END
from portal.importer.parser.links import ParsedLink
from portal.importer.parser.phone_numbers import ParsedPhone
from portal.importer.parser.spans import ExtractedValue
from portal.importer.parser.text_lines import TextLine
from portal.lib.text import collapse_whitespace

TYPED = "typed by staff"
LOCATED = "typed by staff; the text contains these words"
NO_LINE = TextLine("", 0, 0, 0)
NEEDED = {"items": "text", "questions": "question", "attachments": "title", "quotes": "text"}
"""The value without which a row does not exist."""


@dataclass(frozen=True)
class Corrections:
    """`values` has the values of the form by path; `rows` has the number of rows of each part."""

    text: str
    document: ParsedDocument
    values: Mapping[str, object]
    rows: Mapping[str, int]

    def document_made(self) -> ParsedDocument:
        """Returns the corrected document, without the rows that are left out."""
        facts = {name: self.value(name) for name in LINES}
        for part in PARTS:
            facts[part] = [row for _, row in self.kept(part)]
        facts["language"] = self.values.get("language") or self.document.language
        facts["comments"] = self.values.get("comments") or 0
        return replace(copy(self.document), official=bool(self.values.get("official")), **facts)

    def kept(self, part: str) -> list[tuple[int, object]]:
        """Returns the number in the form and the row, for each row that is neither left out nor empty."""
        numbers = [n for n in range(self.rows.get(part, 0)) if not self.values.get(f"{part}[{n}].leave")]
        rows = [(number, self.row(part, number)) for number in numbers]
        return [(number, row) for number, row in rows if row is not None]

    def row(self, part: str, number: int):
        path = f"{part}[{number}]"
        if part in ("recommendations", "effective_dates"):
            return self.value(f"{path}.text" if part == "recommendations" else path)
        facts = {name: self.value(f"{path}.{name}") for name in PARTS[part]}
        if part in NESTED:
            facts[NESTED[part][0]] = self.nested(part, number)
        needed = [facts[NEEDED[part]]] if part in NEEDED else list(facts.values())
        if not any(needed):
            return None
        rows = getattr(self.document, part)
        return replace(rows[number], **facts) if number < len(rows) else BLANK[part](**facts)

    def nested(self, part: str, number: int) -> list:
        name, columns = NESTED[part]
        rows, parsed_rows = getattr(self.document, part), []
        read = getattr(rows[number], name) if number < len(rows) else []
        for place in range(len(read) + SPARE.get(part, 0)):
            first, second = (self.value(f"{part}[{number}].{name}[{place}].{column}") for column in columns)
            if first and name == "links":
                parsed_rows.append(ParsedLink(first, second))
            elif first:
                parsed_rows.append(ParsedPhone(first, second, first.start, max(first.end, second.end if second else 0)))
        return parsed_rows

    def value(self, path: str) -> ExtractedValue | None:
        """Returns the value that was read, with the typed words if more than white space differs."""
        typed, extracted = self.values.get(path), get_value_at(self.document, path)
        words = typed.isoformat() if isinstance(typed, date) else "\n".join(str(typed or "").split("\r\n")).strip()
        if not words:
            return None
        if extracted is not None:
            return (
                extracted
                if collapse_whitespace(words) == collapse_whitespace(extracted.value)
                else replace(extracted, value=words)
            )
        if isinstance(typed, date):
            return ExtractedValue(words, 0, 0, INCLUSIVE_END if path.endswith("effective_until") else TYPED)
        place = locate_words(self.text, self.document, words)
        return ExtractedValue(words, *place, LOCATED) if place else ExtractedValue(words, 0, 0, TYPED)


def locate_words(text: str, document: ParsedDocument, words: str) -> tuple[int, int] | None:
    """Returns the span of these words in the document, ignoring line breaks, or None if it does not contain them."""
    match = re.compile(r"\s+".join(map(re.escape, words.split()))).search(text, document.start, document.end)
    return match.span() if match else None


BLANK = {
    "items": ParsedItem,
    "questions": ParsedQuestion,
    "contacts": ParsedContact,
    "attachments": lambda **facts: ParsedAttachment(**facts, line=NO_LINE),
}
"""Makes a row that staff added."""
