"""Reports for staff, as pages and as CSV: all memos that applied on a day, and one memo with every post."""

from django.contrib import admin
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from guidance.models import Acknowledgement
from guidance.reports.filters import STATE_CHOICES, ReportFilters, get_report_filters, require_report_access
from guidance.reports.statistics import ReportLine, build_tallies, build_tally, get_asked_hashes
from guidance.reports.tile_map import build_tile_map
from portal.accounts.audiences import get_agency_kind_label
from portal.accounts.models import Holding
from portal.lib.csv_response import build_csv_response
from portal.lib.pagination import fetch_numbered_page
from portal.lib.query_params import get_edition_number
from portal.records.admin_urls import get_edition_admin_url
from portal.records.models import Edition, Record

NOT_ASKED = "No recommendation of this text applied on that day."
VIEW_HOLDERS_PERMISSION = "accounts.view_holding"
MEMOS_HEADER = (
    "As of",
    "Memo",
    "Version",
    "Address",
    "Type of agency",
    "Town",
    "Posts",
    "Acknowledged",
    "In part",
    "Not acknowledged",
    "Decided",
)
POSTS_HEADER = (
    "As of",
    "Memo",
    "Version",
    "Town",
    "Agency",
    "Type of agency",
    "Post",
    "Recommendations",
    "Acknowledged",
    "State",
    "Last acknowledged",
    "By",
    "Decided",
)


def get_editions_by_id(pks) -> dict[int, Edition]:
    return Edition.objects.select_related("record__issuer").defer("body", "provenance").in_bulk(pks)


def sort_newest_first(asked: dict[tuple, dict[str, str]]) -> list[int]:
    return sorted({edition for _, _, edition in asked}, reverse=True)


@require_report_access
def report_list(request):
    """Shows every memo that applied on the day, with the number of posts that had acknowledged it, in pages."""
    asked, page = get_report_filters(request), get_edition_number(request, "page") or 1
    hashes = get_asked_hashes(asked.on, asked.known)
    page_pks, has_more = fetch_numbered_page(
        sort_newest_first(hashes), page, otherwise="The list of memos has fewer pages."
    )
    lines = asked.lines({place: point_hashes for place, point_hashes in hashes.items() if place[2] in page_pks})
    by_edition, editions = build_tallies(lines, lambda line: line.memo.edition), get_editions_by_id(page_pks)
    context = {
        **admin.site.each_context(request),
        "title": "Acknowledgements and responses",
        "asked": asked,
        "rows": [(editions[pk], by_edition[pk]) for pk in page_pks if pk in by_edition],
        "page": page,
        "has_more": has_more,
    }
    return render(request, "guidance/reports/memos.html", context)


@require_report_access
def report_list_csv(request):
    """Returns a row for each memo, type of agency and town."""
    asked = get_report_filters(request)
    hashes = get_asked_hashes(asked.on, asked.known)
    editions = get_editions_by_id(sort_newest_first(hashes))
    tallies = build_tallies(
        asked.lines(hashes), lambda line: (line.memo.edition, line.post.agency.kind, line.post.agency.town)
    )
    rows = (
        (
            asked.on,
            editions[pk].title,
            editions[pk].number,
            editions[pk].url(),
            get_agency_kind_label(kind),
            town,
            tally.of,
            tally.acknowledged,
            tally.partly,
            tally.not_at_all,
            tally.decided,
        )
        for (pk, kind, town), tally in sorted(tallies.items(), key=lambda item: (-item[0][0], *item[0][1:]))
    )
    return build_csv_response(f"memos-{asked.on}", MEMOS_HEADER, rows)


def get_memo_lines(asked: ReportFilters, key: str) -> tuple[Edition, list[ReportLine]]:
    """Returns the edition that applied on the day, and a line for each post. Raises Http404."""
    record = get_object_or_404(Record, key=key, kind="memo")
    hashes = get_asked_hashes(asked.on, asked.known, record.pk)
    if not hashes:
        raise Http404(NOT_ASKED)
    edition = next(iter(get_editions_by_id(sort_newest_first(hashes)[:1]).values()))
    return edition, asked.lines(hashes)


def get_last_acknowledgements(edition: Edition, asked: ReportFilters) -> dict[int, Acknowledgement]:
    """Returns the newest acknowledgement of the memo by the end of the day, for each post."""
    acts = Acknowledgement.objects.filter(edition__record=edition.record_id, at__lte=asked.known)
    return {act.post_id: act for act in acts.select_related("person").defer("content").order_by("pk")}


@require_report_access
def memo_report(request, key):
    """Shows one memo: tables by type of agency and by town, a map of the towns, and every post."""
    asked = get_report_filters(request)
    edition, lines = get_memo_lines(asked, key)
    by_town = build_tallies(lines, lambda line: line.post.agency.town)
    agencies = [line.post.agency for line in reversed(lines) if line.post.agency.grid_column]
    acts, sees_holders = get_last_acknowledgements(edition, asked), request.user.has_perm(VIEW_HOLDERS_PERMISSION)
    holders = {}
    if sees_holders:
        rows = Holding.objects.principal().current(asked.on).filter(post__in=asked.posts).select_related("person")
        holders = {row.post_id: row.person for row in rows}
    context = {
        **admin.site.each_context(request),
        "title": edition.title,
        "asked": asked,
        "edition": edition,
        "screen": get_edition_admin_url(edition),
        "whole": build_tally(lines),
        "kinds": [
            (get_agency_kind_label(kind), tally) for kind, tally in build_tallies(lines, get_agency_kind).items()
        ],
        "towns": sorted(by_town.items(), key=lambda item: item[0].casefold()),
        "picture": build_tile_map(by_town, {agency.town: (agency.grid_column, agency.grid_row) for agency in agencies}),
        "states": STATE_CHOICES,
        "sees_holders": sees_holders,
        "lines": [(line, acts.get(line.post.pk), holders.get(line.post.pk)) for line in lines if asked.is_wanted(line)],
    }
    return render(request, "guidance/reports/memo.html", context)


def get_agency_kind(line: ReportLine) -> str:
    return line.post.agency.kind


@require_report_access
def memo_report_csv(request, key):
    """Returns a row for each post."""
    asked = get_report_filters(request)
    edition, lines = get_memo_lines(asked, key)
    acts = get_last_acknowledgements(edition, asked)
    rows = (
        (
            asked.on,
            edition.title,
            edition.number,
            line.post.agency.town,
            line.post.agency,
            line.post.agency.get_kind_display(),
            line.post.title,
            line.asked,
            line.acknowledged,
            line.progress.label,
            act and act.at,
            act and act.person,
            line.decided,
        )
        for line in lines
        if asked.is_wanted(line)
        for act in [acts.get(line.post.pk)]
    )
    return build_csv_response(f"{key}-{asked.on}", POSTS_HEADER, rows)
