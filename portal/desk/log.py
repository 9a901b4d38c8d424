"""Everything that happened to a record: the steps of its editions, the links to its drafts, its register entries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import DateTimeField, F, Func, Q, QuerySet, Value
from django.urls import reverse

from portal.desk.models import DraftLink, LinkOpening, LinkReply
from portal.records import days
from portal.records.models import Edition, Record, Transition
from portal.records.workflow import ACTIONS
from portal.register.models import RegisterEntry

OPERATOR = "the operator"


class Instant(Func):
    """A moment that can be compared. SQLite keeps moments as texts, of three digits after the second where its own
    clock wrote them and of six where Django did; here all have three."""

    template = "%(expressions)s"
    output_field = DateTimeField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="strftime('%%%%Y-%%%%m-%%%%d %%%%H:%%%%M:%%%%f', %(expressions)s)", **context
        )


class Key(NamedTuple):
    """The place of a happening in the log; a later one is greater."""

    moment: datetime
    source: int
    pk: int


@dataclass(frozen=True)
class Happening:
    key: Key
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
class Source:
    """One table that tells of the record, by the moment in a column of it."""

    moment: str
    rows: Callable[[Record], QuerySet]
    tell: Callable[..., dict]

    def before(self, place: int, record: Record, key: Key | None, limit: int) -> list[Happening]:
        rows = self.rows(record).annotate(moment=Instant(F(self.moment)))
        if key:
            moment = Instant(Value(key.moment, DateTimeField()))
            earlier = Q(moment__lt=moment)
            if place < key.source:
                earlier |= Q(moment=moment)
            elif place == key.source:
                earlier |= Q(moment=moment, pk__lt=key.pk)
            rows = rows.filter(earlier)
        found = rows.order_by("-moment", "-pk")[:limit]
        return [Happening(Key(row.moment, place, row.pk), **self.tell(row)) for row in found]


def name_of(user) -> str:
    return str(user) if user else OPERATOR


def begun(edition: Edition) -> dict:
    return {"edition": edition.number, "what": "Begun", "who": name_of(edition.author)}


def step(one: Transition) -> dict:
    label = "Saved" if one.action == "edit" else ACTIONS[one.action].label
    if one.at - one.recorded_at > timedelta(minutes=1):
        label += f", for {spelled(one.at)}"
    return {"edition": one.edition.number, "what": label, "who": name_of(one.by), "why": one.note}


def link_made(link: DraftLink) -> dict:
    what = f"Link made for {link.for_whom}, open until {spelled(link.expires_at)}"
    return {"edition": link.edition.number, "what": what, "who": name_of(link.made_by), "url": links_url(link)}


def link_ended(link: DraftLink) -> dict:
    what = f"Link for {link.for_whom} ended"
    return {"edition": link.edition.number, "what": what, "who": name_of(link.ended_by), "url": links_url(link)}


def link_opened(opening: LinkOpening) -> dict:
    what = f"Link opened; text {opening.content_digest[:12]}…"
    link = opening.link
    return {"edition": link.edition.number, "what": what, "who": link.for_whom, "url": links_url(link)}


def link_answered(reply: LinkReply) -> dict:
    what = f"{reply.get_kind_display()} through a link; text {reply.content_digest[:12]}…"
    link = reply.link
    who = reply.name if reply.name == link.for_whom else f"{reply.name} (link for {link.for_whom})"
    return {"edition": link.edition.number, "what": what, "who": who, "why": reply.text, "url": links_url(link)}


def entered(entry: RegisterEntry) -> dict:
    action = entry.get_action_display().lower()
    readers = "for officials alone" if entry.is_for_officials else f"public from {spelled(entry.public_at)}"
    what = f"Register entry {entry.number}: {action}, {readers}"
    return {
        "edition": int(entry.address.rstrip("/").rpartition("/")[2]), "what": what, "who": "the register",
        "why": f"Text {entry.content_digest[:12]}…", "url": f"{reverse('register')}?before={entry.number + 1}",
    }  # fmt: skip


def links_url(link: DraftLink) -> str:
    return reverse("draft-links", args=[link.edition_id])


def spelled(moment: datetime) -> str:
    local = moment.astimezone(days.zone())
    return f"{days.spelled(local.date())}, {local:%H:%M}"


def entries_of(record: Record) -> QuerySet:
    addresses = [record.url("edition", number=number) for number in record.editions.values_list("number", flat=True)]
    return RegisterEntry.objects.filter(address__in=addresses).defer("content")


def of_links(record: Record) -> QuerySet:
    return DraftLink.objects.filter(edition__record=record).select_related("edition", "made_by", "ended_by")


SOURCES = (
    Source(
        "begun_at",
        lambda record: Edition.objects.filter(record=record, begun_at__isnull=False).select_related("author"),
        begun,
    ),
    Source(
        "recorded_at",
        lambda record: Transition.objects.filter(edition__record=record).select_related("edition", "by"),
        step,
    ),
    Source("made_at", of_links, link_made),
    Source(
        "at",
        lambda record: LinkOpening.objects.filter(link__edition__record=record).select_related("link__edition"),
        link_opened,
    ),
    Source(
        "at",
        lambda record: LinkReply.objects.filter(link__edition__record=record).select_related("link__edition"),
        link_answered,
    ),
    Source("ended_at", lambda record: of_links(record).filter(ended_at__isnull=False), link_ended),
    Source("recorded_at", entries_of, entered),
)


def page_before(record: Record, key: Key | None, size: int) -> tuple[list[Happening], Key | None]:
    """The newest happenings before a key, newest first, and the key of the last when there are more."""
    found = [one for place, source in enumerate(SOURCES) for one in source.before(place, record, key, size + 1)]
    found.sort(key=lambda one: one.key, reverse=True)
    return found[:size], found[size - 1].key if len(found) > size else None


def everything(record: Record, chunk: int) -> Iterator[Happening]:
    """The whole log, newest first, a page in memory at a time."""
    page, key = page_before(record, None, chunk)
    yield from page
    while key:
        page, key = page_before(record, key, chunk)
        yield from page
