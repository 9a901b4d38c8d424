"""Contact blocks: name, office, telephone numbers and address, on one line or on several."""

import re
from dataclasses import dataclass, field

from portal.sources.parsing.attachments import NAMED
from portal.sources.parsing.bodies import NOUN, is_body_name
from portal.sources.parsing.bullets import marker
from portal.sources.parsing.lines import Line
from portal.sources.parsing.phones import Phone, phones
from portal.sources.parsing.posted import own_line
from portal.sources.parsing.spans import Found, words_at

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
MARK = re.compile(
    r"[*_]*(?:(?:primary|media|press|news|public|program|agency|general|for|contactos?)\s+(?:(?:and|&|or)\s+\w+\s+"
    r"|relations\s+|information\s+|affairs\s+|de\s+prensa\s*)?){0,2}"
    r"(?:contact(?:s|\(s\)|o|os)?(?:\s+(?:information|persons?|details))?|inquir(?:y|ies)"
    r"|enquiries)\s*[*_]*\s*(?P<sign>[:–—-]|$)"
    r"|[*_]*(?:for\s+(?:more|further|additional)\s+information,?(?:\s+(?:please\s+)?contact)?|for\s+(?:media"
    r"|press)\s+inquiries,?(?:\s+(?:please\s+)?contact)?|contact)\s*:",
    re.IGNORECASE,
)
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
STOP = re.compile(
    r"#|-\s?(?:30|end|xxx)\s?-|for (?:immediate )?release|news release|press release|(?:about|background)\b|dear\b"
    r"|date\s*:|to\s*:|from\s*:|re\s*:|subject\s*:|posted|updated|source\s*:|©",
    re.IGNORECASE,
)
LONGEST_PIECE = 90
MOST_LINES = 12


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


def contacts(text: str, lines: list[Line]) -> list[Contact]:
    """In order. A block begins behind a line such as “Media Contact:” and ends where its lines are no longer such."""
    made: list[Contact] = []
    place = 0
    while place < len(lines):
        match = MARK.match(lines[place].text[:80]) if lines[place].text else None
        if not match or (match["sign"] in ("", None) and match.end() < len(lines[place].text) and ":" not in match[0]):
            place += 1
            continue
        found, place = block(text, lines, place, match.end())
        made += found
    return made


def block(text: str, lines: list[Line], place: int, skip: int) -> tuple[list[Contact], int]:
    """The contacts of the block that begins on the line, and the place behind it."""
    head = lines[place]
    current = Contact(lines=[head])
    made = [current]
    read_line(text, head, head.start + skip, current)
    gap, last, unread = 0, place, 0
    for place in range(last + 1, len(lines)):
        line = lines[place]
        if line.is_blank or is_beside(text, lines, place):
            gap += line.is_blank
            continue
        if gap > 3 or MARK.match(line.text[:80]) or not may_stand_in_block(line):
            break
        if begins_new(text, line, gap, current):
            current = Contact()
            made.append(current)
        elif (
            gap and not current.can_be_reached and current.name and not reaches(text, line) and not describes(line.text)
        ):
            break
        unread = 0 if reaches(text, line) else unread + 1
        if unread > MOST_LINES // 3:
            break
        current.lines.append(line)
        read_line(text, line, line.start, current)
        gap = 0
    else:
        place = len(lines)
    kept = [settled(one, text) for one in made if one.can_be_reached or (one is made[0] and one.name and one.office)]
    return kept, max(place, last + 1)


def is_beside(text: str, lines: list[Line], place: int) -> bool:
    """Whether the line is the release line or the day in the other of two columns."""
    around = [lines[one] for one in (place - 1, place + 1) if 0 <= one < len(lines) and lines[one].text]
    line = lines[place]
    in_row = any("\n" not in text[min(one.end, line.end) : max(one.start, line.start)] for one in around)
    return in_row and bool(STOP.match(line.text) or own_line(text, line.start, line.end))


def may_stand_in_block(line: Line) -> bool:
    words = line.text
    if STOP.match(words) or NAMED.match(words[:200]) or len(words) > 160:
        return False
    if words[-1] in ".!?" and len(words.split()) > 7 and "@" not in words and not phones(words, 0, len(words)):
        return False
    if words.isupper() and len(words.split()) > 4 and not BODY.search(words):
        return False
    mark = marker(words)
    return not (mark and mark.kind != "sign" and not any(one in words for one in "@("))


def reaches(text: str, line: Line) -> bool:
    return bool(phones(text, line.start, line.end)) or bool(EMAIL.search(line.text))


def describes(words: str) -> bool:
    """Whether the words are an office or a title, and not the name of a person or the head of a text."""
    return len(words) <= LONGEST_PIECE and len(words.split()) <= 10 and bool(BODY.search(words) or TITLE.search(words))


def begins_new(text: str, line: Line, gap: int, current: Contact) -> bool:
    """A line with a name behind one with a number or an address."""
    if not current.can_be_reached or FIELD.match(line.text):
        return False
    if office_first(line.text):
        return True
    found = phones(text, line.start, line.end)
    first = found[0].start if found else line.end
    if match := EMAIL.search(text, line.start, line.end):
        first = min(first, match.start())
    words = text[line.start : first].strip(" ,;:|–-")
    if not words or FIELD.fullmatch(words + ":"):
        return False
    return bool(gap) or not (describes(words) and current.office is None) or not BODY.search(words)


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
