"""Finds what a mail program puts above a text: sender, date, subject. The subject is the heading of the text in the
mail."""

import re
from dataclasses import dataclass, field, replace

from portal.importer.parser.spans import Span
from portal.importer.parser.text_lines import TextLine

MAIL_LABEL_PATTERN = re.compile(
    r"[*_>\s]*(from|to|sent|date|subject|cc|bcc|reply-to|de|para|enviado|fecha|asunto)\s*:[*_\s]*", re.I
)
SENT_LABELS = frozenset({"sent", "date", "enviado", "fecha"})
SUBJECT_LABELS = frozenset({"subject", "asunto"})
FORWARDED_PATTERN = re.compile(r"[-_\s>]*(?:begin )?(?:forwarded|original) message[-_:\s]*$", re.IGNORECASE)
REPLY_PREFIX_PATTERN = re.compile(r"(?:(?:fwd?|re|rv)\s*:\s*)+", re.IGNORECASE)
GREETING_PATTERN = re.compile(
    r"(?:dear|good (?:morning|afternoon|evening|day)|hello|hi|greetings|buenos d[ií]as|estimad[oa]s?)\b.{0,50}[,:.!]?$",
    re.IGNORECASE,
)
MAX_HEADER_LINES = 40
"""Number of lines from the top in which the header of a mail can begin."""
MIN_LABELS = 3


@dataclass
class MailEnvelope:
    """`hidden` has the indexes of lines that are not text; `subject` is the index and the line with the words of the
    subject."""

    hidden: set[int] = field(default_factory=set)
    subject: tuple[int, TextLine] | None = None
    sent: Span | None = None


def find_envelope(lines: list[TextLine]) -> MailEnvelope:
    """Returns an empty envelope if there is no mail: unlike a mail, the header of a memo has no address with @."""
    for first, line in enumerate(lines[:MAX_HEADER_LINES]):
        if line.text and MAIL_LABEL_PATTERN.match(line.text):
            envelope = parse_mail_header(lines, first)
            if envelope:
                return envelope
    return MailEnvelope()


def parse_mail_header(lines: list[TextLine], first: int) -> MailEnvelope | None:
    envelope, names, has_address, place = MailEnvelope(), set(), False, first
    while place < len(lines) and lines[place].text:
        match = MAIL_LABEL_PATTERN.match(lines[place].text)
        if match is None and not envelope.hidden:
            return None
        name = match[1].lower() if match else ""
        names.add(name)
        has_address = has_address or "@" in lines[place].text
        if name in SUBJECT_LABELS and envelope.subject is None:
            envelope.subject = place, get_subject_line(lines[place], match.end())
        else:
            envelope.hidden.add(place)
        if name in SENT_LABELS:
            envelope.sent = lines[place].start + match.end(), lines[place].end
        place += 1
    if not has_address or envelope.subject is None or len(names) < MIN_LABELS:
        return None
    above = {index for index, line in enumerate(lines[:first]) if FORWARDED_PATTERN.match(line.text[:80])}
    below = next((index for index in range(place, len(lines)) if lines[index].text), None)
    envelope.hidden |= above
    if below is not None and GREETING_PATTERN.match(lines[below].text[:80]) and len(lines[below].text) < 80:
        envelope.hidden.add(below)
    return envelope


def get_subject_line(line: TextLine, offset: int) -> TextLine:
    """Returns the line from the words of the subject on, without prefixes of a reply."""
    if match := REPLY_PREFIX_PATTERN.match(line.text, offset):
        offset = match.end()
    return replace(line, text=line.text[offset:], start=line.start + offset)
