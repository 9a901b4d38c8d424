"""Contacts that a sentence names: “Please contact Lt. John Doe at (860) 685-0000 with questions.”"""

import re

from portal.sources.parsing.contact_lines import EMAIL, Contact
from portal.sources.parsing.paragraphs import Paragraph
from portal.sources.parsing.phones import NUMBER, phones
from portal.sources.parsing.spans import Found, words_at
from portal.sources.parsing.speakers import ABBREVIATION

ASKS = re.compile(
    r"\b(?:contact(?:ing)?|call(?:ing)?|e-?mail(?:ing)?|reach(?:ing)?|telephone|phone|write to"
    r"|(?:directed|addressed|sent|referred|submitted) to|llame al?|comuníquese con)\s+(?:to\s+)?(?=\S)",
    re.IGNORECASE,
)
CAPITAL = r"[A-ZÁÉÍÓÚÑ][\w.’'&-]*"
NAME = re.compile(
    rf"(?:(?:the|our|my|la|el)\s+)?(?P<name>{CAPITAL}(?:\s+(?:(?:of|and|for|the|de)\s+){{0,2}}{CAPITAL}){{0,7}})"
)
TO_NUMBER = re.compile(
    r"[\s,(|–-]*(?:(?:in|of|with|from)\s+[^.;:\n]{3,80}?[\s,]+)?(?:at|by|on|via|toll[- ]free|phone|telephone"
    r"|e-?mail(?:ing)?|calling|al|[\s,(:])*$",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"\b(?:questions?|information|inquir\w+|details|assistance|help|appointments?|preguntas)\b", re.IGNORECASE
)
NEVER = frozenset("Call Please For If To We The Email You Or And At".split())
LONGEST_SENTENCE = 400
FARTHEST = 120


def contact_sentences(text: str, body: list[Paragraph], known: list[Contact]) -> list[Contact]:
    """In order; without those whose number or address is among the known ones. Items of lists name none: a number in
    one is part of what it says."""
    seen = {phone.number.value for one in known for phone in one.phones} | {
        one.email.value for one in known if one.email
    }
    made: list[Contact] = []
    for one in body:
        if one.mark or not (NUMBER.search(one.text) or EMAIL.search(one.text)):
            continue
        for start, end in sentences(text, one):
            found = named_in(text, start, end)
            values = values_of(found) if found else set()
            if found and not values & seen:
                seen |= values
                made.append(found)
    return made


def values_of(contact: Contact) -> set[str]:
    return {phone.number.value for phone in contact.phones} | ({contact.email.value} if contact.email else set())


def sentences(text: str, one: Paragraph) -> list[tuple[int, int]]:
    """The paragraph's sentences by their full stops; those of abbreviations end none."""
    bounds = [one.start]
    for match in re.finditer(r"[.!?][”\"’)]?\s+(?=[A-ZÁÉÍÓÚÑ¿“\"])", one.text):
        words = one.text[max(0, match.start() - 6) : match.start() + 1].split()
        if not (words and ABBREVIATION.search(words[-1])):
            bounds.append(one.start + match.end())
    return list(zip(bounds, [*bounds[1:], one.end], strict=True))


def named_in(text: str, start: int, end: int) -> Contact | None:
    """Whom the sentence text[start:end] says to call or to write to: a name right in front of the number or address,
    or, where the sentence speaks of questions, the number alone."""
    end = min(end, start + LONGEST_SENTENCE)
    for match in ASKS.finditer(text, start, end):
        reach = [one.start for one in phones(text, match.end(), end)]
        reach += [one.start() for one in EMAIL.finditer(text, match.end(), end)]
        if not reach or min(reach) - match.end() > FARTHEST:
            continue
        name = name_at(text, match.end(), min(reach))
        if name or TO_NUMBER.fullmatch(text[match.end() : min(reach)]) and ABOUT.search(text[start:end]):
            return filled(text, Contact(name=name), match.end(), end)
    return None


def name_at(text: str, start: int, end: int) -> Found | None:
    match = NAME.match(text[start:end])
    if not match or match["name"] in NEVER or not TO_NUMBER.fullmatch(text[start + match.end("name") : end]):
        return None
    return words_at(text, start + match.start("name"), start + match.end("name"), "named in the sentence", drop=",’'")


def filled(text: str, contact: Contact, start: int, end: int) -> Contact:
    contact.phones = phones(text, start, end)
    if match := EMAIL.search(text, start, end):
        address = match[0].rstrip(".")
        contact.email = Found(address, match.start(), match.start() + len(address), "address in the sentence")
    return contact
