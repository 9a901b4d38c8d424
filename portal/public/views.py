"""Public pages of a record. Each view reads the clock and passes the moment to everything that it calls."""

from datetime import date
from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.lib import dates
from portal.lib.grammar import format_numbers, pluralize_noun
from portal.lib.query_params import get_date, get_edition_number, get_now, reads_query
from portal.pdf.storage import has_pdf
from portal.public import citation_formats, contradictions, json_ld, memento, page_queries, renderers
from portal.records import register_queries
from portal.records.admin_urls import get_edition_admin_url
from portal.records.comparison import editions
from portal.records.document_keys import get_point_subject
from portal.records.predecessors import get_effect_order


def build_base_context(section: str, edition, here: str = "") -> dict:
    """Returns what every page of a record shows around its text. `here` is the name of the page in the breadcrumbs."""
    return {
        "section": section,
        "section_url": reverse(f"{section}:list"),
        "record": edition.record,
        "edition": edition,
        "document": edition.document,
        "here": here,
    }


@reads_query("on")
@require_safe
def record_detail(request, section, key):
    """Shows what applies today; if nothing applies, the newest text with its standing."""
    at = get_now(request)
    if on := get_date(request, "on"):
        return redirect(f"{section}:on", key=key, on=on)
    today = dates.get_local_date(at)
    edition = page_queries.get_shown_edition(section, key, today, at)
    response = render_edition_page(request, section, edition, on=today, known=at, is_today=True)
    return memento.set_link_header(response, edition.record, request.build_absolute_uri)


@reads_query("known")
@require_safe
def record_on_day(request, section, key, on):
    """Shows what applied on a day, as known now or, with `?known=`, as known on that day."""
    at = get_now(request)
    known_on = get_date(request, "known")
    known = dates.get_known_moment(known_on, at) if known_on else at
    edition = page_queries.get_edition_in_force(section, key, on, known)
    if edition is None:
        newest = page_queries.get_shown_edition(section, key, dates.get_local_date(at), at)
        context = build_base_context(section, newest, dates.format_day(on)) | {
            "on": on,
            "known_on": known_on,
            "versions": page_queries.get_public_editions(newest.record, on, at),
        }
        return render(request, "public/not_in_force.html", context)
    return render_edition_page(
        request, section, edition, on=on, known=known, here=dates.format_day(on), as_of=on, known_on=known_on
    )


@require_safe
def edition_detail(request, section, key, number):
    at = get_now(request)
    edition = page_queries.get_numbered_editions(section, key, [number], request.user, at)[number]
    return render_edition_page(
        request, section, edition, on=dates.get_local_date(at), known=at, here=f"Version {number}", is_permanent=True
    )


def render_edition_page(request, section, edition, *, on, known, template="public/edition.html", **facts):
    """Renders the page of an edition. For a text published in error it answers 410 with the reason and without the
    text."""
    at = get_now(request)
    versions = page_queries.get_public_editions(edition.record, on, known)
    if edition.is_retracted_at(at):
        return render_retracted_page(request, section, edition, versions)
    current = page_queries.get_current_edition(versions)
    relations, outdated = page_queries.get_relations_and_notices(edition, on, known, at)
    citations = page_queries.get_linkable_citations(edition, at)
    confirmed_days = edition.get_point_confirmations()
    context = build_base_context(section, edition) | {
        "on": on,
        "versions": versions,
        # The record has no page, history or feed as long as readers see no version of it.
        "is_hidden": not versions,
        "desk_url": get_desk_url(request, edition),
        "before": page_queries.get_number_before(edition, versions, at),
        "current": current,
        "is_newest": not versions or get_effect_order(edition) >= max(map(get_effect_order, versions)),
        "is_current": current is None or edition.pk == current.pk,
        "relations": relations,
        "outdated": outdated,
        "citations": page_queries.group_citations_by_point(citations),
        "sources": page_queries.get_cited_sources(citations),
        "conflicts": contradictions.get_conflicts_by_point(edition, on, known, at),
        "today": dates.get_local_date(at),
        "confirmed_days": confirmed_days,
        "separately_confirmed": describe_confirmed_points(edition, confirmed_days),
        **build_citation_context(request, edition),
        **facts,
    }
    response = render(request, template, context)
    if "is_permanent" not in facts:
        return response
    return memento.set_memento_headers(response, edition, versions, request.build_absolute_uri)


def describe_confirmed_points(edition, days: dict[str, date]) -> str:
    """Returns a sentence about the points that were confirmed by themselves, on these days; "" if there are none."""
    numbers = [point["number"] for point in edition.document["points"] if point["key"] in days]
    if not numbers:
        return ""
    what = format_numbers(numbers, edition.record.point_noun)
    were, days_on = "was" if len(numbers) == 1 else "were", {*days.values()}
    on = dates.format_day(days_on.pop()) if len(days_on) == 1 else "the days stated with them"
    return f"{what[0].upper()}{what[1:]} {were} confirmed as still current on {on}."


def get_desk_url(request, edition) -> str:
    """Returns the address of an unpublished version on the desk, for staff; for everybody else ""."""
    is_for_staff = edition.standing_then == "unpublished" and request.user.has_perm("records.view_edition")
    return get_edition_admin_url(edition) if is_for_staff else ""


