"""Versions over time by RFC 7089 (Memento): an edition is a memento of its record's permanent address."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import format_datetime

from django.urls import reverse

from portal.records.kinds import get_section_kind_values
from portal.records.models import Edition, Record

HTTP_DATE_FORMAT = "%a, %d %b %Y %H:%M:%S GMT"
UrlBuilder = Callable[[str], str]
"""Completes a URL of this site."""


def format_http_date(moment: datetime) -> str:
    """Formats a moment for a header: RFC 1123, in GMT, whole seconds."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def parse_accept_datetime(text: str) -> datetime:
    """Returns the moment in an Accept-Datetime header (RFC 7089 §2.1.1). Raises ValueError for any other format. A leap
    second, which only the last minute of a day can have, counts as the second before it."""
    text = text.replace(" 23:59:60 ", " 23:59:59 ")
    moment = datetime.strptime(text, HTTP_DATE_FORMAT).replace(tzinfo=UTC)
    if format_http_date(moment) != text:
        raise ValueError("The moment is not written as in RFC 1123.")
    return moment


def select_mementos(editions: Iterable[Edition]) -> list[Edition]:
    """Returns those of a record's public editions that are still shown, oldest first; ties are sorted by number."""
    shown = [edition for edition in editions if not edition.is_retracted]
    return sorted(shown, key=lambda edition: (edition.published_at, edition.number))


def get_public_editions(section: str, key: str, at: datetime) -> list[Edition]:
    """Returns the editions of a record that everybody may read at a moment, without their texts. It costs one query
    whether or not the record exists, because the response time must not reveal a hidden record."""
    columns = ("number", "published_at", "withdrawal_kind", "record__key", "record__kind", "record__is_official")
    rows = Edition.objects.filter(record__key=key, record__kind__in=get_section_kind_values(section)).public(at)
    return list(rows.select_related("record").only(*columns))


def find_nearest_memento(editions: list[Edition], at: datetime) -> Edition:
    """Returns the newest edition that was public at the moment, which has whole seconds; before the first edition, the
    first."""
    public = [edition for edition in editions if edition.published_at.replace(microsecond=0) <= at]
    return (public or editions[:1])[-1]


def format_link(address: str, rel: str, **attributes: str) -> str:
    """Formats one link by RFC 8288, for headers and for link-format."""
    return "; ".join([f"<{address}>", f'rel="{rel}"', *(f'{name}="{value}"' for name, value in attributes.items())])


def get_timegate_url(record: Record, absolute: UrlBuilder) -> str:
    return absolute(reverse("timegate", args=[absolute(record.get_absolute_url())]))


def get_timemap_url(record: Record, absolute: UrlBuilder) -> str:
    return absolute(reverse("timemap", args=[absolute(record.get_absolute_url())]))


def build_record_links(record: Record, absolute: UrlBuilder) -> list[str]:
    """Returns the links to the permanent address, its timegate and its timemap."""
    return [
        format_link(absolute(record.get_absolute_url()), "original"),
        format_link(get_timegate_url(record, absolute), "timegate"),
        format_link(get_timemap_url(record, absolute), "timemap", type="application/link-format"),
    ]


def build_memento_link(edition: Edition, absolute: UrlBuilder, *places: str) -> str:
    rel = " ".join([*places, "memento"])
    return format_link(absolute(edition.url()), rel, datetime=format_http_date(edition.published_at))


def build_neighbor_links(editions: list[Edition], here: Edition, absolute: UrlBuilder) -> list[str]:
    """Returns the links to the first, previous, this, next and last edition. Each URL occurs once, with all its
    relations."""
    place = [edition.pk for edition in editions].index(here.pk)
    places: dict[int, list[str]] = {place: []}
    places.setdefault(0, []).append("first")
    if place > 0:
        places.setdefault(place - 1, []).append("prev")
    if place + 1 < len(editions):
        places.setdefault(place + 1, []).append("next")
    places.setdefault(len(editions) - 1, []).append("last")
    return [build_memento_link(editions[index], absolute, *places[index]) for index in sorted(places)]


def set_link_header(response, record: Record, absolute: UrlBuilder):
    """Sets, at a record's permanent address, the links to its timegate and timemap (RFC 7089 §4.1.1)."""
    response["Link"] = ", ".join(build_record_links(record, absolute))
    return response


def set_memento_headers(response, here: Edition, versions: Iterable[Edition], absolute: UrlBuilder):
    """Sets the headers of an edition's permanent address (RFC 7089 §4.2.1). `versions` are the record's public
    editions. A text that is not public yet, which only staff see, is no memento and gets none."""
    editions = select_mementos(versions)
    if here.pk in {edition.pk for edition in editions}:
        set_link_header(response, here.record, absolute)
        response["Link"] += ", " + ", ".join(build_neighbor_links(editions, here, absolute))
        response["Memento-Datetime"] = format_http_date(here.published_at)
    return response


def build_timemap_lines(editions: list[Edition], record: Record, absolute: UrlBuilder) -> list[str]:
    """Returns the links to all versions in application/link-format (RFC 7089 §5), one per line."""
    original, timegate, _ = build_record_links(record, absolute)
    span = {"from": format_http_date(editions[0].published_at), "until": format_http_date(editions[-1].published_at)}
    timemap = format_link(get_timemap_url(record, absolute), "self", type="application/link-format", **span)
    places: list[list[str]] = [[] for _ in editions]
    places[0].append("first")
    places[-1].append("last")
    rows = [build_memento_link(edition, absolute, *place) for edition, place in zip(editions, places, strict=True)]
    return [original, timemap, timegate, *rows]
