"""Turns editions into the days that a calendar shows, with two queries in total."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count, F, Max, OuterRef, Q, Subquery

from portal.calendars.queries import filter_with_days_ahead
from portal.lib.dates import get_last_day, get_start_of_day
from portal.lib.languages import isolate_words
from portal.records.models import Edition
from portal.records.querysets import EditionQuerySet, Standing, build_withdrawn_condition

MAX_EDITIONS = 500
"""Largest number of editions in a calendar. A state with more can use the calendars of issuers and services."""
DESCRIPTION = (
    f"The days of up to {MAX_EDITIONS} versions: first those with days ahead, beginning with the nearest, then the"
    " newest."
)
SHOWN_STANDINGS = (Standing.IN_EFFECT, Standing.UPCOMING, Standing.ENDED, Standing.WITHDRAWN)
DAY_LABELS = {"begins": "Takes effect", "ends": "Last day"}


@dataclass(frozen=True)
class CalendarDay:
    """An event of a calendar. `name` stays the same in later versions, so a new version that changes the end of an item
    moves the event. `sequence` and `told_at` grow with every change that may have moved it. For a text published in
    error, the summary states only that."""

    name: str
    on: date
    summary: str
    address: str
    category: str
    sequence: int
    told_at: datetime
    is_cancelled: bool


def list_calendar_days(editions: EditionQuerySet, service: str | None, on: date, at: datetime) -> list[CalendarDay]:
    """Returns the days of current, upcoming, ended and withdrawn editions, in order. With a service, it includes only
    points about that service."""
    days_by_name: dict[str, CalendarDay] = {}
    for edition, end in pair_with_end_days(list_shown_editions(editions, on, at)):
        for day in iter_edition_days(edition, service, at):
            if day.is_cancelled or end is None or day.on < end:
                merge_calendar_day(days_by_name, day, on)
    return sorted(days_by_name.values(), key=lambda day: (day.on, day.name))


def pair_with_end_days(rows: list[Edition]) -> Iterator[tuple[Edition, date | None]]:
    """Pairs each edition with the first effective day of the next upcoming edition of its record, which replaces it."""
    ordered = sorted(rows, key=lambda edition: (edition.record_id, edition.effective_from, edition.number))
    for _, group in groupby(ordered, key=lambda edition: edition.record_id):
        editions = list(group)
        for place, edition in enumerate(editions, 1):
            coming = (edition for edition in editions[place:] if edition.standing_then == Standing.UPCOMING)
            yield edition, next((edition.effective_from for edition in coming), None)


def merge_calendar_day(days_by_name: dict[str, CalendarDay], day: CalendarDay, on: date) -> None:
    """Merges days with the same name from successive versions: the first that is not over wins. A day that replaces one
    that is over counts as moved since then. A day of a withdrawn version replaces no valid day."""
    other = days_by_name.get(day.name)
    if other is None or other.is_cancelled:
        days_by_name[day.name] = day
    elif other.on < on and not day.is_cancelled:
        moved_at = max(day.told_at, get_start_of_day(other.on + timedelta(1)))
        days_by_name[day.name] = replace(day, sequence=day.sequence + 1, told_at=moved_at)


def list_shown_editions(editions: EditionQuerySet, on: date, at: datetime) -> list[Edition]:
    """Returns the editions with days ahead, and as many of the newest as there is room for.

    Adds `sequence`, which grows with every publication and withdrawal of the record and with each version that takes
    effect after its publication; the moments of these changes; and `root`, a hash that identifies the record and never
    changes."""
    siblings = Edition.objects.public(at).filter(record=OuterRef("record")).order_by().values("record")
    announced, over = Q(withdrawn_at__lte=at), build_withdrawn_condition(on, at)
    begun = Q(effective_from__lte=on, published_at__date__lt=F("effective_from"))
    steps = Count("pk") + Count("pk", filter=announced) + Count("pk", filter=over) + Count("pk", filter=begun)
    last = {
        "last_public_at": Max("publication__public_at"),
        "last_recorded_at": Max("publication__recorded_at"),
        "last_withdrawn_at": Max("withdrawn_at", filter=announced),
        "last_over_on": Max("withdrawn_from", filter=over),
        "last_begun_on": Max("effective_from", filter=begun),
    }
    first = Edition.objects.filter(record=OuterRef("record"), publication__isnull=False).order_by("publication_id")
    rows = editions.public(at).filter(record__is_official=True).of_standing(SHOWN_STANDINGS, on, at)
    rows = rows.annotate(
        sequence=Subquery(siblings.annotate(steps=steps).values("steps")) - 1,
        root=Subquery(first.values("publication__hash")[:1]),
        **{name: Subquery(siblings.annotate(**{name: moment}).values(name)) for name, moment in last.items()},
    )
    rows = rows.select_related("record", "publication").defer("body", "provenance")
    ahead = list(filter_with_days_ahead(rows, on)[:MAX_EDITIONS])
    others = rows.exclude(pk__in=[edition.pk for edition in ahead]).order_by("-published_at", "-id")
    return ahead + list(others[: MAX_EDITIONS - len(ahead)])


def iter_edition_days(edition: Edition, service: str | None, at: datetime) -> Iterator[CalendarDay]:
    document = edition.document
    for what, day in iter_fact_days(document["edition"] | get_announced_end(edition, at)):
        # Each first day of a text is an event of its own. The end belongs to the record, and a later version moves it.
        name = f"{what} {day}" if what == "begins" else what
        yield build_calendar_day(
            edition, name, day, f"{DAY_LABELS[what]}: {isolate_words(edition.title)}", edition.url(), at
        )
    for point in document["points"]:
        of_service = (point.get("service") or {}).get("key")
        if service is None or of_service == service:
            title = (point.get("service") or {}).get("name") or point["heading"]
            title = title or f"{edition.record.point_noun.capitalize()} {point['number']}"
            for what, day in iter_fact_days(point):
                summary = f"{DAY_LABELS[what]}: {isolate_words(title)} ({isolate_words(edition.title)})"
                address = f"{edition.url()}#{point['key']}"
                yield build_calendar_day(edition, f"{point['key']} {what}", day, summary, address, at)


def get_announced_end(edition: Edition, at: datetime) -> dict[str, str]:
    """Returns the end of an edition that a withdrawal from a later day shortens; nothing for one that is withdrawn,
    whose events are canceled as they were."""
    end = edition.get_end(at)
    return {"effective_until": end.isoformat()} if end and edition.standing_then != Standing.WITHDRAWN else {}


def iter_fact_days(facts: dict) -> Iterator[tuple[str, date]]:
    """Yields the days with their kind. The end of a span is half-open, so the last day is the one before. The day of
    review of an item is left out: nothing changes for readers on it."""
    if facts.get("effective_from"):
        yield "begins", date.fromisoformat(facts["effective_from"])
    if facts.get("effective_until"):
        yield "ends", get_last_day(date.fromisoformat(facts["effective_until"]))


def build_calendar_day(edition: Edition, name: str, day: date, summary: str, address: str, at: datetime) -> CalendarDay:
    is_cancelled = edition.standing_then == Standing.WITHDRAWN
    is_retracted = edition.is_retracted_at(at)
    return CalendarDay(
        name=f"{edition.root} {name}",
        on=day,
        summary="Published in error and withdrawn" if is_retracted else summary,
        address=edition.url() if is_retracted else address,
        category=edition.kind.label,
        sequence=edition.sequence,
        told_at=get_changed_at(edition),
        is_cancelled=is_cancelled,
    )


def get_changed_at(edition: Edition) -> datetime:
    """Returns the moment of the last change to the record that may have moved an event."""
    moments = [edition.last_public_at, edition.last_recorded_at, edition.last_withdrawn_at]
    days = [get_start_of_day(value) for value in (edition.last_over_on, edition.last_begun_on) if value]
    return max(value for value in [*moments, *days] if value)
