"""Reads what only notices and press releases have from an imported document: services, contacts and lines."""

import re

from django.utils.text import slugify

from portal.importer.drafts.lookups import find_unused_value, list_significant_words
from portal.importer.drafts.readers import DraftPartReader, PointColumns
from portal.importer.parser import ParsedDocument
from portal.importer.parser.contact_lines import ParsedContact
from portal.importer.parser.spans import Span
from portal.lib.sequence_diff import get_likeness

UNASSIGNED = "Not yet assigned"
AVAILABILITIES = (
    ("by_appointment", r"by appointment\b|appointments? (?:is|are) required|con cita\b"),
    ("by_mail_only", r"by mail only\b|only by mail|mail only\b"),
    (
        "requirement_suspended",
        r"\bsuspen(?:sion|d\w*) (?:of )?(?:the )?requirement|requirements? .{0,60}(?:suspended|waived)\b",
    ),
    ("no_service", r"\bno service|closed\b|suspended\b|cancel+ed\b|not available|unavailable|cerrad\w+\b"),
    ("limited", r"\blimit\w*|reduced|curbside"),
    ("regular_hours", r"\bregular (?:business )?hours|normal hours|fully open\b"),
)
PHONE_COLUMNS = {"office": "office_phone", "cell": "cell_phone", "fax": "fax"}
LIKE_ENOUGH = 0.75
"""Ratio of `SequenceMatcher` above which two names mean the same service."""


def build_item_columns(model, edition, document: ParsedDocument, notes: list[str], carried) -> PointColumns:
    """Returns a function that finds the service and the availability of an item from its words."""
    services = model._meta.get_field("service").related_model
    place = edition.title[:200]
    return lambda words, kept: {
        "service": kept.get("service") or find_service(services, place, words, notes),
        "availability": kept.get("availability") or find_availability(words),
        "review_on": kept.get("review_on"),
    }


def find_availability(words: str) -> str:
    return next((name for name, form in AVAILABILITIES if re.search(form, words, re.IGNORECASE)), "information")


def find_service(model, place: str, words: str, notes: list[str]):
    """Returns the service whose name the words contain or resemble. If there is none, returns a new service named by
    the words before a colon, or else a placeholder that the desk replaces."""
    item_words = set(re.findall(r"\w+", words.lower()))
    lead = words.partition(":")[0] if ":" in words[:60] else ""
    for service in model.objects.all():
        name_words = list_significant_words(service.name)
        if (
            len(name_words) >= 2
            and name_words <= item_words
            or lead
            and get_likeness(service.name.lower(), lead.lower()) > LIKE_ENOUGH
        ):
            return service
    name = (
        lead
        if lead and len(lead.split()) <= 5 and lead[0].isupper() and not any(c.isdigit() for c in lead)
        else UNASSIGNED
    )
    service = model.objects.filter(place=place, name=name).first()
    if service is None:
        service = model.objects.create(
            key=find_unused_value(model, "key", slugify(f"{name} {place}")[:72] or "service", 80),
            name=name,
            place=place,
        )
        notes.append(f"“{name}” is a new service of “{place}”.")
    return service


def contact_columns(contact: ParsedContact) -> dict[str, str]:
    columns = {
        "name": (contact.name or contact.office or contact.email or contact.phones[0].number).value[:200],
        "office": contact.office.value[:200] if contact.office else "",
        "email": contact.email.value[:254] if contact.email else "",
    }
    for phone in contact.phones:
        column = PHONE_COLUMNS.get(phone.type.value if phone.type else "", "other_phone")
        columns.setdefault(column if column not in columns else "other_phone", phone.number.value[:40])
    return columns


def contact_span(contact: ParsedContact) -> Span:
    fields = [field for field in (contact.name, contact.office, contact.email) if field]
    fields += [phone.number for phone in contact.phones]
    fields = [field for field in fields if field.end > field.start]
    return min((field.start for field in fields), default=0), max((field.end for field in fields), default=0)


def read_contacts(document: ParsedDocument) -> list[tuple[dict, Span]]:
    return [(contact_columns(contact), contact_span(contact)) for contact in document.contacts]


def read_release_lines(document: ParsedDocument) -> list[tuple[dict, Span | None]]:
    """Reads dateline and release line. They have no span here, because they are cited like those of every text."""
    lines = {name: field.value[:100] for name in ("dateline", "release_line") if (field := getattr(document, name))}
    return [(lines, None)] if lines and document.kind == "press_release" else []


PART_READERS = (
    DraftPartReader("contacts", lambda document: bool(document.contacts), read_contacts, cited_as="contact"),
    DraftPartReader("release", lambda document: bool(document.dateline or document.release_line), read_release_lines),
)
