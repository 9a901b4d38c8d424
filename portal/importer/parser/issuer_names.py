"""Finds the public body that issues a text, by the words of the text."""

import re

from portal.importer.parser.contact_lines import ParsedContact
from portal.importer.parser.headings import POSTAL_ADDRESS_PATTERN, DocumentHead
from portal.importer.parser.organizations import (
    HEADLINE_VERB_PATTERN,
    find_official,
    find_organization,
    has_government_words,
    is_organization_name,
)
from portal.importer.parser.page import TextPage
from portal.importer.parser.spans import ExtractedValue, Span, extract_words

GENERIC_PREFIXES = ("state of", "commonwealth of")
TOWN_HALL_NAMES = ("city hall", "town hall", "village hall", "borough hall")
TOWN_HALL_PATTERN = re.compile(rf"(?:{'|'.join(TOWN_HALL_NAMES)})\b", re.IGNORECASE)
NON_ORGANIZATIONS = ("state office", "state agency", "state department", "town office", "city office")
"""Words for bodies in general, which name none."""


def find_issuer(
    page: TextPage, head: DocumentHead, contacts: list[ParsedContact], *, lead: bool = True
) -> ExtractedValue | None:
    """Looks in the masthead, at the office of the first contact, in the heading, and then, with `lead`, in the first
    paragraph or else below the text."""
    special = [heading for heading in head.masthead if not is_generic_name(heading)]
    if special or head.masthead:
        return (special or head.masthead)[0]
    for contact in contacts:
        if contact.office and (is_organization_name(contact.office.value) or find_organization(contact.office.value)):
            return ExtractedValue(contact.office.value, *contact.office.span, "office of the first contact")
    if (
        lead
        and head.title
        and (match := HEADLINE_VERB_PATTERN.search(head.title.value))
        and is_organization_name(head.title.value[: match.start()].strip())
    ):
        end = head.title.start + len(page.text[slice(*head.title.span)].split(match[0], 1)[0])
        return extract_words(page.text, head.title.start, end, "named in the heading")
    for heading in (head.title, head.subtitle):
        if heading and (name := find_named_organization(page, heading.span, "named in the heading")):
            return name
        if heading and (house := TOWN_HALL_PATTERN.match(page.text[slice(*heading.span)])):
            return extract_words(page.text, heading.start, heading.start + house.end(), "named in the heading")
    if lead and head.body < len(page.paragraphs):
        paragraph = page.paragraphs[head.body]
        return find_named_organization(
            page, (paragraph.start, min(paragraph.end, paragraph.start + 600)), "named in the first paragraph"
        )
    return None if lead else find_name_below(page, head)


def find_name_below(page: TextPage, head: DocumentHead) -> ExtractedValue | None:
    """Returns a body whose name is on a line of its own below the text, as under a letter or at the foot of a page."""
    lines = [line for paragraph in page.paragraphs[head.body :] if not paragraph.mark for line in paragraph.lines]
    for line in lines[-12:]:
        name, _, rest = line.text.partition(", ")
        if is_organization_name(line.text) or is_organization_name(name) and POSTAL_ADDRESS_PATTERN.match(rest):
            end = line.end if is_organization_name(line.text) else line.start + len(name)
            return extract_words(page.text, line.start, end, "name below the text", drop="*_ ")
    return None


def find_named_organization(page: TextPage, span: Span, basis: str) -> ExtractedValue | None:
    words = page.text[slice(*span)]
    matches = find_organization_matches(words) or (
        find_organization_matches(words.title()) if words.isupper() and len(words.title()) == len(words) else []
    )
    if not matches:
        return None
    match = min(matches, key=lambda candidate: candidate.start())
    return extract_words(page.text, span[0] + match.start(), span[0] + match.end(), basis)


def find_organization_matches(words: str) -> list[re.Match]:
    matches = [match for match in (find_organization(words), find_official(words)) if match]
    return [match for match in matches if match[0].lower() not in NON_ORGANIZATIONS]


def is_public_body(name: ExtractedValue | None) -> bool:
    return name is not None and has_government_words(name.value)


def is_generic_name(name: ExtractedValue) -> bool:
    """Returns whether the name is generic, such as “State of …” or “City Hall”; the issuer is then named beside it."""
    return name.value.lower().startswith(GENERIC_PREFIXES) or name.value.lower() in TOWN_HALL_NAMES
