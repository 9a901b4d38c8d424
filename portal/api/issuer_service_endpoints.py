"""API endpoints for issuers and for services, with the state of each service on a day."""

from django.conf import settings
from django.db.models import Exists, OuterRef

from announcements.models import NoticeItem, Service
from announcements.services_board import BoardLine, get_board_items, get_confirmation_days
from portal.api import serializers
from portal.api.views import ApiRequest
from portal.records.models import Edition, Issuer


def get_readable_editions(ask: ApiRequest):
    return Edition.objects.public(ask.at).not_retracted(ask.at)


def paginate_by_key(ask: ApiRequest, rows) -> tuple[list, str | None]:
    """A page in the order of the keys, and the address of the next. No name shows before a text with it does."""
    if ask["after"]:
        rows = rows.filter(key__gt=ask["after"])
    found = list(rows.order_by("key")[: settings.PAGE_SIZE + 1])
    page = found[: settings.PAGE_SIZE]
    return page, ask.following("after", page[-1].key if len(found) > len(page) else None)


def issuer_list(ask: ApiRequest) -> dict:
    spoke = Exists(get_readable_editions(ask).filter(record__issuer=OuterRef("pk")))
    page, following = paginate_by_key(ask, Issuer.objects.filter(spoke))
    items = [{"key": one.key, "name": one.name, "short_name": one.short_name} for one in page]
    return {"items": items, "next": following}


def service_list(ask: ApiRequest) -> dict:
    """Each service with its lines on the board on the day."""
    named = Exists(NoticeItem.objects.filter(service=OuterRef("pk"), edition__in=get_readable_editions(ask)))
    page, following = paginate_by_key(ask, Service.objects.filter(named))
    notices = Edition.objects.filter(record__kind="service_notice").applying(ask.on, ask.known)
    items = get_board_items(notices.not_retracted(ask.at), ask.on).filter(service__in=page)
    rows = list(items.order_by("edition_id", "number"))
    confirmed = get_confirmation_days([item.edition_id for item in rows], ask.on, ask.known)
    lines: dict[int, list[dict]] = {service.pk: [] for service in page}
    for item in rows:
        lines[item.service_id].append(
            serialize_board_line(BoardLine(item, ask.on, confirmed.get(item.edition_id)), ask)
        )
    items = [{"key": one.key, "name": one.name, "place": one.place, "lines": lines[one.pk]} for one in page]
    return {"on": ask.on.isoformat(), "items": items, "next": following}


def serialize_board_line(one: BoardLine, ask: ApiRequest) -> dict:
    """The state of a service on the day, from a notice. `is_stale` marks an item without an end date whose last
    confirmation is old."""
    item, notice = one.item, one.item.edition
    return {
        "availability": item.availability,
        "heading": item.heading,
        "text": item.text,
        "point": item.key,
        "posted_on": serializers.serialize_day(item.posted_on),
        "effective_from": serializers.serialize_day(item.effective_from),
        "effective_until": serializers.serialize_day(item.effective_until),
        "review_on": serializers.serialize_day(item.review_on),
        "confirmed_on": serializers.serialize_day(one.confirmed_on),
        "is_upcoming": one.is_upcoming,
        "is_stale": one.is_stale,
        "key": notice.record.key,
        "number": notice.number,
        "title": notice.title,
        "url": ask.absolute(notice.url()),
        "edition": ask.url("edition", key=notice.record.key, number=notice.number),
    }
