"""Queries of the feeds: three, whatever the size. Two read what conditional requests need, the third the texts."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, OuterRef, Q, Subquery

from portal.feeds.topics import Topic
from portal.lib import dates
from portal.lib.stored_querysets import StoredQuerySet
from portal.records.comparison.editions import EditionComparison, compare_editions
from portal.records.models import Edition, Point
from portal.records.predecessors import build_predecessor_subquery
from portal.register import hash_chain
from portal.register.models import RegisterEntry

MAX_ENTRIES = 30
"""Largest number of entries in a feed. The register contains the older ones."""


@dataclass(frozen=True)
class FeedEvent:
    """A register entry and its edition. `is_retracted` marks a text published in error, which must not be shown."""

    entry: RegisterEntry
    edition: Edition
    is_retracted: bool

    @property
    def is_text(self) -> bool:
        """Whether the entry published a text that may be shown."""
        return self.entry.number == self.edition.publication_id and not self.is_retracted

    @property
    def is_confirmation(self) -> bool:
        return self.entry.action == RegisterEntry.Action.CONFIRMED and not self.is_retracted

    @property
    def before(self) -> int | None:
        """Number of the register entry of the version that readers had before."""
        return self.edition.before if self.is_text else None

    @property
    def issuer(self) -> str:
        """Name of the issuer; empty for a third-party text."""
        record = self.edition.record
        return record.issuer.name if record.is_official else ""

    @property
    def updated_at(self) -> datetime:
        return max(self.entry.public_at, self.edition.withdrawn_at) if self.is_retracted else self.entry.public_at

    @property
    def turned_on(self) -> date | None:
        """The last day on which a point of the text began or had ended, so that the feed shows it differently."""
        days = (self.edition.last_begun_on, self.edition.last_ended_on) if self.is_text else ()
        return max(filter(None, days), default=None)

    @property
    def told_at(self) -> datetime:
        """Moment at which the entry changed the feed. A text recorded later counts from its recording."""
        turned_at = [dates.get_start_of_day(self.turned_on)] if self.turned_on else []
        return max(self.updated_at, self.entry.recorded_at, *turned_at)


@dataclass(frozen=True)
class EventDetail:
    """An event with its text and the changes since the previous version."""

    event: FeedEvent
    document: dict | None
    comparison: EditionComparison | None
    confirmed_points: list[dict]
    """The points that the entry confirms, with key and number; empty if it confirms the whole edition."""


def list_events(scope: Topic, at: datetime) -> list[FeedEvent]:
    """Returns the newest public entries of the topic, newest first, with their editions but without texts. Two queries.
    Each entry has the hash of the register's first entry as `first`."""
    entries = RegisterEntry.objects.public(at).defer("content").order_by("-public_at", "-number")
    editions = Edition.objects.all() if scope.editions is None else scope.editions
    # The entries of an edition's publication, confirmation and withdrawal have the address of that edition.
    subject = editions.filter(publication__address=OuterRef("address")).order_by().values("pk")
    if not (scope.editions is None or scope.is_common):
        entries = entries.filter(address__in=scope.editions.values("publication__address"))
    first = RegisterEntry.objects.order_by("number").values("hash")
    entries = entries.annotate(subject=Subquery(subject[:1]), first=Subquery(first[:1]))
    rows = list((entries.filter(subject__isnull=False) if scope.is_common else entries)[:MAX_ENTRIES])
    subjects = sorted({row.subject for row in rows} - {None})
    on = dates.get_local_date(at)
    editions = select_event_editions(pks=subjects, on=on, at=at) if subjects else []
    editions_by_pk = {edition.pk: edition for edition in editions}
    return [
        FeedEvent(row, editions_by_pk[row.subject], editions_by_pk[row.subject].is_retracted_at(at))
        for row in rows
        if row.subject in editions_by_pk
    ]


@StoredQuerySet
def select_event_editions(*, pks: list[int], on: date, at: datetime):
    before = build_predecessor_subquery(Edition, "publication", at, as_published=True)
    editions = annotate_turns(Edition.objects.filter(pk__in=pks).annotate(before=before), on)
    return editions.select_related("record__issuer").defer("body", "provenance")


def annotate_turns(editions, on: date):
    """Adds the last days, up to the day `on`, on which a point of the edition began and had ended."""
    points = Point.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
    begun = Max("effective_from", filter=Q(effective_from__lte=on))
    ended = Max("effective_until", filter=Q(effective_until__lte=on))
    return editions.annotate(
        last_begun_on=Subquery(points.annotate(day=begun).values("day")),
        last_ended_on=Subquery(points.annotate(day=ended).values("day")),
    )


def build_etag(events: list[FeedEvent], *facts: str) -> str:
    """Returns the digest of the data of a feed. Equal digests mean equal feeds."""
    rows = [
        [event.entry.hash, event.before, event.is_retracted, event.issuer, str(event.turned_on or "")]
        for event in events
    ]
    return hash_chain.hash_text(hash_chain.dump_canonical_json({"facts": list(facts), "events": rows}))


def load_event_details(events: list[FeedEvent]) -> list[EventDetail]:
    """Returns the events with their texts from the register. One query."""
    wanted = {event.entry.number for event in events if event.is_text or event.is_confirmation}
    wanted |= {event.before for event in events}
    rows = RegisterEntry.objects.filter(number__in=wanted - {None}).values_list("number", "content").order_by()
    documents = {number: json.loads(content) for number, content in rows}
    details = []
    for event in events:
        document = documents[event.entry.number] if event.is_text else None
        before = documents[event.before] if event.before else None
        comparison = compare_editions(before, document) if document and before else None
        points = documents[event.entry.number].get("confirmed_points", []) if event.is_confirmation else []
        details.append(EventDetail(event, document, comparison, points))
    return details
