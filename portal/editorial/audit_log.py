"""The log of a record: changes of it, steps of its editions, links to its drafts, and its register entries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import DateTimeField, F, Func, Q, QuerySet, Value
from django.urls import reverse

from portal.editorial.models import DraftLink, LinkOpening, LinkReply
from portal.lib import dates
from portal.records.models import Edition, Record, RecordChange, Transition
from portal.records.workflow import ACTIONS
from portal.register.models import RegisterEntry

OPERATOR = "the operator"


class LogInstant(Func):
    """A moment as comparable text with three fractional digits. SQLite stores three where its own clock wrote the
    value, and six where Django did."""

    template = "%(expressions)s"
    output_field = DateTimeField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="strftime('%%%%Y-%%%%m-%%%%d %%%%H:%%%%M:%%%%f', %(expressions)s)", **context
        )


class LogKey(NamedTuple):
    """The position of an event in the log. A later event has a greater key."""

    moment: datetime
    source: int
    pk: int


@dataclass(frozen=True)
class LogEvent:
    key: LogKey
    edition: int | None
    """The number of the version."""
    what: str
    who: str
    why: str = ""
    url: str = ""

    @property
    def when(self) -> datetime:
        return self.key.moment


@dataclass(frozen=True)
class LogSource:
    """A source of events: a table, its column with the moment, and a function that describes a row."""

    moment: str
    rows: Callable[[Record], QuerySet]
    describe: Callable[..., dict]

    def before(self, place: int, record: Record, key: LogKey | None, limit: int) -> list[LogEvent]:
        rows = self.rows(record).annotate(moment=LogInstant(F(self.moment)))
        if key:
            moment = LogInstant(Value(key.moment, DateTimeField()))
            earlier = Q(moment__lt=moment)
            if place < key.source:
                earlier |= Q(moment=moment)
            elif place == key.source:
                earlier |= Q(moment=moment, pk__lt=key.pk)
            rows = rows.filter(earlier)
        rows = rows.order_by("-moment", "-pk")[:limit]
        return [LogEvent(LogKey(row.moment, place, row.pk), **self.describe(row)) for row in rows]


def get_person_name(user) -> str:
    return str(user) if user else OPERATOR


def build_draft_event(edition: Edition) -> dict:
    return {"edition": edition.number, "what": "Begun", "who": get_person_name(edition.author)}


def build_record_event(change: RecordChange) -> dict:
    pairs = change.changed_values.items()
    is_new = change.is_creation
    return {
        "edition": None,
        "what": "Record created" if is_new else "Record changed",
        "who": get_person_name(change.by),
        "why": "; ".join(
            f"{name}: {after}" if is_new else f"{name}: {before} → {after}" for name, (before, after) in pairs
        ),
    }


def build_step_event(step: Transition) -> dict:
    label = "Saved" if step.action == "edit" else ACTIONS[step.action].label
    if step.at - step.recorded_at > timedelta(minutes=1):
        label += f", for {format_moment(step.at)}"
    return {"edition": step.edition.number, "what": label, "who": get_person_name(step.by), "why": step.note}


def build_link_event(link: DraftLink) -> dict:
    what = f"Link created for {link.for_whom}, open until {format_moment(link.expires_at)}"
    return {
        "edition": link.edition.number,
        "what": what,
        "who": get_person_name(link.made_by),
        "url": get_links_url(link),
    }


def build_link_end_event(link: DraftLink) -> dict:
    what = f"Link for {link.for_whom} ended"
    return {
        "edition": link.edition.number,
        "what": what,
        "who": get_person_name(link.ended_by),
        "url": get_links_url(link),
    }


def build_link_opening_event(opening: LinkOpening) -> dict:
    what = f"Link opened; text {opening.content_digest[:12]}…"
    link = opening.link
    return {"edition": link.edition.number, "what": what, "who": link.for_whom, "url": get_links_url(link)}


def build_link_reply_event(reply: LinkReply) -> dict:
    what = f"{reply.get_kind_display()} through a link; text {reply.content_digest[:12]}…"
    link = reply.link
    who = reply.name if reply.name == link.for_whom else f"{reply.name} (link for {link.for_whom})"
    return {"edition": link.edition.number, "what": what, "who": who, "why": reply.text, "url": get_links_url(link)}


def build_register_event(entry: RegisterEntry) -> dict:
    action = entry.get_action_display().lower()
    if entry.cancels_id:
        readers = f"entry {entry.cancels_id}, which no reader ever sees"
    else:
        readers = "for officials only" if entry.is_for_officials else f"public from {format_moment(entry.public_at)}"
    what = f"Register entry {entry.number}: {action}{' ' if entry.cancels_id else ', '}{readers}"
    return {
        "edition": int(entry.address.rstrip("/").rpartition("/")[2]),
        "what": what,
        "who": "the register",
        "why": f"{entry.title}. Text {entry.content_digest[:12]}…",
        "url": f"{reverse('register')}?before={entry.number + 1}",
    }


def get_links_url(link: DraftLink) -> str:
    return reverse("draft-links", args=[link.edition_id])


def format_moment(moment: datetime) -> str:
    local = moment.astimezone(dates.get_time_zone())
    return f"{dates.format_day(local.date())}, {local:%H:%M}"


def get_record_entries(record: Record) -> QuerySet:
    addresses = [record.url("edition", number=number) for number in record.editions.values_list("number", flat=True)]
    return RegisterEntry.objects.filter(address__in=addresses).defer("content")


def filter_record_links(record: Record) -> QuerySet:
    return DraftLink.objects.filter(edition__record=record).select_related("edition", "made_by", "ended_by")


SOURCES = (
    LogSource(
        "recorded_at",
        lambda record: RecordChange.objects.filter(record=record).select_related("by"),
        build_record_event,
    ),
    LogSource(
        "begun_at",
        lambda record: Edition.objects.filter(record=record, begun_at__isnull=False).select_related("author"),
        build_draft_event,
    ),
    LogSource(
        "recorded_at",
        lambda record: Transition.objects.filter(edition__record=record).select_related("edition", "by"),
        build_step_event,
    ),
    LogSource("made_at", filter_record_links, build_link_event),
    LogSource(
        "at",
        lambda record: LinkOpening.objects.filter(link__edition__record=record).select_related("link__edition"),
        build_link_opening_event,
    ),
    LogSource(
        "at",
        lambda record: LinkReply.objects.filter(link__edition__record=record).select_related("link__edition"),
        build_link_reply_event,
    ),
    LogSource(
        "ended_at", lambda record: filter_record_links(record).filter(ended_at__isnull=False), build_link_end_event
    ),
    LogSource("recorded_at", get_record_entries, build_register_event),
)


def get_page_before(record: Record, key: LogKey | None, size: int) -> tuple[list[LogEvent], LogKey | None]:
    """Returns the newest events before a key, newest first, and the key of the last if there are more."""
    events = [event for place, source in enumerate(SOURCES) for event in source.before(place, record, key, size + 1)]
    events.sort(key=lambda event: event.key, reverse=True)
    return events[:size], events[size - 1].key if len(events) > size else None


def iterate_log(record: Record, chunk: int) -> Iterator[LogEvent]:
    """Yields the whole log, newest first, with one page in memory at a time."""
    page, key = get_page_before(record, None, chunk)
    yield from page
    while key:
        page, key = get_page_before(record, key, chunk)
        yield from page
