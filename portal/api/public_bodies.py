"""Answers about who speaks and what a resident comes for: issuers, and services with what they do on a day."""

from django.conf import settings
from django.db.models import Exists, OuterRef

from announcements.board import Line, confirmations, items_of
from announcements.models import NoticeItem, Service
from portal.api import data
from portal.api.answering import Ask
from portal.records.models import Edition, Issuer


def readable(ask: Ask):
    return Edition.objects.public(ask.at).given_out(ask.at)


def page_by_key(ask: Ask, rows) -> tuple[list, str | None]:
    """A page in the order of the keys, and the address of the next. No name shows before a text with it does."""
    if ask["after"]:
        rows = rows.filter(key__gt=ask["after"])
    found = list(rows.order_by("key")[: settings.PAGE_SIZE + 1])
    page = found[: settings.PAGE_SIZE]
    return page, ask.following("after", page[-1].key if len(found) > len(page) else None)


def issuer_list(ask: Ask) -> dict:
    spoke = Exists(readable(ask).filter(record__issuer=OuterRef("pk")))
    page, following = page_by_key(ask, Issuer.objects.filter(spoke))
    items = [{"key": one.key, "name": one.name, "short_name": one.short_name} for one in page]
    return {"items": items, "next": following}


def service_list(ask: Ask) -> dict:
    """Each service with its lines on the board on the day."""
    named = Exists(NoticeItem.objects.filter(service=OuterRef("pk"), edition__in=readable(ask)))
    page, following = page_by_key(ask, Service.objects.filter(named))
    notices = Edition.objects.filter(record__kind="service_notice").applying(ask.on, ask.known)
    items = items_of(notices.given_out(ask.at), ask.on).filter(service__in=page)
    rows = list(items.order_by("edition_id", "number"))
    confirmed = confirmations([item.edition_id for item in rows], ask.on, ask.known)
    lines: dict[int, list[dict]] = {service.pk: [] for service in page}
    for item in rows:
        lines[item.service_id].append(line(Line(item, ask.on, confirmed.get(item.edition_id)), ask))
    items = [{"key": one.key, "name": one.name, "place": one.place, "lines": lines[one.pk]} for one in page]
    return {"on": ask.on.isoformat(), "items": items, "next": following}


def line(one: Line, ask: Ask) -> dict:
    """What a notice says of a service on the day; `is_stale`: nobody said when it ends, and the last word is old."""
    item, notice = one.item, one.item.edition
    return {
        "availability": item.availability,
        "heading": item.heading,
        "text": item.text,
        "point": item.key,
        "posted_on": data.day(item.posted_on),
        "effective_from": data.day(item.effective_from),
        "effective_until": data.day(item.effective_until),
        "review_on": data.day(item.review_on),
        "confirmed_on": data.day(one.confirmed_on),
        "is_upcoming": one.is_upcoming,
        "is_stale": one.is_stale,
        "key": notice.record.key,
        "number": notice.number,
        "title": notice.title,
        "url": ask.absolute(notice.url()),
        "edition": ask.url("edition", key=notice.record.key, number=notice.number),
    }
