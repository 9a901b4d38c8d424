"""Makes the points of a seeded edition, each with the citations of its words and its dates."""

import re
from datetime import date

from announcements.models import Availability, NoticeItem, Service
from guidance.models import Audience
from portal.records.days import spelled
from portal.records.kinds import Kind
from portal.records.models import Edition
from portal.records.models.point import point_class
from portal.seeding.passages import find, passage, spell
from portal.seeding.reader import Entry
from portal.sources.models import Citation, SourceDocument


def add_points(edition: Edition, entries: list[Entry], source: SourceDocument) -> list[Citation]:
    """Saves the points in the order given and returns unsaved citations."""
    model, citations = point_class(edition.record.kind), []
    for number, entry in enumerate(entries, 1):
        if edition.record.kind == Kind.QUESTIONS:
            following = entries[number] if number < len(entries) else None
            facts, spans = question(entry, following, number, source.text)
        else:
            said = passage(entry, source.text)
            facts, spans = {"text": said.markdown}, {"text": (said.start, said.end)}
        facts |= dates(entry, source.text, spans)
        model.objects.create(edition=edition, key=entry["key"], number=number, **facts, **own_columns(model, entry))
        citations += [
            Citation(edition=edition, field=name, point_key=entry["key"], source=source, start=start, end=end)
            for name, (start, end) in spans.items()
        ]
    return citations


def question(entry: Entry, following: Entry | None, number: int, text: str) -> tuple[dict, dict]:
    """A heading on a numbered line of its own; its answer goes on until the next question's line."""
    start = heading_start(entry, number, text)
    end = start + len(entry["heading_quote"])
    until = len(text) if following is None else text.rfind("\n", 0, heading_start(following, number + 1, text))
    first = re.compile(r"\s*").match(text, end).end()
    last = first + len(text[first:until].rstrip())
    answer = spell(entry, text, first, last)
    return {"heading": entry["heading_quote"], "text": answer.markdown}, {
        "heading": (start, end),
        "text": (first, last),
    }


def heading_start(entry: Entry, number: int, text: str) -> int:
    start, _ = find(entry, text, f"{number}. {entry['heading_quote']}", "heading_quote")
    return start + len(f"{number}. ")


def dates(entry: Entry, text: str, spans: dict) -> dict:
    """The point's days, each of which the source must state: the day of posting right behind the words, the first
    day among them. Adds the span of the day of posting to the spans."""
    facts = {name: entry[name] for name in ("posted_on", "effective_from") if name in entry.values}
    start, end = spans["text"]
    if posted := facts.get("posted_on"):
        behind = re.compile(r"\s*-\s*(\d+/\d+/\d{4})").match(text, end)
        if not behind or behind[1] != f"{posted.month}/{posted.day}/{posted.year}":
            raise entry.error(
                f"The source does not give {posted} as the day of posting behind these words.", "posted_on"
            )
        spans["posted_on"] = behind.span(1)
    if first := facts.get("effective_from"):
        place = text.find(spelled(first), start, end)
        if place < 0:
            raise entry.error(f"These words do not say {spelled(first)}.", "effective_from")
        spans["effective_from"] = place, place + len(spelled(first))
    return facts


def own_columns(model, entry: Entry) -> dict[str, object]:
    if model is NoticeItem:
        service = Service.objects.filter(key=entry["service"]).first()
        if service is None:
            raise entry.error(f"There is no service “{entry['service']}”.", "service")
        return {"service": service, "availability": choice(entry, "availability", Availability)}
    if "audience" in [field.name for field in model._meta.fields]:
        return {"audience": choice(entry, "audience", Audience)}
    return {}


def choice(entry: Entry, key: str, choices) -> str:
    if entry[key] not in choices.values:
        raise entry.error(f"“{entry[key]}” is not one of: {', '.join(choices.values)}.", key)
    return entry[key]


def must_state(entry: Entry, key: str, words: str, day: date) -> None:
    if spelled(day) not in words:
        raise entry.error(f"“{words}” does not say {spelled(day)}.", key)
