"""Makes the points of a draft: items with service and availability, recommendations with their audience, questions.

The kind of row is found through the registry of the records: this app knows neither announcements nor guidance."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher

from django.utils.text import slugify

from portal.importer.drafts.lookups import find_unused_value, list_significant_words
from portal.importer.drafts.markdown_writer import add_links, lay_out_lines, write_markdown
from portal.importer.drafts.point_reuse import ReusedPoints
from portal.importer.parser import ParsedDocument
from portal.importer.parser.document import ParsedItem
from portal.importer.parser.effective_dates import INCLUSIVE_END
from portal.importer.parser.links import ParsedLink
from portal.importer.parser.spans import ExtractedValue
from portal.lib.text import collapse_whitespace
from portal.records.models import Edition
from portal.records.models.point import get_point_model

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
AUDIENCES = (("police_chiefs", "police chief"), ("school_superintendents", "superintendent"))
LIKE_ENOUGH = 0.75


def add_points(
    edition: Edition, text: str, one: ParsedDocument, cited: list, notes: list[str], carried: ReusedPoints
) -> None:
    """Saves the points; one that is a state of an earlier point keeps its key and what the desk has said of it."""
    model, found = get_point_model(edition.record.kind), list_points(one)
    own = build_own_columns(edition, model, one, notes, carried)
    if own is None:
        return
    keys = carried.keys_for(found)
    for number, (key, (heading, said, days)) in enumerate(zip(keys, found, strict=True), 1):
        words = (heading or said).value
        facts = {name: day for name, (day, _) in days.items()}
        columns = carried.columns(model, key, (said or heading).value)
        model.objects.create(
            edition=edition,
            key=key,
            number=number,
            heading=heading.value[:400] if heading else "",
            text=spell_words(text, one, said, find_links_at(one, number - 1)) if said else "",
            **facts,
            **own(words, columns),
        )
        cited += [("heading", key, heading.span)] if heading else []
        cited += [("text", key, said.span)] if said else []
        cited += [(name, key, found.span) for name, (_, found) in days.items()]


def spell_words(text: str, one: ParsedDocument, said: ExtractedValue, links: Sequence[ParsedLink] = ()) -> str:
    """The words as the source lays them out, unless somebody corrected them."""
    is_corrected = collapse_whitespace(text[said.start : said.end]) != collapse_whitespace(said.value)
    return add_links(
        write_markdown(said.value if is_corrected else lay_out_lines(text, *said.span, is_one=one.kind != "qa")), links
    )


def find_links_at(one: ParsedDocument, place: int) -> Sequence[ParsedLink]:
    return one.items[place].links if one.kind == "notice" else ()


def list_points(
    one: ParsedDocument,
) -> list[tuple[ExtractedValue | None, ExtractedValue | None, dict[str, tuple[date, ExtractedValue]]]]:
    """Heading, text and days of each point, whatever the kind."""
    if one.kind == "notice":
        return [(None, item.text, build_item_days(item)) for item in one.items]
    if one.kind == "qa":
        return [(asked.question, asked.answer, {}) for asked in one.questions]
    return [(None, found, {}) for found in one.recommendations]


def build_item_days(item: ParsedItem) -> dict[str, tuple[date, ExtractedValue]]:
    """The days as the database keeps them: the end is the first day on which the item no longer applies."""
    days = {}
    for name in ("posted_on", "effective_from", "effective_until"):
        if found := getattr(item, name):
            on = date.fromisoformat(found.value)
            if name == "effective_until" and found.basis == INCLUSIVE_END:
                on += timedelta(days=1)
            days[name] = on, found
    if {"effective_from", "effective_until"} <= days.keys() and days["effective_until"][0] <= days["effective_from"][0]:
        del days["effective_until"]
    return days


def build_own_columns(edition: Edition, model, one: ParsedDocument, notes: list[str], carried: ReusedPoints):
    """What gives the columns that only this kind of point has, from its words; None where they cannot be filled."""
    names = {column.name for column in model._meta.fields}
    if "service" in names:
        services = model._meta.get_field("service").related_model
        place = edition.title[:200]
        return lambda words, kept: {
            "service": kept.get("service") or find_service(services, place, words, notes),
            "availability": kept.get("availability") or find_availability(words),
            "review_on": kept.get("review_on"),
        }
    if "audience" in names and one.recommendations:
        to = one.addressee.value.lower() if one.addressee else ""
        meant = [audience for audience, words in AUDIENCES if words in to] or carried.audiences
        if len(meant) != 1:
            notes.append("Its recommendations stay in the text: whom they are for is for the desk to say.")
            return None
        return lambda words, kept: {"audience": kept.get("audience") or meant[0]}
    return lambda words, kept: {}


def find_availability(words: str) -> str:
    return next((name for name, form in AVAILABILITIES if re.search(form, words, re.IGNORECASE)), "information")


def find_service(model, place: str, words: str, notes: list[str]):
    """The service whose name the words say, or nearly; a new one by the words before a colon; else one for the desk
    to replace."""
    said = set(re.findall(r"\w+", words.lower()))
    lead = words.partition(":")[0] if ":" in words[:60] else ""
    for one in model.objects.all():
        named = list_significant_words(one.name)
        if (
            len(named) >= 2
            and named <= said
            or lead
            and SequenceMatcher(None, one.name.lower(), lead.lower()).ratio() > LIKE_ENOUGH
        ):
            return one
    name = (
        lead
        if lead and len(lead.split()) <= 5 and lead[0].isupper() and not any(c.isdigit() for c in lead)
        else UNASSIGNED
    )
    found = model.objects.filter(place=place, name=name).first()
    if found is None:
        found = model.objects.create(
            key=find_unused_value(model, "key", slugify(f"{name} {place}")[:72] or "service", 80),
            name=name,
            place=place,
        )
        notes.append(f"“{name}” is a new service of “{place}”.")
    return found
