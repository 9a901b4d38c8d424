"""API endpoints for issuers and for services, with the state of each service on a day."""

from django.db.models import Exists, OuterRef

from announcements.models import NoticeItem, Service
from announcements.services_board import (
    BoardLine,
    BoardService,
    build_board_service,
    get_board_items,
)
from portal.api import serializers
from portal.api.views import ApiRequest
from portal.lib.pagination import fetch_page
from portal.records.models import Edition, Issuer


def get_readable_editions(ask: ApiRequest):
    return Edition.objects.public(ask.at).not_retracted(ask.at)


def paginate_by_key(ask: ApiRequest, rows) -> tuple[list, str | None]:
    """Returns a page in the order of the keys, and the URL of the next page. Pass only rows that a readable text
    names."""
    if ask["after"]:
        rows = rows.filter(key__gt=ask["after"])
    page, last = fetch_page(rows.order_by("key"))
    return page, ask.following("after", last.key if last else None)


def issuer_list(ask: ApiRequest) -> dict:
    has_published = Exists(get_readable_editions(ask).filter(record__issuer=OuterRef("pk")))
    page, following = paginate_by_key(ask, Issuer.objects.filter(has_published))
    items = [{"key": issuer.key, "name": issuer.name, "short_name": issuer.short_name} for issuer in page]
    return {"items": items, "next": following}


def service_list(ask: ApiRequest) -> dict:
    """Lists the services, each with its lines on the services board of the day."""
    is_named = Exists(NoticeItem.objects.filter(service=OuterRef("pk"), edition__in=get_readable_editions(ask)))
    page, following = paginate_by_key(ask, Service.objects.filter(is_named))
    notices = Edition.objects.filter(record__kind="service_notice").applying(ask.on, ask.known)
    items = get_board_items(notices.not_retracted(ask.at), ask.on).filter(service__in=page)
    rows = items.with_confirmations(ask.on, ask.known).order_by("edition_id", "number")
    lines: dict[int, list[BoardLine]] = {service.pk: [] for service in page}
    for item in rows:
        lines[item.service_id].append(BoardLine(item, ask.on, ask.known))
    items = [
        {
            "key": service.key,
            "name": service.name,
            "place": service.place,
            "lines": serialize_board_service(build_board_service(lines[service.pk]), ask) if lines[service.pk] else [],
        }
        for service in page
    ]
    return {"on": ask.on.isoformat(), "items": items, "next": following}


def serialize_board_service(row: BoardService, ask: ApiRequest) -> list[dict]:
    """Returns the items of a service: first what governs on the day, last what is overridden."""
    return [
        serialize_board_line(line, ask)
        | {"is_overridden": line in row.overridden, "is_contradicted": line in row.contradicted}
        for line in [*row.lines, *row.overridden]
    ]


def serialize_board_line(line: BoardLine, ask: ApiRequest) -> dict:
    """Returns the state of a service on the day, from a notice. `is_stale` marks an item without an end date whose last
    confirmation is old."""
    item, notice = line.item, line.item.edition
    return {
        "availability": item.availability,
        "heading": item.heading,
        "text": item.text,
        "point": item.key,
        "posted_on": serializers.serialize_day(item.posted_on),
        "effective_from": serializers.serialize_day(item.effective_from),
        "effective_until": serializers.serialize_day(item.effective_until),
        "review_on": serializers.serialize_day(item.next_review_on),
        "confirmed_on": serializers.serialize_day(line.confirmed_on),
        "is_upcoming": line.is_upcoming,
        "is_stale": line.is_stale,
        "key": notice.record.key,
        "number": notice.number,
        "title": notice.title,
        "url": ask.absolute(notice.url()),
        "edition": ask.url("edition", key=notice.record.key, number=notice.number),
    }
