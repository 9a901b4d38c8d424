"""Makes the points of a draft: items with service and availability, recommendations with their audience, questions.

The kind of row is found through the registry of the records: this app knows neither announcements nor guidance."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher

from django.utils.text import slugify

from portal.records.models import Edition
from portal.records.models.point import point_class
from portal.sources.drafting.carrying import Carried
from portal.sources.drafting.naming import significant, unused
from portal.sources.drafting.spelling import laid_out, linked, markdown
from portal.sources.parsing import Document
from portal.sources.parsing.effective import INCLUSIVE
from portal.sources.parsing.facts import Item
from portal.sources.parsing.links import Link
from portal.sources.parsing.spans import Found, fold

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


def add_points(edition: Edition, text: str, one: Document, cited: list, notes: list[str], carried: Carried) -> None:
    """Saves the points; one that is a state of an earlier point keeps its key and what the desk has said of it."""
    model, found = point_class(edition.record.kind), points(one)
    own = own_columns(edition, model, one, notes, carried)
    if own is None:
        return
    keys = carried.keys_for(found)
    for number, (key, (heading, said, days)) in enumerate(zip(keys, found, strict=True), 1):
        words = (heading or said).value
        facts = {name: day for name, (day, _) in days.items()}
        columns = carried.columns(model, key, (said or heading).value)
        model.objects.create(
            edition=edition, key=key, number=number, heading=heading.value[:400] if heading else "",
            text=spelled(text, one, said, links_at(one, number - 1)) if said else "", **facts, **own(words, columns),
        )  # fmt: skip
        cited += [("heading", key, heading.span)] if heading else []
        cited += [("text", key, said.span)] if said else []
        cited += [(name, key, found.span) for name, (_, found) in days.items()]


def spelled(text: str, one: Document, said: Found, links: Sequence[Link] = ()) -> str:
    """The words as the source lays them out, unless somebody corrected them."""
    is_corrected = fold(text[said.start : said.end]) != fold(said.value)
    return linked(markdown(said.value if is_corrected else laid_out(text, *said.span, is_one=one.kind != "qa")), links)


def links_at(one: Document, place: int) -> Sequence[Link]:
    return one.items[place].links if one.kind == "notice" else ()


def points(one: Document) -> list[tuple[Found | None, Found | None, dict[str, tuple[date, Found]]]]:
    """Heading, text and days of each point, whatever the kind."""
    if one.kind == "notice":
        return [(None, item.text, item_days(item)) for item in one.items]
    if one.kind == "qa":
        return [(asked.question, asked.answer, {}) for asked in one.questions]
    return [(None, found, {}) for found in one.recommendations]


def item_days(item: Item) -> dict[str, tuple[date, Found]]:
    """The days as the database keeps them: the end is the first day on which the item no longer applies."""
    days = {}
    for name in ("posted_on", "effective_from", "effective_until"):
        if found := getattr(item, name):
            on = date.fromisoformat(found.value)
            if name == "effective_until" and found.basis == INCLUSIVE:
                on += timedelta(days=1)
            days[name] = on, found
    if {"effective_from", "effective_until"} <= days.keys() and days["effective_until"][0] <= days["effective_from"][0]:
        del days["effective_until"]
    return days


def own_columns(edition: Edition, model, one: Document, notes: list[str], carried: Carried):
    """What gives the columns that only this kind of point has, from its words; None where they cannot be filled."""
    names = {column.name for column in model._meta.fields}
    if "service" in names:
        services = model._meta.get_field("service").related_model
        place = edition.title[:200]
        return lambda words, kept: {
            "service": kept.get("service") or service(services, place, words, notes),
            "availability": kept.get("availability") or availability(words),
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


def availability(words: str) -> str:
    return next((name for name, form in AVAILABILITIES if re.search(form, words, re.IGNORECASE)), "information")


def service(model, place: str, words: str, notes: list[str]):
    """The service whose name the words say, or nearly; a new one by the words before a colon; else one for the desk
    to replace."""
    said = set(re.findall(r"\w+", words.lower()))
    lead = words.partition(":")[0] if ":" in words[:60] else ""
    for one in model.objects.all():
        named = significant(one.name)
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
            key=unused(model, "key", slugify(f"{name} {place}")[:72] or "service", 80), name=name, place=place
        )
        notes.append(f"“{name}” is a new service of “{place}”.")
    return found
