"""Contact blocks: name, office, telephone numbers and address, on one line or on several."""

import re

from portal.sources.parsing.attachments import NAMED
from portal.sources.parsing.bullets import marker
from portal.sources.parsing.contact_lines import (
    BODY,
    EMAIL,
    FIELD,
    LONGEST_PIECE,
    TITLE,
    Contact,
    office_first,
    read_line,
    settled,
)
from portal.sources.parsing.lines import Line
from portal.sources.parsing.phones import phones
from portal.sources.parsing.posted import own_line

MARK = re.compile(
    r"[*_]*(?:(?:primary|alternate|alternative|secondary|additional|other|media|press|news|public|program|agency|general|for|contactos?)\s+(?:(?:and|&|or)\s+\w+\s+"
    r"|relations\s+|information\s+|affairs\s+|de\s+prensa\s*)?){0,2}"
    r"(?:contact(?:s|\(s\)|o|os)?(?:\s+(?:information|persons?|details))?|inquir(?:y|ies)"
    r"|enquiries)\s*[*_]*\s*(?P<sign>[:–—-]|$)"
    r"|[*_]*(?:for\s+(?:more|further|additional)\s+information,?(?:\s+(?:please\s+)?contact)?|for\s+(?:media"
    r"|press)\s+inquiries,?(?:\s+(?:please\s+)?contact)?|contact)\s*:",
    re.IGNORECASE,
)
STOP = re.compile(
    r"#|-\s?(?:30|end|xxx)\s?-|for (?:immediate )?release|news release|press release|(?:about|background)\b|dear\b"
    r"|date\s*:|to\s*:|from\s*:|re\s*:|subject\s*:|posted|updated|source\s*:|©",
    re.IGNORECASE,
)
MOST_LINES = 12


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
