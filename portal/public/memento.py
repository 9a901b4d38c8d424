"""Versions over time as RFC 7089 (Memento) names them: an edition is a memento of its record's lasting address."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import format_datetime

from django.urls import reverse

from portal.records.models import Edition, Record

HTTP_DATE_FORMAT = "%a, %d %b %Y %H:%M:%S GMT"
UrlBuilder = Callable[[str], str]
"""Makes an address of this site complete."""


def format_http_date(moment: datetime) -> str:
    """A moment as the headers have it: RFC 1123, in GMT, whole seconds."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def parse_accept_datetime(text: str) -> datetime:
    """The moment in an Accept-Datetime header (RFC 7089 §2.1.1). Raises ValueError for any other spelling. A leap
    second, which only the last minute of a day can have, is taken for the one before it."""
    text = text.replace(" 23:59:60 ", " 23:59:59 ")
    moment = datetime.strptime(text, HTTP_DATE_FORMAT).replace(tzinfo=UTC)
    if format_http_date(moment) != text:
        raise ValueError("This is not how RFC 1123 writes that moment.")
    return moment


def select_mementos(editions: Iterable[Edition]) -> list[Edition]:
    """Of a record's public editions those that are still shown, oldest first; ties go by number."""
    shown = [edition for edition in editions if not edition.is_retracted]
    return sorted(shown, key=lambda edition: (edition.published_at, edition.number))


def get_record_mementos(record: Record, at: datetime) -> list[Edition]:
    """The mementos that anyone may read at a moment, without their texts. One query."""
    rows = record.editions.public(at).only("number", "published_at", "withdrawal_kind", "record")
    editions = list(rows)
    for edition in editions:
        edition.record = record
    return select_mementos(editions)


def find_nearest_memento(editions: list[Edition], asked: datetime) -> Edition:
    """The newest that was public at the moment asked for, which is in whole seconds; before the first, the first."""
    public = [edition for edition in editions if edition.published_at.replace(microsecond=0) <= asked]
    return (public or editions[:1])[-1]


def format_link(address: str, rel: str, **attributes: str) -> str:
    """One link in the spelling of RFC 8288, which headers and link-format share."""
    return "; ".join([f"<{address}>", f'rel="{rel}"', *(f'{name}="{value}"' for name, value in attributes.items())])


def get_timegate_url(record: Record, absolute: UrlBuilder) -> str:
    return absolute(reverse("timegate", args=[absolute(record.get_absolute_url())]))


def get_timemap_url(record: Record, absolute: UrlBuilder) -> str:
    return absolute(reverse("timemap", args=[absolute(record.get_absolute_url())]))


def build_record_links(record: Record, absolute: UrlBuilder) -> list[str]:
    """To the lasting address, and to what knows of its versions over time."""
    return [
        format_link(absolute(record.get_absolute_url()), "original"),
        format_link(get_timegate_url(record, absolute), "timegate"),
        format_link(get_timemap_url(record, absolute), "timemap", type="application/link-format"),
    ]


def build_memento_link(edition: Edition, absolute: UrlBuilder, *places: str) -> str:
    rel = " ".join([*places, "memento"])
    return format_link(absolute(edition.url()), rel, datetime=format_http_date(edition.published_at))


def build_neighbor_links(editions: list[Edition], here: Edition, absolute: UrlBuilder) -> list[str]:
    """To the first, the one before, this one, the one after and the last, each address once with all that it is."""
    place = [edition.pk for edition in editions].index(here.pk)
    places: dict[int, list[str]] = {place: []}
    places.setdefault(0, []).append("first")
    if place > 0:
        places.setdefault(place - 1, []).append("prev")
    if place + 1 < len(editions):
        places.setdefault(place + 1, []).append("next")
    places.setdefault(len(editions) - 1, []).append("last")
    return [build_memento_link(editions[one], absolute, *places[one]) for one in sorted(places)]


def set_link_header(response, record: Record, absolute: UrlBuilder):
    """Tells at a record's lasting address where its versions over time are found (RFC 7089 §4.1.1)."""
    response["Link"] = ", ".join(build_record_links(record, absolute))
    return response


def set_memento_headers(response, here: Edition, versions: Iterable[Edition], absolute: UrlBuilder):
    """The headers of an edition's permanent address (RFC 7089 §4.2.1), among the record's public `versions`. A text
    that is not public yet, and shown to staff, is no memento and gets none."""
    editions = select_mementos(versions)
    if here.pk in {edition.pk for edition in editions}:
        set_link_header(response, here.record, absolute)
        response["Link"] += ", " + ", ".join(build_neighbor_links(editions, here, absolute))
        response["Memento-Datetime"] = format_http_date(here.published_at)
    return response


def build_timemap_lines(editions: list[Edition], record: Record, absolute: UrlBuilder) -> list[str]:
    """Every version in application/link-format (RFC 7089 §5), one to a line."""
    original, timegate, _ = build_record_links(record, absolute)
    span = {"from": format_http_date(editions[0].published_at), "until": format_http_date(editions[-1].published_at)}
    itself = format_link(get_timemap_url(record, absolute), "self", type="application/link-format", **span)
    places: list[list[str]] = [[] for _ in editions]
    places[0].append("first")
    places[-1].append("last")
    rows = [build_memento_link(edition, absolute, *place) for edition, place in zip(editions, places, strict=True)]
    return [original, itself, timegate, *rows]
