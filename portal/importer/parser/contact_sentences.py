"""Contacts that a sentence names: “Please contact Lt. John Doe at (860) 685-0000 with questions.”"""

import re

from portal.importer.parser.attribution import ABBREVIATION_PATTERN
from portal.importer.parser.contact_lines import EMAIL_PATTERN, ParsedContact
from portal.importer.parser.paragraphs import Paragraph
from portal.importer.parser.phone_numbers import PHONE_PATTERN, find_phones
from portal.importer.parser.spans import ExtractedValue, extract_words

CONTACT_VERB_PATTERN = re.compile(
    r"\b(?:contact(?:ing)?|call(?:ing)?|e-?mail(?:ing)?|reach(?:ing)?|telephone|phone|write to"
    r"|(?:directed|addressed|sent|referred|submitted) to|llame al?|comuníquese con)\s+(?:to\s+)?(?=\S)",
    re.IGNORECASE,
)
CAPITALIZED_WORD = r"[A-ZÁÉÍÓÚÑ][\w.’'&-]*"
NAME_PATTERN = re.compile(
    rf"(?:(?:the|our|my|la|el)\s+)?(?P<name>{CAPITALIZED_WORD}(?:\s+(?:(?:of|and|for|the|de)\s+){{0,2}}{CAPITALIZED_WORD}){{0,7}})"
)
BEFORE_NUMBER_PATTERN = re.compile(
    r"[\s,(|–-]*+(?:(?:in|of|with|from)\s++[^.;:\n]{3,80}?[\s,]++)?(?:at|by|on|via|toll[- ]free|phone|telephone"
    r"|e-?mail(?:ing)?|calling|al|[\s,(:]++)*+$",
    re.IGNORECASE,
)
INQUIRY_PATTERN = re.compile(
    r"\b(?:questions?|information|inquir\w+|details|assistance|help|appointments?|preguntas)\b", re.IGNORECASE
)
NON_NAMES = frozenset("Call Please For If To We The Email You Or And At".split())
MAX_SENTENCE_LENGTH = 400
MAX_DISTANCE = 120


def find_sentence_contacts(text: str, body: list[Paragraph], known: list[ParsedContact]) -> list[ParsedContact]:
    """In order; without those whose number or address is among the known ones. Items of lists name none: a number in
    one is part of what it says."""
    seen = {phone.number.value for one in known for phone in one.phones} | {
        one.email.value for one in known if one.email
    }
    made: list[ParsedContact] = []
    for one in body:
        if one.mark or not (PHONE_PATTERN.search(one.text) or EMAIL_PATTERN.search(one.text)):
            continue
        for start, end in split_sentences(text, one):
            found = parse_contact_sentence(text, start, end)
            values = get_contact_values(found) if found else set()
            if found and not values & seen:
                seen |= values
                made.append(found)
    return made


def get_contact_values(contact: ParsedContact) -> set[str]:
    return {phone.number.value for phone in contact.phones} | ({contact.email.value} if contact.email else set())


def split_sentences(text: str, one: Paragraph) -> list[tuple[int, int]]:
    """The paragraph's sentences by their full stops; those of abbreviations end none."""
    bounds = [one.start]
    for match in re.finditer(r"[.!?][”\"’)]?\s+(?=[A-ZÁÉÍÓÚÑ¿“\"])", one.text):
        words = one.text[max(0, match.start() - 6) : match.start() + 1].split()
        if not (words and ABBREVIATION_PATTERN.search(words[-1])):
            bounds.append(one.start + match.end())
    return list(zip(bounds, [*bounds[1:], one.end], strict=True))


def parse_contact_sentence(text: str, start: int, end: int) -> ParsedContact | None:
    """Whom the sentence text[start:end] says to call or to write to: a name right in front of the number or address,
    or, where the sentence speaks of questions, the number only."""
    end = min(end, start + MAX_SENTENCE_LENGTH)
    for match in CONTACT_VERB_PATTERN.finditer(text, start, end):
        reach = [one.start for one in find_phones(text, match.end(), end)]
        reach += [one.start() for one in EMAIL_PATTERN.finditer(text, match.end(), end)]
        if not reach or min(reach) - match.end() > MAX_DISTANCE:
            continue
        name = find_contact_name(text, match.end(), min(reach))
        if (
            name
            or BEFORE_NUMBER_PATTERN.fullmatch(text[match.end() : min(reach)])
            and INQUIRY_PATTERN.search(text[start:end])
        ):
            return fill_contact(text, ParsedContact(name=name), match.end(), end)
    return None


def find_contact_name(text: str, start: int, end: int) -> ExtractedValue | None:
    match = NAME_PATTERN.match(text[start:end])
    if (
        not match
        or match["name"] in NON_NAMES
        or not BEFORE_NUMBER_PATTERN.fullmatch(text[start + match.end("name") : end])
    ):
        return None
    return extract_words(
        text, start + match.start("name"), start + match.end("name"), "named in the sentence", drop=",’'"
    )


def fill_contact(text: str, contact: ParsedContact, start: int, end: int) -> ParsedContact:
    contact.phones = find_phones(text, start, end)
    if match := EMAIL_PATTERN.search(text, start, end):
        address = match[0].rstrip(".")
        contact.email = ExtractedValue(address, match.start(), match.start() + len(address), "address in the sentence")
    return contact
