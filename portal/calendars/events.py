"""From editions to the days that a calendar shows. Two queries, whatever there is to show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, Subquery

from portal.calendars.ahead import with_days_ahead
from portal.records.models import Edition
from portal.records.querysets import EditionQuerySet, Standing, is_withdrawn

MOST = 500
"""Editions in a calendar; a state with more has calendars of its issuers and services."""
DESCRIPTION = (
    f"The days of up to {MOST} versions: first of those with days ahead, the nearest before the others, then of the"
    " newest."
)
SHOWN = (Standing.IN_EFFECT, Standing.UPCOMING, Standing.ENDED, Standing.WITHDRAWN)
LABELS = {"begins": "Takes effect", "ends": "Last day", "review": "To be looked at again"}


@dataclass(frozen=True)
class Day:
    """`name` is the same for as long as the thing lasts: a new version that moves the end of an item moves the event.
    Of a text that was published in error the summary says that and nothing else."""

    name: str
    on: date
    summary: str
    address: str
    category: str
    sequence: int
    told_at: datetime
    is_cancelled: bool


def calendar_days(editions: EditionQuerySet, service: str | None, on: date, at: datetime) -> list[Day]:
    """The days of the editions that readers are shown and of upcoming and withdrawn ones, in their order; of the
    points only those about the service, where one is named."""
    found: dict[str, Day] = {}
    rows = shown(editions, on, at)
    replaced_from = {one.record_id: one.effective_from for one in by_effect(rows) if is_upcoming(one)}
    for edition in by_effect(rows):
        end = replaced_from.get(edition.record_id)
        for day in days_of(edition, service, at):
            if is_upcoming(edition) or day.is_cancelled or end is None or day.on < end:
                keep(found, day)
    return sorted(found.values(), key=lambda day: (day.on, day.name))


def keep(found: dict[str, Day], day: Day) -> None:
    """The later version's day takes the place of an earlier one's; a withdrawn one's of none that stands."""
    if not day.is_cancelled or found.get(day.name, day).is_cancelled:
        found[day.name] = day


def is_upcoming(edition: Edition) -> bool:
    return edition.standing_then == Standing.UPCOMING


def by_effect(rows: list[Edition]) -> list[Edition]:
    return sorted(rows, key=lambda one: (one.effective_from, one.number))


def shown(editions: EditionQuerySet, on: date, at: datetime) -> list[Edition]:
    """Those with days ahead, and as many of the newest as there is room for. With `sequence`, which grows with every
    publication and withdrawal of the record, and `root`, a hash that only this record has and that never changes."""
    siblings = Edition.objects.public(at).filter(record=OuterRef("record")).order_by().values("record")
    withdrawn = Count("pk", filter=Q(withdrawn_at__lte=at)) + Count("pk", filter=is_withdrawn(on, at))
    first = Edition.objects.filter(record=OuterRef("record"), publication__isnull=False).order_by("publication_id")
    rows = editions.public(at).filter(record__is_official=True).of_standing(SHOWN, on, at)
    rows = rows.annotate(
        sequence=Subquery(siblings.annotate(steps=Count("pk") + withdrawn).values("steps")) - 1,
        root=Subquery(first.values("publication__hash")[:1]),
    )
    rows = rows.select_related("record", "publication").defer("body", "provenance")
    ahead = list(with_days_ahead(rows, on)[:MOST])
    others = rows.exclude(pk__in=[one.pk for one in ahead]).order_by("-published_at", "-id")
    return ahead + list(others[: MOST - len(ahead)])


def days_of(edition: Edition, service: str | None, at: datetime) -> Iterator[Day]:
    document = edition.document
    for what, day in spans(document["edition"]):
        # Each version takes effect by itself; an end is the record's, and a later version moves it.
        name = f"{edition.number} {what}" if what == "begins" else what
        yield made(edition, name, day, f"{LABELS[what]}: {edition.title}", edition.url(), at)
    for point in document["points"]:
        of_service = (point.get("service") or {}).get("key")
        if service is None or of_service == service:
            title = (point.get("service") or {}).get("name") or point["heading"]
            title = title or f"{edition.record.point_noun.capitalize()} {point['number']}"
            for what, day in spans(point):
                summary = f"{LABELS[what]}: {title} ({edition.title})"
                address = f"{edition.url()}#{point['key']}"
                yield made(edition, f"{point['key']} {what}", day, summary, address, at)


def spans(facts: dict) -> Iterator[tuple[str, date]]:
    """An end is half-open: the last day is the one before."""
    if facts.get("effective_from"):
        yield "begins", date.fromisoformat(facts["effective_from"])
    if facts.get("effective_until"):
        yield "ends", date.fromordinal(max(1, date.fromisoformat(facts["effective_until"]).toordinal() - 1))
    if facts.get("review_on"):
        yield "review", date.fromisoformat(facts["review_on"])


def made(edition: Edition, name: str, day: date, summary: str, address: str, at: datetime) -> Day:
    is_cancelled = edition.standing_then == Standing.WITHDRAWN
    is_retracted = edition.is_retracted and edition.withdrawn_at <= at
    told_at = max(edition.publication.public_at, edition.publication.recorded_at)
    return Day(
        name=f"{edition.root} {name}",
        on=day,
        summary="Published in error and withdrawn" if is_retracted else summary,
        address=edition.url() if is_retracted else address,
        category=edition.kind.label,
        sequence=edition.sequence,
        told_at=max(told_at, edition.withdrawn_at) if is_cancelled else told_at,
        is_cancelled=is_cancelled,
    )
