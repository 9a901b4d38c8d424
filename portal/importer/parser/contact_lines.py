"""Reads the lines of a contact: a name, an office, a title, telephone numbers, an address."""

import re
from dataclasses import dataclass, field

from portal.importer.parser.organizations import ORGANIZATION_NOUNS, is_organization_name
from portal.importer.parser.phone_numbers import ParsedPhone, find_phones
from portal.importer.parser.spans import ExtractedValue, extract_words
from portal.importer.parser.text_lines import TextLine

EMAIL_PATTERN = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
JOB_TITLE_PATTERN = re.compile(
    r"\b(?:director|officer|spokes(?:person|man|woman)|manager|coordinator|chief|deputy|assistant|secretary"
    r"|specialist|administrator|communications|press|public (?:information|affairs)"
    r"|relations|counsel|commissioner|editor|advis[eo]r|liaison|lieutenant|sergeant|superintendent)\b",
    re.IGNORECASE,
)
ORGANIZATION_PATTERN = re.compile(
    rf"\b(?:{ORGANIZATION_NOUNS}|University|College|Hospital|Health|Headquarters|Affairs|Foundation|Association|Alliance"
    rf"|Institute|Governor|Mayor|Inc|LLC|School|Unit)\b",
    re.IGNORECASE,
)
SEPARATOR_PATTERN = re.compile(r"\s{0,20}(?:[,;|\t/]|\s[–—-]\s)\s{0,20}")
FIELD_LABEL_PATTERN = re.compile(
    r"(?:name|title|office|agency|organization|department|e-?mail|email address|phone|telephone|tel"
    r"|correo(?: electrónico)?)\s*[:.]\s*",
    re.IGNORECASE,
)
LEADING_OFFICE_PATTERN = re.compile(r"[*_]*(?P<office>[^:,|@\d\n]{4,80}):\s+(?=[A-Z])")
MAX_PIECE_LENGTH = 90


@dataclass
class ParsedContact:
    name: ExtractedValue | None = None
    office: ExtractedValue | None = None
    email: ExtractedValue | None = None
    phones: list[ParsedPhone] = field(default_factory=list)
    title: ExtractedValue | None = None
    lines: list[TextLine] = field(default_factory=list)

    @property
    def can_be_reached(self) -> bool:
        return bool(self.email or self.phones)


def parse_contact_line(text: str, line: TextLine, start: int, contact: ParsedContact) -> None:
    """Adds the content of the line, from `start` on, to the contact."""
    taken: list[tuple[int, int]] = []
    if start == line.start and contact.office is None and (match := match_leading_office(line.text)):
        contact.office = extract_words(text, start, start + match.end("office"), "contact’s lines", drop="*_ ")
        start += match.end()
    for phone in find_phones(text, start, line.end):
        contact.phones.append(phone)
        taken.append((phone.start, phone.end))
    for match in EMAIL_PATTERN.finditer(text, start, line.end):
        if contact.email is None:
            contact.email = ExtractedValue(
                match[0].rstrip("."),
                match.start(),
                match.start() + len(match[0].rstrip(".")),
                "address in the contact’s lines",
            )
        taken.append(match.span())
    place = start
    for first, last in [*sorted(taken), (line.end, line.end)]:
        if place < first:
            parse_contact_words(text, place, first, contact)
        place = max(place, last)


def match_leading_office(words: str) -> re.Match | None:
    """Matches an office in front of a contact: “Department of Education: Casey Invented, 603-555-0191”."""
    match = LEADING_OFFICE_PATTERN.match(words[:200])
    return match if match and is_organization_name(match["office"]) else None


def parse_contact_words(text: str, start: int, end: int, contact: ParsedContact) -> None:
    bounds = [start]
    for match in SEPARATOR_PATTERN.finditer(text, start, end):
        bounds += [match.start(), match.end()]
    bounds.append(end)
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        label = FIELD_LABEL_PATTERN.match(text[first:last])
        piece = extract_words(
            text, first + (label.end() if label else 0), last, "contact’s lines", drop="*_:,;()[]–—|. "
        )
        if piece and any(character.isalpha() for character in piece.value) and len(piece.value) <= MAX_PIECE_LENGTH:
            add_contact_words(text, piece, contact)


def add_contact_words(text: str, piece: ExtractedValue, contact: ParsedContact) -> None:
    if re.fullmatch(
        r"(?i)(?:or|and|at|phone|tel|telephone|e-?mail|email|cell|office|fax|call|www\S*|https?\S*|y|o)", piece.value
    ):
        return
    if contact.name is None:
        contact.name = piece
    elif ORGANIZATION_PATTERN.search(piece.value):
        is_next = contact.office is not None and not text[contact.office.end : piece.start].strip(", \n")
        if contact.office is None:
            contact.office = piece
        elif is_next and "\n" not in text[contact.office.end : piece.start]:
            contact.office = extract_words(text, contact.office.start, piece.end, "contact’s lines")
    elif contact.title is None:
        contact.title = piece


def use_title_as_office(contact: ParsedContact, text: str) -> ParsedContact:
    """Uses the title as the office if no office is named."""
    contact.office = contact.office or contact.title
    return contact


def get_contact_start(contact: ParsedContact) -> int:
    """Returns the offset of the contact in the text."""
    values = [contact.name, contact.office, contact.email, *(phone.number for phone in contact.phones)]
    return min((value.start for value in values if value), default=0)
