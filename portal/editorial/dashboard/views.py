"""The start page of the desk, each of its sections as a list, and that list as CSV."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.editorial.dashboard.filters import apply_filters, get_filters
from portal.editorial.dashboard.official_sections import DECISIONS, QUESTIONS
from portal.editorial.dashboard.sections import BY_NAME, DashboardRequest, DashboardSection, get_sections
from portal.lib.csv_response import CHUNK, build_csv_response
from portal.lib.pagination import fetch_page
from portal.lib.query_params import get_int, get_now
from portal.records.admin_urls import get_edition_admin_url
from portal.records.models import SharedChange
from portal.records.querysets import Standing

SHOWN = 5
"""Number of rows of each section on the start page."""
HEADER = (
    "Title",
    "Version",
    "Address",
    "Kind",
    "Issued by",
    "Status",
    "Standing today",
    "In effect from",
    "No longer in effect from",
    "Public from",
    "Begun by",
    "Begun",
    "Why it is listed",
)


@require_safe
def dashboard_page(request):
    """Shows the overview beside Django's list of models."""
    asked = DashboardRequest(request.user, get_now(request))
    texts = [build_row_facts(section, asked) for section in get_sections(request.user)]
    sections = [*QUESTIONS.build_summaries(asked, SHOWN), *texts, *DECISIONS.build_summaries(asked, SHOWN)]
    changes = list_waiting_changes(request.user)
    return admin.site.index(request, {"title": "Overview", "sections": sections, "shared_changes": changes})


def list_waiting_changes(user) -> list[SharedChange]:
    """Returns the proposed changes of issuers, services and deadlines that the user may confirm."""
    if not user.has_perms(["records.publish_edition", "records.view_sharedchange"]):
        return []
    return list(SharedChange.objects.awaiting_decision_by(user).select_related("made_by"))


def build_row_facts(section: DashboardSection, asked: DashboardRequest) -> dict:
    editions = section.get_editions(asked)
    rows = describe_editions(section, editions[:SHOWN])
    list_url = reverse("overview-section", args=[section.name])
    return {"section": section, "count": editions.order_by().count(), "rows": rows, "list_url": list_url}


def describe_editions(section: DashboardSection, editions) -> list[dict]:
    return [
        {
            "edition": edition,
            "url": get_edition_admin_url(edition, *section.page),
            "title": f"{edition.title or '(no title yet)'}, version {edition.number}",
            "language": edition.language,
            "facts": describe_edition(edition),
            "description": section.describe(edition),
            "standing": get_standing_label(edition),
        }
        for edition in editions
    ]


def describe_edition(edition) -> str:
    author = f" · begun by {edition.author}" if edition.author else ""
    return f"{edition.kind.label} · {edition.record.issuer or 'a third party’s text'}{author}"


def get_standing_label(edition) -> str:
    if edition.standing_then == Standing.UNPUBLISHED and edition.is_frozen:
        return "Scheduled"
    return Standing(edition.standing_then).label


def get_section_or_404(request, name: str) -> DashboardSection:
    section = BY_NAME.get(name)
    if section is None:
        raise Http404("The overview has no such section.")
    if not request.user.has_perms([section.permission, "records.view_edition"]):
        raise PermissionDenied
    return section


@require_safe
def dashboard_section(request, name):
    """Shows a section with filters. ?after= is the last version of the previous page."""
    section, asked = get_section_or_404(request, name), DashboardRequest(request.user, get_now(request))
    filters = get_filters(request)
    editions = apply_filters(section.get_editions(asked), filters, asked)
    if after := get_int(request, "after"):
        editions = editions.filter(pk__gt=after) if section.oldest_first else editions.filter(pk__lt=after)
    page, last = fetch_page(editions)
    context = {
        **admin.site.each_context(request),
        "title": section.title,
        "section": section,
        "filters": filters,
        "rows": describe_editions(section, page),
        "next": last.pk if last else "",
        "is_later_page": "after" in request.GET,
    }
    return render(request, "editorial/dashboard/section.html", context)


@require_safe
def dashboard_csv(request, name):
    """Exports all pages of the list with the same filters."""
    section, asked = get_section_or_404(request, name), DashboardRequest(request.user, get_now(request))
    editions = apply_filters(section.get_editions(asked), get_filters(request), asked)
    rows = (build_csv_row(section, edition) for edition in editions.iterator(chunk_size=CHUNK))
    return build_csv_response(section.name, HEADER, rows)


def build_csv_row(section: DashboardSection, edition) -> tuple:
    return (
        edition.title,
        edition.number,
        edition.url(),
        edition.kind.label,
        edition.record.issuer,
        edition.get_status_display(),
        get_standing_label(edition),
        edition.effective_from,
        edition.effective_until,
        edition.published_at,
        edition.author,
        edition.begun_at,
        section.describe(edition),
    )
