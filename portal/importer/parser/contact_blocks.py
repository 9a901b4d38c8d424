"""Reads contact blocks: name, office, telephone numbers and address, on one line or on several."""

import re

from portal.importer.parser.attached_papers import ATTACHMENT_LABEL_PATTERN
from portal.importer.parser.bullets import parse_list_marker
from portal.importer.parser.contact_lines import (
    EMAIL_PATTERN,
    FIELD_LABEL_PATTERN,
    JOB_TITLE_PATTERN,
    MAX_PIECE_LENGTH,
    ORGANIZATION_PATTERN,
    ParsedContact,
    match_leading_office,
    parse_contact_line,
    use_title_as_office,
)
from portal.importer.parser.phone_numbers import find_phones
from portal.importer.parser.posted_dates import parse_date_line
from portal.importer.parser.text_lines import TextLine

CONTACT_LABEL_PATTERN = re.compile(
    r"[*_]*(?:(?:primary|alternate|alternative|secondary|additional|other|media|press|news|public|program|agency|general|for|contactos?)\s+(?:(?:and|&|or)\s+\w+\s+"
    r"|relations\s+|information\s+|affairs\s+|de\s+prensa\s*)?){0,2}"
    r"(?:contact(?:s|\(s\)|o|os)?(?:\s+(?:information|persons?|details))?|inquir(?:y|ies)"
    r"|enquiries)\s*+[*_]*+\s*+(?P<sign>[:–—-]|$)"
    r"|[*_]*(?:for\s+(?:more|further|additional)\s+information,?(?:\s+(?:please\s+)?contact)?|for\s+(?:media"
    r"|press)\s+inquiries,?(?:\s+(?:please\s+)?contact)?|contact)\s*:",
    re.IGNORECASE,
)
BLOCK_END_PATTERN = re.compile(
    r"#|-\s?(?:30|end|xxx)\s?-|for (?:immediate )?release|news release|press release|(?:about|background)\b|dear\b"
    r"|date\s*:|to\s*:|from\s*:|re\s*:|subject\s*:|posted|updated|source\s*:|©",
    re.IGNORECASE,
)
MAX_LINES = 12


def find_contacts(text: str, lines: list[TextLine]) -> list[ParsedContact]:
    """Returns contacts in order. A block begins after a line such as “Media Contact:” and ends at the first line that
    cannot belong to a contact."""
    contacts: list[ParsedContact] = []
    place = 0
    while place < len(lines):
        match = CONTACT_LABEL_PATTERN.match(lines[place].text[:80]) if lines[place].text else None
        if not match or (match["sign"] in ("", None) and match.end() < len(lines[place].text) and ":" not in match[0]):
            place += 1
            continue
        block_contacts, place = parse_contact_block(text, lines, place, match.end())
        contacts += block_contacts
    return contacts


def parse_contact_block(text: str, lines: list[TextLine], place: int, skip: int) -> tuple[list[ParsedContact], int]:
    """Returns the contacts of the block that begins on the line, and the index after the block."""
    head = lines[place]
    current = ParsedContact(lines=[head])
    contacts = [current]
    parse_contact_line(text, head, head.start + skip, current)
    gap, last, unread = 0, place, 0
    for place in range(last + 1, len(lines)):
        line = lines[place]
        if line.is_blank or is_in_other_column(text, lines, place):
            gap += line.is_blank
            continue
        if gap > 3 or CONTACT_LABEL_PATTERN.match(line.text[:80]) or not may_be_in_block(line):
            break
        if is_new_contact(text, line, gap, current):
            current = ParsedContact()
            contacts.append(current)
        elif (
            gap
            and not current.can_be_reached
            and current.name
            and not has_phone_or_email(text, line)
            and not is_office_or_title(line.text)
        ):
            break
        unread = 0 if has_phone_or_email(text, line) else unread + 1
        if unread > MAX_LINES // 3:
            break
        current.lines.append(line)
        parse_contact_line(text, line, line.start, current)
        gap = 0
    else:
        place = len(lines)
    kept = [
        use_title_as_office(contact, text)
        for contact in contacts
        if contact.can_be_reached or (contact is contacts[0] and contact.name and contact.office)
    ]
    return kept, max(place, last + 1)


def is_in_other_column(text: str, lines: list[TextLine], place: int) -> bool:
    """Returns whether the line is the release line or the date, in the other of two columns."""
    around = [lines[number] for number in (place - 1, place + 1) if 0 <= number < len(lines) and lines[number].text]
    line = lines[place]
    in_row = any("\n" not in text[min(neighbor.end, line.end) : max(neighbor.start, line.start)] for neighbor in around)
    return in_row and bool(BLOCK_END_PATTERN.match(line.text) or parse_date_line(text, line.start, line.end))


def may_be_in_block(line: TextLine) -> bool:
    words = line.text
    if BLOCK_END_PATTERN.match(words) or ATTACHMENT_LABEL_PATTERN.match(words[:200]) or len(words) > 160:
        return False
    if words[-1] in ".!?" and len(words.split()) > 7 and "@" not in words and not find_phones(words, 0, len(words)):
        return False
    if words.isupper() and len(words.split()) > 4 and not ORGANIZATION_PATTERN.search(words):
        return False
    mark = parse_list_marker(words)
    return not (mark and mark.kind != "sign" and not any(sign in words for sign in "@("))


def has_phone_or_email(text: str, line: TextLine) -> bool:
    return bool(find_phones(text, line.start, line.end)) or bool(EMAIL_PATTERN.search(line.text))


def is_office_or_title(words: str) -> bool:
    """Returns whether the words are an office or a title, not the name of a person or the head of a text."""
    return (
        len(words) <= MAX_PIECE_LENGTH
        and len(words.split()) <= 10
        and bool(ORGANIZATION_PATTERN.search(words) or JOB_TITLE_PATTERN.search(words))
    )


def is_new_contact(text: str, line: TextLine, gap: int, current: ParsedContact) -> bool:
    """Returns whether the line names a new contact, after a line with a number or an address."""
    if not current.can_be_reached or FIELD_LABEL_PATTERN.match(line.text):
        return False
    if match_leading_office(line.text):
        return True
    phones = find_phones(text, line.start, line.end)
    first = phones[0].start if phones else line.end
    if match := EMAIL_PATTERN.search(text, line.start, line.end):
        first = min(first, match.start())
    words = text[line.start : first].strip(" ,;:|–-")
    if not words or FIELD_LABEL_PATTERN.fullmatch(words + ":"):
        return False
    return (
        bool(gap)
        or not (is_office_or_title(words) and current.office is None)
        or not ORGANIZATION_PATTERN.search(words)
    )
