"""Finds contacts in sentences: “Please contact Lt. John Doe at (860) 685-0000 with questions.”"""

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
    """Returns contacts in order, without those whose number or address is known already. Skips list items, because a
    number in an item is part of its text."""
    seen = {phone.number.value for contact in known for phone in contact.phones} | {
        contact.email.value for contact in known if contact.email
    }
    contacts: list[ParsedContact] = []
    for paragraph in body:
        if paragraph.mark or not (PHONE_PATTERN.search(paragraph.text) or EMAIL_PATTERN.search(paragraph.text)):
            continue
        for start, end in split_sentences(text, paragraph):
            contact = parse_contact_sentence(text, start, end)
            values = get_contact_values(contact) if contact else set()
            if contact and not values & seen:
                seen |= values
                contacts.append(contact)
    return contacts


def get_contact_values(contact: ParsedContact) -> set[str]:
    return {phone.number.value for phone in contact.phones} | ({contact.email.value} if contact.email else set())


def split_sentences(text: str, paragraph: Paragraph) -> list[tuple[int, int]]:
    """Splits the paragraph into sentences; the period of an abbreviation does not end a sentence."""
    bounds = [paragraph.start]
    for match in re.finditer(r"[.!?][”\"’)]?\s+(?=[A-ZÁÉÍÓÚÑ¿“\"])", paragraph.text):
        words = paragraph.text[max(0, match.start() - 6) : match.start() + 1].split()
        if not (words and ABBREVIATION_PATTERN.search(words[-1])):
            bounds.append(paragraph.start + match.end())
    return list(zip(bounds, [*bounds[1:], paragraph.end], strict=True))


def parse_contact_sentence(text: str, start: int, end: int) -> ParsedContact | None:
    """Returns whom the sentence text[start:end] asks readers to call or write to: a name right before the number or
    address or, in a sentence about questions, the number only."""
    end = min(end, start + MAX_SENTENCE_LENGTH)
    for match in CONTACT_VERB_PATTERN.finditer(text, start, end):
        reach = [phone.start for phone in find_phones(text, match.end(), end)]
        reach += [email.start() for email in EMAIL_PATTERN.finditer(text, match.end(), end)]
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
