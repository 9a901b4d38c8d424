"""What a mail program puts above a text: sender, day, subject. The subject heads the text that the mail carries."""

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
"""Lines from the top within which the head of a mail begins."""
MIN_LABELS = 3


@dataclass
class MailEnvelope:
    """`hidden` are places of lines that are no text; `subject` is the place and the line with the subject's words."""

    hidden: set[int] = field(default_factory=set)
    subject: tuple[int, TextLine] | None = None
    sent: Span | None = None


def find_envelope(lines: list[TextLine]) -> MailEnvelope:
    """Empty where the text carries none: the head of a memo names no address with @."""
    for first, line in enumerate(lines[:MAX_HEADER_LINES]):
        if line.text and MAIL_LABEL_PATTERN.match(line.text):
            found = parse_mail_header(lines, first)
            if found:
                return found
    return MailEnvelope()


def parse_mail_header(lines: list[TextLine], first: int) -> MailEnvelope | None:
    made, names, has_address, place = MailEnvelope(), set(), False, first
    while place < len(lines) and lines[place].text:
        match = MAIL_LABEL_PATTERN.match(lines[place].text)
        if match is None and not made.hidden:
            return None
        name = match[1].lower() if match else ""
        names.add(name)
        has_address = has_address or "@" in lines[place].text
        if name in SUBJECT_LABELS and made.subject is None:
            made.subject = place, get_subject_line(lines[place], match.end())
        else:
            made.hidden.add(place)
        if name in SENT_LABELS:
            made.sent = lines[place].start + match.end(), lines[place].end
        place += 1
    if not has_address or made.subject is None or len(names) < MIN_LABELS:
        return None
    above = {one for one, line in enumerate(lines[:first]) if FORWARDED_PATTERN.match(line.text[:80])}
    below = next((one for one in range(place, len(lines)) if lines[one].text), None)
    made.hidden |= above
    if below is not None and GREETING_PATTERN.match(lines[below].text[:80]) and len(lines[below].text) < 80:
        made.hidden.add(below)
    return made


def get_subject_line(line: TextLine, offset: int) -> TextLine:
    """The line from the subject's own words on, without the marks of an answer."""
    if match := REPLY_PREFIX_PATTERN.match(line.text, offset):
        offset = match.end()
    return replace(line, text=line.text[offset:], start=line.start + offset)
