"""Views of the calendars."""

from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import Subquery
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from portal.calendars import ical
from portal.calendars.events import DESCRIPTION, CalendarDay, list_calendar_days
from portal.feeds import topics
from portal.lib import dates
from portal.lib.query_params import get_now
from portal.records.models import Edition
from portal.register import hash_chain
from portal.register.models import RegisterEntry

UUID_NAMESPACE = UUID("b1c7e2d4-58fa-4d0e-8c35-97a60f1e2b48")
"""Namespace of version 5 UUIDs (RFC 9562). They are made from the hashes of the register, so an event keeps its UID
when the site moves."""


@require_safe
def site_calendar(request):
    at = get_now(request)
    return build_calendar_response(request, topics.get_everything_topic(at), None, at)


@require_safe
def issuer_calendar(request, key):
    at = get_now(request)
    return build_calendar_response(request, topics.get_issuer_topic(key, at), None, at)


@require_safe
def service_calendar(request, key):
    at = get_now(request)
    return build_calendar_response(request, topics.get_service_topic(key, at), key, at)


def build_calendar_response(request, scope: topics.Topic, service: str | None, at: datetime) -> HttpResponse:
    """Returns the calendar, or 304 if the reader's copy is current. It depends on the register and the day; the ETag is
    weak, because a new release may format the same days differently."""
    on = dates.get_local_date(at)
    hashes, changed_at = get_register_state(at)
    site = request.build_absolute_uri("/")
    facts = {"facts": [*hashes, on.isoformat(), site, scope.title, settings.SITE_NAME, request.path]}
    tag = f'W/"{hash_chain.hash_text(hash_chain.dump_canonical_json(facts))[:32]}"'
    modified = int(max([dates.get_start_of_day(on), *changed_at]).timestamp())
    response = get_conditional_response(request, etag=tag, last_modified=modified)
    if response is None:
        editions = Edition.objects.all() if scope.editions is None else scope.editions
        days = list_calendar_days(editions, service, on, at)
        name = f"{scope.title} – {settings.SITE_NAME}"
        calendar = ical.write_calendar(name, DESCRIPTION, [build_event(request, day) for day in days])
        response = HttpResponse(calendar.encode(), content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(modified)
    return response


def get_register_state(at: datetime) -> tuple[list[str], list[datetime]]:
    """Returns the hashes and moments that identify the state of the register for readers: those of the newest public
    entry and of the newest entry of all, because an entry appears when it is written or when its moment comes."""
    head = RegisterEntry.objects.order_by("-number")
    newest = (
        RegisterEntry.objects.public(at)
        .annotate(head=Subquery(head.values("hash")[:1]), head_at=Subquery(head.values("recorded_at")[:1]))
        .order_by("-public_at", "-number")
        .values_list("hash", "head", "public_at", "head_at")
        .first()
    )
    return (list(newest[:2]), list(newest[2:])) if newest else ([], [])


def build_event(request, day: CalendarDay) -> list[ical.PropertyLine]:
    """Returns the lines of an all-day event that does not mark the day as busy (section 3.6.1)."""
    return [
        ("UID", str(uuid5(UUID_NAMESPACE, day.name))),
        ("DTSTAMP", ical.format_moment(day.told_at)),
        ("LAST-MODIFIED", ical.format_moment(day.told_at)),
        ("SEQUENCE", str(day.sequence)),
        ("STATUS", "CANCELLED" if day.is_cancelled else "CONFIRMED"),
        ("DTSTART;VALUE=DATE", ical.format_day(day.on)),
        ("TRANSP", "TRANSPARENT"),
        ("SUMMARY", ical.escape_text(day.summary)),
        ("CATEGORIES", ical.escape_text(day.category)),
        ("URL", request.build_absolute_uri(day.address)),
    ]
