"""Pages of the whole site: home, archive, about, operation and the sentences for what cannot be."""

import re

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from announcements.board import board
from portal.records import days
from portal.records.asked import asked_day, asked_moment
from portal.records.entries import with_subjects
from portal.records.kinds import of_section
from portal.records.lists import after, one_page, rows_for_lists
from portal.records.models import Edition
from portal.records.querysets import Standing
from portal.register.models import RegisterEntry

LATEST = 5


@require_safe
def home(request):
    """What applies today or on the day ?on=, as known now."""
    at = asked_moment(request)
    asked = asked_day(request, "on")
    today = days.day_of(at)
    on = asked or today
    places, has_more = board(on, at)
    context = {
        "on": on,
        "today": today,
        "is_today": on == today,
        "places": places,
        "has_more": has_more,
        "announcements": latest("announcements", on, at),
        "guidance": latest("guidance", on, at),
        "changes": changes(days.known_by(on, at)),
    }
    return render(request, "portal/home.html", context)


def latest(section: str, on, known):
    """The newest records of a section that applied on the day. References are for the lists: they never apply."""
    editions = Edition.objects.filter(record__kind__in=of_section(section)).applying(on, known)
    return rows_for_lists(editions, on, known).order_by("-published_at", "-id")[:LATEST]


def changes(known):
    """What the register had last made public by a moment."""
    entries = RegisterEntry.objects.public(known).defer("content").order_by("-public_at", "-number")
    return with_subjects(entries, known)[:LATEST]


@require_safe
def archive(request):
    """Records whose text has ended or was withdrawn."""
    at = asked_moment(request)
    on = days.day_of(at)
    shown = after(request.GET.get("after", "")).showing(on, at)
    over = shown.of_standing([Standing.ENDED, Standing.WITHDRAWN], on, at)
    editions, next_cursor = one_page(rows_for_lists(over, on, at))
    return render(
        request, "portal/archive.html", {"rows": editions, "next": next_cursor, "is_later_page": "after" in request.GET}
    )


@require_safe
def about_versions(request):
    return render(request, "portal/about_versions.html")


@require_safe
def about_api(request):
    return render(request, "portal/about_api.html")


@require_safe
def about_accessibility(request):
    return render(request, "portal/about_accessibility.html")


@require_safe
def healthz(request):
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request):
    """The process and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request):
    closed = [f"Disallow: {path}" for path in ("/admin/", "/accounts/", "/drafts/", "/official/", "/receipts/")]
    lines = ["User-agent: *", *closed, f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def not_found(request, exception):
    """A 404 whose sentence names what is wrong with the address, where that can be told."""
    reason = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    if day := re.search(r"/on/([^/]{1,40})/?$", request.path):
        reason = reason or f"“{day[1]}” is not a day of the calendar. Write a day as 2020-06-05."
    return render(request, "404.html", {"reason": reason}, status=404)
