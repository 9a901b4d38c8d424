"""Reports for staff, as pages and as CSV: all memos of a day, and one memo with every post."""

from django.contrib import admin
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from guidance.models import Acknowledgement
from guidance.reports.asked import STATES, Asked, asked_report, for_report_readers
from guidance.reports.picture import picture
from guidance.reports.tallies import Line, asked_on, tallies, tally
from portal.accounts.models import Agency, Holding
from portal.desk.screens import edition_screen
from portal.desk.spreadsheets import spreadsheet
from portal.records.asked import asked_number
from portal.records.models import Edition, Record

ROWS = 20
NOT_ASKED = "No recommendation of this text applied on that day."
HOLDERS = "accounts.view_holding"
MEMOS_HEADER = (
    "As of", "Memo", "Version", "Address", "Type of agency", "Town", "Posts", "Acknowledged", "In part",
    "Not acknowledged", "Decided",
)  # fmt: skip
POSTS_HEADER = (
    "As of", "Memo", "Version", "Town", "Agency", "Type of agency", "Post", "Recommendations", "Acknowledged", "State",
    "Last acknowledged", "By", "Decided",
)  # fmt: skip


def editions_by_id(pks) -> dict[int, Edition]:
    return Edition.objects.select_related("record__issuer").defer("body", "provenance").in_bulk(pks)


def newest_first(asked: dict[tuple, dict[str, str]]) -> list[int]:
    return sorted({edition for _, _, edition in asked}, reverse=True)


@for_report_readers
def reports(request):
    """Every memo that applied on the day, with how many posts had acknowledged it; a page of them at a time."""
    asked, page = asked_report(request), asked_number(request, "page") or 1
    found = asked_on(asked.on, asked.known)
    every = newest_first(found)
    chosen = every[(page - 1) * ROWS : page * ROWS]
    if page > 1 and not chosen:
        raise Http404("There are not that many memos.")
    lines = asked.lines({place: words for place, words in found.items() if place[2] in chosen})
    by_edition, editions = tallies(lines, lambda line: line.memo.edition), editions_by_id(chosen)
    context = {
        **admin.site.each_context(request),
        "title": "Acknowledgements and responses",
        "asked": asked,
        "rows": [(editions[pk], by_edition[pk]) for pk in chosen if pk in by_edition],
        "page": page,
        "has_more": len(every) > page * ROWS,
    }
    return render(request, "admin/reports/memos.html", context)


@for_report_readers
def reports_csv(request):
    """Every memo by type of agency and town."""
    asked = asked_report(request)
    found = asked_on(asked.on, asked.known)
    editions = editions_by_id(newest_first(found))
    by = tallies(asked.lines(found), lambda line: (line.memo.edition, line.post.agency.kind, line.post.agency.town))
    rows = (
        (
            asked.on, editions[pk].title, editions[pk].number, editions[pk].url(), Agency.Kind(kind).label, town,
            one.of, one.acknowledged, one.partly, one.not_at_all, one.decided,
        )
        for (pk, kind, town), one in sorted(by.items(), key=lambda item: (-item[0][0], *item[0][1:]))
    )  # fmt: skip
    return spreadsheet(f"memos-{asked.on}", MEMOS_HEADER, rows)


def of_memo(asked: Asked, key: str) -> tuple[Edition, list[Line]]:
    """The edition that applied on the day, and a line for each post. Raises Http404."""
    record = get_object_or_404(Record, key=key, kind="memo")
    found = asked_on(asked.on, asked.known, record.pk)
    if not found:
        raise Http404(NOT_ASKED)
    edition = next(iter(editions_by_id(newest_first(found)[:1]).values()))
    return edition, asked.lines(found)


def last_acts(edition: Edition, asked: Asked) -> dict[int, Acknowledgement]:
    """By post the newest acknowledgement of the memo by the end of the day."""
    acts = Acknowledgement.objects.filter(edition__record=edition.record_id, at__lte=asked.known)
    return {act.post_id: act for act in acts.select_related("person").defer("content").order_by("pk")}


@for_report_readers
def memo_report(request, key):
    """One memo: how the types of agencies and the towns stand, drawn and as tables, and every post."""
    asked = asked_report(request)
    edition, lines = of_memo(asked, key)
    by_town = tallies(lines, lambda line: line.post.agency.town)
    agencies = [line.post.agency for line in reversed(lines) if line.post.agency.grid_column]
    acts, sees_holders = last_acts(edition, asked), request.user.has_perm(HOLDERS)
    holders = {}
    if sees_holders:
        rows = Holding.objects.principal().current(asked.on).filter(post__in=asked.posts).select_related("person")
        holders = {row.post_id: row.person for row in rows}
    context = {
        **admin.site.each_context(request),
        "title": edition.title,
        "asked": asked,
        "edition": edition,
        "screen": edition_screen(edition),
        "whole": tally(lines),
        "kinds": [(Agency.Kind(kind).label, one) for kind, one in tallies(lines, kind_of).items()],
        "towns": sorted(by_town.items(), key=lambda item: item[0].casefold()),
        "picture": picture(by_town, {one.town: (one.grid_column, one.grid_row) for one in agencies}),
        "states": STATES,
        "sees_holders": sees_holders,
        "lines": [(line, acts.get(line.post.pk), holders.get(line.post.pk)) for line in lines if asked.is_wanted(line)],
    }
    return render(request, "admin/reports/memo.html", context)


def kind_of(line: Line) -> str:
    return line.post.agency.kind


@for_report_readers
def memo_report_csv(request, key):
    """A row for each post."""
    asked = asked_report(request)
    edition, lines = of_memo(asked, key)
    acts = last_acts(edition, asked)
    rows = (
        (
            asked.on, edition.title, edition.number, line.post.agency.town, line.post.agency,
            line.post.agency.get_kind_display(), line.post.title, line.asked, line.acknowledged, line.progress.label,
            act and act.at, act and act.person, line.decided,
        )
        for line in lines
        if asked.is_wanted(line)
        for act in [acts.get(line.post.pk)]
    )  # fmt: skip
    return spreadsheet(f"{key}-{asked.on}", POSTS_HEADER, rows)
