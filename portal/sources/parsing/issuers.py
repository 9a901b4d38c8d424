"""Which public body speaks, by the words of the text, and whether it is one."""

import re

from portal.sources.parsing.bodies import VERB, body_in, is_body_name, speaker_in, speaks_public
from portal.sources.parsing.contact_lines import Contact
from portal.sources.parsing.headings import POST_ADDRESS, Head
from portal.sources.parsing.page import Page
from portal.sources.parsing.spans import Found, Span, words_at

GENERIC = ("state of", "commonwealth of")
HOUSES = ("city hall", "town hall", "village hall", "borough hall")
HOUSE = re.compile(rf"(?:{'|'.join(HOUSES)})\b", re.IGNORECASE)
NO_BODY = ("state office", "state agency", "state department", "town office", "city office")
"""Words about bodies that name none."""


def issuer(page: Page, head: Head, contacts: list[Contact], *, lead: bool = True) -> Found | None:
    """By the masthead, then the first contact's office, then a body named in the heading, then one in the lead."""
    special = [one for one in head.masthead if not is_generic(one)]
    if special or head.masthead:
        return (special or head.masthead)[0]
    for contact in contacts:
        if contact.office and (is_body_name(contact.office.value) or body_in(contact.office.value)):
            return Found(contact.office.value, *contact.office.span, "office of the first contact")
    if (
        lead
        and head.title
        and (match := VERB.search(head.title.value))
        and is_body_name(head.title.value[: match.start()].strip())
    ):
        end = head.title.start + len(page.text[slice(*head.title.span)].split(match[0], 1)[0])
        return words_at(page.text, head.title.start, end, "named in the heading")
    for heading in (head.title, head.subtitle):
        if heading and (found := named(page, heading.span, "named in the heading")):
            return found
        if heading and (house := HOUSE.match(page.text[slice(*heading.span)])):
            return words_at(page.text, heading.start, heading.start + house.end(), "named in the heading")
    if lead and head.body < len(page.paragraphs):
        one = page.paragraphs[head.body]
        return named(page, (one.start, min(one.end, one.start + 600)), "named in the first paragraph")
    return None if lead else below(page, head)


def below(page: Page, head: Head) -> Found | None:
    """A body whose name stands alone below the text, as under a letter or at the foot of a page."""
    lines = [line for one in page.paragraphs[head.body :] if not one.mark for line in one.lines]
    for line in lines[-12:]:
        name, _, rest = line.text.partition(", ")
        if is_body_name(line.text) or is_body_name(name) and POST_ADDRESS.match(rest):
            end = line.end if is_body_name(line.text) else line.start + len(name)
            return words_at(page.text, line.start, end, "name below the text", drop="*_ ")
    return None


def named(page: Page, span: Span, basis: str) -> Found | None:
    words = page.text[slice(*span)]
    matches = bodies_in(words) or (
        bodies_in(words.title()) if words.isupper() and len(words.title()) == len(words) else []
    )
    if not matches:
        return None
    match = min(matches, key=lambda one: one.start())
    return words_at(page.text, span[0] + match.start(), span[0] + match.end(), basis)


def bodies_in(words: str) -> list[re.Match]:
    found = [match for match in (body_in(words), speaker_in(words)) if match]
    return [match for match in found if match[0].lower() not in NO_BODY]


def is_public(found: Found | None) -> bool:
    return found is not None and speaks_public(found.value)


def is_generic(found: Found) -> bool:
    """“State of …”, “City Hall”: whoever speaks is named beside it."""
    return found.value.lower().startswith(GENERIC) or found.value.lower() in HOUSES