def build_citation_context(request, edition) -> dict:
    """Returns the citation of a published edition and its JSON-LD; nothing for a draft."""
    if edition.publication is None:
        return {}
    absolute = request.build_absolute_uri
    return {
        "cited": citation_formats.format_plain_citation(citation_formats.build_citation(edition, absolute)),
        "has_pdf": has_pdf(edition),
        "structured": json_ld.build_graph(edition, dates.get_local_date(get_now(request)), absolute),
    }


def render_retracted_page(request, section, edition, versions):
    """Renders the reason why a text that was published in error is no longer shown."""
    context = build_base_context(section, edition, f"Version {edition.number}") | {"versions": versions}
    return render(request, "public/gone.html", context, status=HTTPStatus.GONE)


@require_safe
def edition_data(request, section, key, number, form, point=None):
    """Sends the edition in one of its formats, or the citation of the point with the key `point`."""
    at = get_now(request)
    edition = page_queries.get_numbered_editions(section, key, [number], request.user, at)[number]
    if edition.is_retracted_at(at):
        return build_retracted_response(edition)
    on = dates.get_local_date(at)
    conflicts = contradictions.get_conflicts_by_point(edition, on, at, at) if form in renderers.TEXT_MEDIA_TYPES else {}
    text, media_type = renderers.render_edition(edition, form, on, request.build_absolute_uri, point, conflicts)
    return HttpResponse(text, content_type=media_type)


def build_retracted_response(edition):
    """Returns the answer 410 that replaces the data of a text published in error."""
    reason = f"Version {edition.number} was published in error and withdrawn: {edition.withdrawal_reason}"
    return HttpResponse(reason, status=HTTPStatus.GONE, content_type="text/plain; charset=utf-8")


@require_safe
def record_history(request, section, key):
    at = get_now(request)
    newest = page_queries.get_shown_edition(section, key, dates.get_local_date(at), at)
    versions = page_queries.get_public_editions(newest.record, dates.get_local_date(at), at)
    context = build_base_context(section, newest, "History") | {
        "versions": versions,
        "entries": register_queries.get_edition_entries(versions, at),
    }
    return render(request, "public/history.html", context)


@reads_query("a", "b")
@require_safe
def choose_comparison(request, section, key):
    """Redirects the form with two versions to the permanent address of the comparison, which a form cannot build."""
    old, new = get_edition_number(request, "a"), get_edition_number(request, "b")
    if old is None or new is None:
        return redirect(f"{section}:history", key=key)
    return redirect(f"{section}:compare", key=key, old=old, new=new)


@require_safe
def edition_comparison(request, section, key, old, new):
    at = get_now(request)
    if old == new:
        return redirect(f"{section}:edition", key=key, number=new)
    pair = page_queries.get_numbered_editions(section, key, [old, new], request.user, at)
    versions = page_queries.get_public_editions(pair[new].record, dates.get_local_date(at), at)
    if retracted := next((edition for edition in pair.values() if edition.is_retracted_at(at)), None):
        return render_retracted_page(request, section, retracted, versions)
    if get_effect_order(pair[old]) > get_effect_order(pair[new]):
        return redirect(f"{section}:compare", key=key, old=new, new=old)
    comparison = editions.compare_editions(pair[old].document, pair[new].document)
    is_next = old == page_queries.get_number_before(pair[new], versions, at)
    title = f"What version {new} changed" if is_next else f"What changed from version {old} to {new}"
    context = build_base_context(section, pair[new], title) | {
        "on": dates.get_local_date(at),
        "old": pair[old],
        "new": pair[new],
        "comparison": comparison,
        "differing": [change for change in comparison.points if change.op != "unchanged"],
        "unchanged": [change for change in comparison.points if change.op == "unchanged"],
        "summary": editions.summarize_comparison(comparison, pair[new].record.point_noun),
        "versions": versions,
    }
    return render(request, "public/compare.html", context)


@require_safe
def point_history(request, section, key, point):
    at = get_now(request)
    newest = page_queries.get_shown_edition(section, key, dates.get_local_date(at), at)
    stages = page_queries.get_point_stages(newest.record, point, at)
    if not stages:
        versions = page_queries.get_public_editions(newest.record, dates.get_local_date(at), at)
        retracted = {version.number: version for version in versions if version.is_retracted_at(at)}
        had = newest.record.editions.filter(number__in=retracted, points__key=point).order_by("number").last()
        if had:
            return render_retracted_page(request, section, retracted[had.number], versions)
        raise Http404(f"No version of this text has “{point}” among its {pluralize_noun(newest.record.point_noun)}.")
    cited = newest if stages[-1].edition == newest else stages[-1].edition
    conflicts_by_point = (
        {}
        if newest.is_retracted_at(at)
        else contradictions.get_conflicts_by_point(newest, dates.get_local_date(at), at, at)
    )
    context = build_base_context(section, newest, get_point_title(stages[-1].point, newest.record)) | {
        "on": dates.get_local_date(at),
        "stages": stages,
        "point": stages[-1].point,
        "cited_edition": cited,
        "conflicts": [
            conflict.elsewhere(newest.record.get_absolute_url()) for conflict in conflicts_by_point.get(point, [])
        ],
        "cited": citation_formats.format_plain_citation(
            citation_formats.build_citation(cited, request.build_absolute_uri, stages[-1].point)
        ),
    }
    return render(request, "public/point.html", context)


def get_point_title(point: dict, record) -> str:
    """Returns the title of a page about one point: its subject, its heading, or its number."""
    return (
        get_point_subject(point)
        or point["heading"]
        or f"{record.point_noun.capitalize()} {point['number']} through all versions"
    )
