"""The log of a record, as a page and as CSV."""

import re
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.editorial import audit_log
from portal.lib.csv_response import CHUNK, build_csv_response
from portal.records.admin_urls import get_record_admin_url
from portal.records.models import Record

CURSOR = re.compile(r"([0-9]{1,18})-([0-9])-([0-9]{1,18})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MAY = ("records.view_record", "records.view_edition", "records.view_transition")
HEADER = ("When", "Version", "What", "Who", "Why")


def format_log_cursor(key: audit_log.LogKey | None) -> str:
    return f"{(key.moment - EPOCH) // timedelta(microseconds=1)}-{key.source}-{key.pk}" if key else ""


def get_log_key(request) -> audit_log.LogKey | None:
    """Returns the position where the previous page ended. Raises Http404 if it is invalid."""
    cursor = request.GET.get("after", "")
    if not cursor:
        return None
    try:
        micros, source, pk = map(int, CURSOR.fullmatch(cursor).groups())
        return audit_log.LogKey(EPOCH + timedelta(microseconds=micros), source, pk)
    except (AttributeError, OverflowError) as error:
        raise Http404("This page of the log does not exist. Start again with the newest.") from error


def get_record_or_404(request, pk: int) -> Record:
    if not request.user.has_perms(MAY):
        raise PermissionDenied
    return get_object_or_404(Record, pk=pk)


@require_safe
def record_log(request, pk):
    """Shows the log, newest first. ?after= is where the previous page ended."""
    record = get_record_or_404(request, pk)
    title = record.editions.order_by("-number").values_list("title", flat=True).first()
    happenings, key = audit_log.get_page_before(record, get_log_key(request), settings.PAGE_SIZE)
    context = {
        **admin.site.each_context(request),
        "title": f"Log: {title or record}",
        "record": record,
        "back": get_record_admin_url(record),
        "back_to": record,
        "happenings": happenings,
        "next": format_log_cursor(key),
        "is_later_page": "after" in request.GET,
    }
    return render(request, "editorial/record_log.html", context)


@require_safe
def record_log_csv(request, pk):
    """Exports the whole log."""
    record = get_record_or_404(request, pk)
    events = audit_log.iterate_log(record, CHUNK)
    rows = ((event.when, event.edition, event.what, event.who, event.why) for event in events)
    return build_csv_response(f"log-{record.key}", HEADER, rows)
