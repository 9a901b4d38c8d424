"""Versions over time as RFC 7089 (Memento) names them: an edition is a memento of its record's lasting address."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import format_datetime

from django.urls import reverse

from portal.records.models import Edition, Record

FORMAT = "%a, %d %b %Y %H:%M:%S GMT"
Absolute = Callable[[str], str]
"""Makes an address of this site complete."""


def spelled(moment: datetime) -> str:
    """A moment as the headers have it: RFC 1123, in GMT, whole seconds."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def read(text: str) -> datetime:
    """The moment in an Accept-Datetime header (RFC 7089 §2.1.1). Raises ValueError for any other spelling. A leap
    second, which only the last minute of a day can have, is taken for the one before it."""
    text = text.replace(" 23:59:60 ", " 23:59:59 ")
    moment = datetime.strptime(text, FORMAT).replace(tzinfo=UTC)
    if spelled(moment) != text:
        raise ValueError("This is not how RFC 1123 writes that moment.")
    return moment


def mementos(editions: Iterable[Edition]) -> list[Edition]:
    """Of a record's public editions those that are still given out, oldest first; ties go by number."""
    shown = [edition for edition in editions if not edition.is_retracted]
    return sorted(shown, key=lambda edition: (edition.published_at, edition.number))


def of_record(record: Record, at: datetime) -> list[Edition]:
    """The mementos that anyone may read at a moment, without their texts. One query."""
    rows = record.editions.public(at).only("number", "published_at", "withdrawal_kind", "record")
    editions = list(rows)
    for edition in editions:
        edition.record = record
    return mementos(editions)


def nearest(editions: list[Edition], asked: datetime) -> Edition:
    """The newest that was public at the moment asked for, which is in whole seconds; before the first, the first."""
    public = [edition for edition in editions if edition.published_at.replace(microsecond=0) <= asked]
    return (public or editions[:1])[-1]


def link(address: str, rel: str, **attributes: str) -> str:
    """One link in the spelling of RFC 8288, which headers and link-format share."""
    return "; ".join([f"<{address}>", f'rel="{rel}"', *(f'{name}="{value}"' for name, value in attributes.items())])


def timegate_of(record: Record, absolute: Absolute) -> str:
    return absolute(reverse("timegate", args=[absolute(record.get_absolute_url())]))


def timemap_of(record: Record, absolute: Absolute) -> str:
    return absolute(reverse("timemap", args=[absolute(record.get_absolute_url())]))


def record_links(record: Record, absolute: Absolute) -> list[str]:
    """To the lasting address, and to what knows of its versions over time."""
    return [
        link(absolute(record.get_absolute_url()), "original"),
        link(timegate_of(record, absolute), "timegate"),
        link(timemap_of(record, absolute), "timemap", type="application/link-format"),
    ]


def memento_link(edition: Edition, absolute: Absolute, *places: str) -> str:
    rel = " ".join([*places, "memento"])
    return link(absolute(edition.url()), rel, datetime=spelled(edition.published_at))


def neighbor_links(editions: list[Edition], here: Edition, absolute: Absolute) -> list[str]:
    """To the first, the one before, this one, the one after and the last, each address once with all that it is."""
    place = [edition.pk for edition in editions].index(here.pk)
    places: dict[int, list[str]] = {place: []}
    places.setdefault(0, []).append("first")
    if place > 0:
        places.setdefault(place - 1, []).append("prev")
    if place + 1 < len(editions):
        places.setdefault(place + 1, []).append("next")
    places.setdefault(len(editions) - 1, []).append("last")
    return [memento_link(editions[one], absolute, *places[one]) for one in sorted(places)]


def describe(response, record: Record, absolute: Absolute):
    """Tells at a record's lasting address where its versions over time are found (RFC 7089 §4.1.1)."""
    response["Link"] = ", ".join(record_links(record, absolute))
    return response


def describe_memento(response, here: Edition, versions: Iterable[Edition], absolute: Absolute):
    """The headers of an edition's permanent address (RFC 7089 §4.2.1), among the record's public `versions`. A text
    that is not public yet, and shown to staff, is no memento and gets none."""
    editions = mementos(versions)
    if here.pk in {edition.pk for edition in editions}:
        describe(response, here.record, absolute)
        response["Link"] += ", " + ", ".join(neighbor_links(editions, here, absolute))
        response["Memento-Datetime"] = spelled(here.published_at)
    return response


def timemap_lines(editions: list[Edition], record: Record, absolute: Absolute) -> list[str]:
    """Every version in application/link-format (RFC 7089 §5), one to a line."""
    original, timegate, _ = record_links(record, absolute)
    span = {"from": spelled(editions[0].published_at), "until": spelled(editions[-1].published_at)}
    itself = link(timemap_of(record, absolute), "self", type="application/link-format", **span)
    places: list[list[str]] = [[] for _ in editions]
    places[0].append("first")
    places[-1].append("last")
    rows = [memento_link(edition, absolute, *place) for edition, place in zip(editions, places, strict=True)]
    return [original, itself, timegate, *rows]
