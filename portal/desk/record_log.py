"""The log of one record: a page, and the same as CSV."""

import re
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.desk import log
from portal.desk.screens import record_screen
from portal.desk.spreadsheets import CHUNK, spreadsheet
from portal.records.models import Record

CURSOR = re.compile(r"(\d{1,18})-(\d)-(\d{1,18})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MAY = ("records.view_record", "records.view_edition", "records.view_transition")
HEADER = ("When", "Version", "What", "Who", "Why")


def cursor_of(key: log.Key | None) -> str:
    return f"{(key.moment - EPOCH) // timedelta(microseconds=1)}-{key.source}-{key.pk}" if key else ""


def asked_key(request) -> log.Key | None:
    """Where the page before ended. Raises Http404 for nonsense."""
    word = request.GET.get("after", "")
    if not word:
        return None
    try:
        micros, source, pk = map(int, CURSOR.fullmatch(word).groups())
        return log.Key(EPOCH + timedelta(microseconds=micros), source, pk)
    except (AttributeError, OverflowError) as nonsense:
        raise Http404("This page of the log does not exist. Begin again with the newest.") from nonsense


def asked_record(request, pk: int) -> Record:
    if not request.user.has_perms(MAY):
        raise PermissionDenied
    return get_object_or_404(Record, pk=pk)


@require_safe
def record_log(request, pk):
    """Newest first; ?after= is where the page before ended."""
    record = asked_record(request, pk)
    title = record.editions.order_by("-number").values_list("title", flat=True).first()
    happenings, key = log.page_before(record, asked_key(request), settings.PAGE_SIZE)
    context = {
        **admin.site.each_context(request),
        "title": f"Log: {title or record}",
        "record": record,
        "back": record_screen(record),
        "back_to": record,
        "happenings": happenings,
        "next": cursor_of(key),
        "is_later_page": "after" in request.GET,
    }
    return render(request, "admin/desk/record_log.html", context)


@require_safe
def record_log_csv(request, pk):
    """All of it."""
    record = asked_record(request, pk)
    rows = ((one.when, one.edition, one.what, one.who, one.why) for one in log.everything(record, CHUNK))
    return spreadsheet(f"log-{record.key}", HEADER, rows)
