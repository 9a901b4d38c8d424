"""Pages of the whole site: home, archive, about pages, health checks, robots.txt and the page for 404."""

import re
from datetime import date, datetime, timedelta
from traceback import walk_tb

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from announcements.services_board import get_services_board
from portal.lib import dates
from portal.lib.query_params import get_date, get_now, reads_query
from portal.lib.stored_querysets import StoredQuerySet
from portal.public.list_views import annotate_list_rows, get_editions_after, paginate_editions
from portal.records.kinds import get_section_kinds
from portal.records.models import Edition
from portal.records.querysets import Standing
from portal.records.register_queries import annotate_subjects
from portal.register.hash_chain import format_timestamp
from portal.register.models import RegisterEntry

LATEST_COUNT = 5


@reads_query("on")
@require_safe
def home_page(request):
    """Shows what applies today or on the day ?on=, as known now."""
    at = get_now(request)
    today = dates.get_local_date(at)
    on = get_date(request, "on") or today
    places, has_more = get_services_board(on, at)
    context = {
        "on": on,
        "today": today,
        "is_today": on == today,
        "places": places,
        "has_more": has_more,
        "announcements": select_latest_editions("announcements", on=on, known=at),
        "guidance": select_latest_editions("guidance", on=on, known=at),
        "changes": select_latest_changes(known=dates.get_known_moment(on, at)),
    }
    return render(request, "public/home.html", context)


@StoredQuerySet
def select_latest_editions(section: str, *, on: date, known: datetime):
    """Returns the newest editions of a section that applied on the day. References are only in the lists, because they
    never apply."""
    editions = Edition.objects.filter(record__kind__in=get_section_kinds(section)).applying(on, known)
    return annotate_list_rows(editions, on, known).order_by("-published_at", "-id")[:LATEST_COUNT]


@StoredQuerySet
def select_latest_changes(*, known: datetime):
    """Returns the newest register entries that were public by the moment `known`."""
    entries = RegisterEntry.objects.public(known).defer("content").order_by("-public_at", "-number")
    return annotate_subjects(entries, known)[:LATEST_COUNT]


@reads_query("after")
@require_safe
def archive_list(request):
    """Lists records whose text has ended or was withdrawn."""
    at = get_now(request)
    on = dates.get_local_date(at)
    current = get_editions_after(request.GET.get("after", "")).showing(on, at)
    ended = current.of_standing([Standing.ENDED, Standing.WITHDRAWN], on, at)
    editions, next_cursor = paginate_editions(annotate_list_rows(ended, on, at))
    return render(
        request, "public/archive.html", {"rows": editions, "next": next_cursor, "is_later_page": "after" in request.GET}
    )


@require_safe
def about_portal(request):
    """Explains what the portal is, in plain words."""
    return render(request, "public/about.html", {"security_contact": settings.SECURITY_CONTACT})


@require_safe
def about_versions(request):
    return render(request, "public/about_versions.html")


@require_safe
def about_api(request):
    return render(request, "public/about_api.html")


@require_safe
def about_accessibility(request):
    return render(request, "public/about_accessibility.html")


@require_safe
def security_txt(request):
    """Names the contact for reports of vulnerabilities (RFC 9116). It is to be read again after half a year."""
    page = request.build_absolute_uri(f"{reverse('about')}#security")
    expires = dates.get_start_of_day(dates.get_local_date(get_now(request)) + timedelta(days=180))
    lines = [f"Contact: {settings.SECURITY_CONTACT or page}", f"Expires: {format_timestamp(expires)}"]
    lines += ["Preferred-Languages: en", f"Policy: {page}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def redirect_to_icon(request, name):
    """Redirects from the addresses at which browsers look for an icon by themselves."""
    return redirect(static(f"img/{name}"))


@require_safe
def health_check(request):
    """Confirms that the process responds."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readiness_check(request):
    """Confirms that the process and its database respond."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots_txt(request):
    closed = [f"Disallow: {path}" for path in ("/admin/", "/accounts/", "/drafts/", "/official/", "/receipts/")]
    lines = ["User-agent: *", *closed, f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


def is_raised_by_django(exception: BaseException) -> bool:
    """Whether the reason is Django's, such as that of `get_object_or_404`, which names a class and not what the reader
    looked for."""
    frames = [frame for frame, _ in walk_tb(exception.__traceback__)]
    return bool(frames) and frames[-1].f_globals.get("__name__", "").startswith("django.")


def not_found_page(request, exception):
    """Returns a 404 page with a sentence about the error in the address, if it is known."""
    reason = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    if reason and is_raised_by_django(exception):
        reason = "What it named is not here. It may have been removed, or the address may be incomplete."
    if day := re.search(r"/on/([^/]{1,40})/?$", request.path):
        reason = reason or f"“{day[1]}” is not a day of the calendar. Write a day as 2020-06-05."
    return render(request, "404.html", {"reason": reason}, status=404)
