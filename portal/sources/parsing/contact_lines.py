"""What the lines of a contact say: a name, an office, a title, telephone numbers, an address."""

import re
from dataclasses import dataclass, field

from portal.sources.parsing.bodies import NOUN, is_body_name
from portal.sources.parsing.lines import Line
from portal.sources.parsing.phones import Phone, phones
from portal.sources.parsing.spans import Found, words_at

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
TITLE = re.compile(
    r"\b(?:director|officer|spokes(?:person|man|woman)|manager|coordinator|chief|deputy|assistant|secretary"
    r"|specialist|administrator|communications|press|public (?:information|affairs)"
    r"|relations|counsel|commissioner|editor|advis[eo]r|liaison|lieutenant|sergeant|superintendent)\b",
    re.IGNORECASE,
)
BODY = re.compile(
    rf"\b(?:{NOUN}|University|College|Hospital|Health|Headquarters|Affairs|Foundation|Association|Alliance"
    rf"|Institute|Governor|Mayor|Inc|LLC|School|Unit)\b",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s*(?:[,;|\t/]|\s[–—-]\s)\s*")
FIELD = re.compile(
    r"(?:name|title|office|agency|organization|department|e-?mail|email address|phone|telephone|tel"
    r"|correo(?: electrónico)?)\s*[:.]\s*",
    re.IGNORECASE,
)
OFFICE_FIRST = re.compile(r"[*_]*(?P<office>[^:,|@\d\n]{4,80}):\s+(?=[A-Z])")
LONGEST_PIECE = 90


@dataclass
class Contact:
    name: Found | None = None
    office: Found | None = None
    email: Found | None = None
    phones: list[Phone] = field(default_factory=list)
    title: Found | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def can_be_reached(self) -> bool:
        return bool(self.email or self.phones)


def read_line(text: str, line: Line, start: int, contact: Contact) -> None:
    """Adds what the line from `start` on says to the contact."""
    taken: list[tuple[int, int]] = []
    if start == line.start and contact.office is None and (match := office_first(line.text)):
        contact.office = words_at(text, start, start + match.end("office"), "contact’s lines", drop="*_ ")
        start += match.end()
    for phone in phones(text, start, line.end):
        contact.phones.append(phone)
        taken.append((phone.start, phone.end))
    for match in EMAIL.finditer(text, start, line.end):
        if contact.email is None:
            contact.email = Found(
                match[0].rstrip("."),
                match.start(),
                match.start() + len(match[0].rstrip(".")),
                "address in the contact’s lines",
            )
        taken.append(match.span())
    place = start
    for first, last in [*sorted(taken), (line.end, line.end)]:
        if place < first:
            read_words(text, place, first, contact)
        place = max(place, last)


def office_first(words: str) -> re.Match | None:
    """“Department of Education: Casey Invented, 603-555-0191”"""
    match = OFFICE_FIRST.match(words[:200])
    return match if match and is_body_name(match["office"]) else None


def read_words(text: str, start: int, end: int, contact: Contact) -> None:
    bounds = [start]
    for match in SEPARATOR.finditer(text, start, end):
        bounds += [match.start(), match.end()]
    bounds.append(end)
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        label = FIELD.match(text[first:last])
        piece = words_at(text, first + (label.end() if label else 0), last, "contact’s lines", drop="*_:,;()[]–—|. ")
        if piece and any(one.isalpha() for one in piece.value) and len(piece.value) <= LONGEST_PIECE:
            add_words(text, piece, contact)


def add_words(text: str, piece: Found, contact: Contact) -> None:
    if re.fullmatch(
        r"(?i)(?:or|and|at|phone|tel|telephone|e-?mail|email|cell|office|fax|call|www\S*|https?\S*|y|o)", piece.value
    ):
        return
    if contact.name is None:
        contact.name = piece
    elif BODY.search(piece.value):
        is_next = contact.office is not None and not text[contact.office.end : piece.start].strip(", \n")
        if contact.office is None:
            contact.office = piece
        elif is_next and "\n" not in text[contact.office.end : piece.start]:
            contact.office = words_at(text, contact.office.start, piece.end, "contact’s lines")
    elif contact.title is None:
        contact.title = piece


def settled(contact: Contact, text: str) -> Contact:
    """A title stands for the office where no office is named."""
    contact.office = contact.office or contact.title
    return contact


def place_of(contact: Contact) -> int:
    """Where the contact stands in the text."""
    found = [contact.name, contact.office, contact.email, *(phone.number for phone in contact.phones)]
    return min((one.start for one in found if one), default=0)
