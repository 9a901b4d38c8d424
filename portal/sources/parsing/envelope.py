"""What a mail program puts above a text: sender, day, subject. The subject heads the text that the mail carries."""

import re
from dataclasses import dataclass, field, replace

from portal.sources.parsing.lines import Line
from portal.sources.parsing.spans import Span

LABEL = re.compile(r"[*_>\s]*(from|to|sent|date|subject|cc|bcc|reply-to|de|para|enviado|fecha|asunto)\s*:[*_\s]*", re.I)
SENT = frozenset({"sent", "date", "enviado", "fecha"})
SUBJECT = frozenset({"subject", "asunto"})
FORWARDED = re.compile(r"[-_\s>]*(?:begin )?(?:forwarded|original) message[-_:\s]*$", re.IGNORECASE)
ANSWER = re.compile(r"(?:(?:fwd?|re|rv)\s*:\s*)+", re.IGNORECASE)
GREETING = re.compile(
    r"(?:dear|good (?:morning|afternoon|evening|day)|hello|hi|greetings|buenos d[ií]as|estimad[oa]s?)\b.{0,50}[,:.!]?$",
    re.IGNORECASE,
)
FARTHEST = 40
"""Lines from the top within which the head of a mail begins."""
FEWEST = 3


@dataclass
class Envelope:
    """`hidden` are places of lines that are no text; `subject` is the place and the line with the subject's words."""

    hidden: set[int] = field(default_factory=set)
    subject: tuple[int, Line] | None = None
    sent: Span | None = None


def envelope(lines: list[Line]) -> Envelope:
    """Empty where the text carries none: the head of a memo names no address with @."""
    for first, line in enumerate(lines[:FARTHEST]):
        if line.text and LABEL.match(line.text):
            found = headed(lines, first)
            if found:
                return found
    return Envelope()


def headed(lines: list[Line], first: int) -> Envelope | None:
    made, names, has_address, place = Envelope(), set(), False, first
    while place < len(lines) and lines[place].text:
        match = LABEL.match(lines[place].text)
        if match is None and not made.hidden:
            return None
        name = match[1].lower() if match else ""
        names.add(name)
        has_address = has_address or "@" in lines[place].text
        if name in SUBJECT and made.subject is None:
            made.subject = place, behind(lines[place], match.end())
        else:
            made.hidden.add(place)
        if name in SENT:
            made.sent = lines[place].start + match.end(), lines[place].end
        place += 1
    if not has_address or made.subject is None or len(names) < FEWEST:
        return None
    above = {one for one, line in enumerate(lines[:first]) if FORWARDED.match(line.text[:80])}
    below = next((one for one in range(place, len(lines)) if lines[one].text), None)
    made.hidden |= above
    if below is not None and GREETING.match(lines[below].text[:80]) and len(lines[below].text) < 80:
        made.hidden.add(below)
    return made


def behind(line: Line, offset: int) -> Line:
    """The line from the subject's own words on, without the marks of an answer."""
    if match := ANSWER.match(line.text, offset):
        offset = match.end()
    return replace(line, text=line.text[offset:], start=line.start + offset)
