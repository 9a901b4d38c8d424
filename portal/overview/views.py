"""The first page of the desk, each of its sections as a list, and that list as CSV."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.desk.screens import edition_screen
from portal.desk.spreadsheets import CHUNK, spreadsheet
from portal.overview.filters import asked_filters, narrowed
from portal.overview.sections import BY_NAME, Asked, Section, sections_for
from portal.records.asked import asked_moment, asked_whole
from portal.records.querysets import Standing

SHOWN = 5
"""Rows of each section on the first page."""
HEADER = (
    "Title", "Version", "Address", "Kind", "Issued by", "Status", "Standing today", "In effect from",
    "No longer in effect from", "Public from", "Begun by", "Begun", "Why it is listed",
)  # fmt: skip


@require_safe
def overview(request):
    """What waits, above the list of everything that the desk holds."""
    asked = Asked(request.user, asked_moment(request))
    sections = [facts(section, asked) for section in sections_for(request.user)]
    return admin.site.index(request, {"title": "Overview", "sections": sections})


def facts(section: Section, asked: Asked) -> dict:
    found = section.found(asked)
    return {"section": section, "count": found.order_by().count(), "rows": told(section, found[:SHOWN])}


def told(section: Section, editions) -> list[dict]:
    return [
        {
            "edition": edition,
            "url": edition_screen(edition, *section.page),
            "tells": section.tell(edition),
            "standing": standing_of(edition),
        }
        for edition in editions
    ]


def standing_of(edition) -> str:
    if edition.standing_then == Standing.UNPUBLISHED and edition.is_frozen:
        return "Scheduled"
    return Standing(edition.standing_then).label


def asked_section(request, name: str) -> Section:
    section = BY_NAME.get(name)
    if section is None:
        raise Http404("The overview has no such section.")
    if not request.user.has_perms([section.permission, "records.view_edition"]):
        raise PermissionDenied
    return section


@require_safe
def overview_section(request, name):
    """One section with filters, paged by key: ?after= is the last version of the page before."""
    section, asked = asked_section(request, name), Asked(request.user, asked_moment(request))
    filters = asked_filters(request)
    found = narrowed(section.found(asked), filters, asked)
    if after := asked_whole(request, "after"):
        found = found.filter(pk__gt=after) if section.oldest_first else found.filter(pk__lt=after)
    rows = list(found[: settings.PAGE_SIZE + 1])
    page = rows[: settings.PAGE_SIZE]
    context = {
        **admin.site.each_context(request),
        "title": section.title,
        "section": section,
        "filters": filters,
        "rows": told(section, page),
        "next": page[-1].pk if len(rows) > len(page) else "",
        "is_later_page": "after" in request.GET,
    }
    return render(request, "admin/overview/section.html", context)


@require_safe
def overview_csv(request, name):
    """All pages of the list with the same filters."""
    section, asked = asked_section(request, name), Asked(request.user, asked_moment(request))
    found = narrowed(section.found(asked), asked_filters(request), asked)
    return spreadsheet(section.name, HEADER, (csv_row(section, one) for one in found.iterator(chunk_size=CHUNK)))


def csv_row(section: Section, edition) -> tuple:
    return (
        edition.title, edition.number, edition.url(), edition.kind.label, edition.record.issuer,
        edition.get_status_display(), standing_of(edition), edition.effective_from,
        edition.effective_until, edition.published_at, edition.author, edition.begun_at, section.tell(edition),
    )  # fmt: skip
