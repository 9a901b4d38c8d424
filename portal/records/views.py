"""Public pages of a record. Each view decides the moment; everything below is told it."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.records import citing, contradictions, days, diffs, entries, formats, memento, reading, structured
from portal.records.asked import asked_day, asked_moment, asked_number
from portal.records.printing.keeping import has_pdf


def base(section: str, edition, here: str = "") -> dict:
    """What every page of a record shows around its text; `here` names the page in the breadcrumbs."""
    return {
        "section": section,
        "section_url": reverse(f"{section}:list"),
        "record": edition.record,
        "edition": edition,
        "document": edition.document,
        "here": here,
    }


@require_safe
def detail(request, section, key):
    """What applies today; where nothing does, the newest text with its standing."""
    at = asked_moment(request)
    if on := asked_day(request, "on"):
        return redirect(f"{section}:on", key=key, on=on)
    today = days.day_of(at)
    edition = reading.shown(section, key, today, at)
    response = page(request, section, edition, on=today, known=at, is_today=True)
    return memento.describe(response, edition.record, request.build_absolute_uri)


@require_safe
def on_day(request, section, key, on):
    """What applied on a day, as known now, or as known on the day `?known=`."""
    at = asked_moment(request)
    known_on = asked_day(request, "known")
    known = days.known_by(known_on, at) if known_on else at
    edition = reading.in_force(section, key, on, known)
    if edition is None:
        newest = reading.shown(section, key, days.day_of(at), at)
        context = base(section, newest, days.spelled(on)) | {
            "on": on,
            "known_on": known_on,
            "versions": linked(reading.versions(newest.record, on, at)),
        }
        return render(request, "records/nothing.html", context)
    return page(request, section, edition, on=on, known=known, here=days.spelled(on), as_of=on, known_on=known_on)


@require_safe
def edition(request, section, key, number):
    at = asked_moment(request)
    one = reading.numbered(section, key, [number], request.user, at)[number]
    return page(request, section, one, on=days.day_of(at), known=at, here=f"Version {number}", is_permanent=True)


def page(request, section, one, *, on, known, template="records/edition.html", **facts):
    """The page of an edition. One that was published in error answers 410 and shows the reason, not the text."""
    at = asked_moment(request)
    versions = linked(reading.versions(one.record, on, known))
    if is_gone(one, at):
        return gone(request, section, one, versions)
    relations, outdated = reading.neighbors(one, on, known)
    context = base(section, one) | {
        "versions": versions,
        "before": comparable_before(one, versions),
        "is_newest": one.number == max((version.number for version in versions), default=one.number),
        "relations": relations,
        "outdated": outdated,
        "citations": reading.citations_by_point(one.document),
        "sources": reading.sources_of(one.document),
        "conflicts": contradictions.conflicts_by_point(one, on, known),
        "today": days.day_of(at),
        **described(request, one),
        **facts,
    }
    response = render(request, template, context)
    if "is_permanent" not in facts:
        return response
    return memento.describe_memento(response, one, versions, request.build_absolute_uri)


def described(request, one) -> dict:
    """How a published edition is cited, and what machines are told of it; a draft is neither."""
    if one.publication is None:
        return {}
    absolute = request.build_absolute_uri
    return {
        "cited": citing.as_plain(citing.citation(one, absolute)),
        "has_pdf": has_pdf(one),
        "structured": structured.graph(one, days.day_of(asked_moment(request)), absolute),
    }


def is_gone(one, at) -> bool:
    """Whether the text was published in error. It is not shown of any day, nor as known before its withdrawal."""
    return one.is_retracted and one.withdrawn_at <= at


def gone(request, section, one, versions):
    """The reason why a text that was published in error is no longer shown."""
    context = base(section, one, f"Version {one.number}") | {"versions": versions}
    return render(request, "records/gone.html", context, status=HTTPStatus.GONE)


def comparable_before(one, versions) -> int | None:
    """The number of the version before this one whose text readers may still see."""
    return next((other.number for other in versions if other.number < one.number and not other.is_retracted), None)


def linked(versions):
    """Newest first, each with the number of the version `before` that it is compared with."""
    for version in versions:
        version.before = None if version.is_retracted else comparable_before(version, versions)
    return versions


@require_safe
def edition_data(request, section, key, number, form, point=None):
    """The edition in one of its forms; with `point` the citation of that point."""
    at = asked_moment(request)
    one = reading.numbered(section, key, [number], request.user, at)[number]
    if is_gone(one, at):
        return retracted(one)
    found = contradictions.conflicts_by_point(one, days.day_of(at), at) if form in formats.TEXTS else {}
    text, media_type = formats.written(one, form, request.build_absolute_uri, point, found)
    return HttpResponse(text, content_type=media_type)


def retracted(one):
    """What stands in place of the data of a text that was published in error."""
    reason = f"Version {one.number} was published in error and withdrawn: {one.withdrawal_reason}"
    return HttpResponse(reason, status=HTTPStatus.GONE, content_type="text/plain; charset=utf-8")


@require_safe
def history(request, section, key):
    at = asked_moment(request)
    newest = reading.shown(section, key, days.day_of(at), at)
    versions = linked(reading.versions(newest.record, days.day_of(at), at))
    context = base(section, newest, "History") | {"versions": versions, "entries": entries.of_editions(versions, at)}
    return render(request, "records/history.html", context)


@require_safe
def choose_comparison(request, section, key):
    """Where the form with two versions leads; a form cannot spell the lasting address itself."""
    old, new = asked_number(request, "a"), asked_number(request, "b")
    if old is None or new is None:
        return redirect(f"{section}:history", key=key)
    return redirect(f"{section}:compare", key=key, old=old, new=new)


@require_safe
def compare(request, section, key, old, new):
    at = asked_moment(request)
    if old == new:
        return redirect(f"{section}:edition", key=key, number=new)
    if old > new:
        return redirect(f"{section}:compare", key=key, old=new, new=old)
    pair = reading.numbered(section, key, [old, new], request.user, at)
    versions = linked(reading.versions(pair[new].record, days.day_of(at), at))
    if retracted := next((one for one in pair.values() if is_gone(one, at)), None):
        return gone(request, section, retracted, versions)
    comparison = diffs.compare(pair[old].document, pair[new].document)
    is_next = old == comparable_before(pair[new], versions)
    title = f"What version {new} changed" if is_next else f"What changed from version {old} to {new}"
    context = base(section, pair[new], title) | {
        "old": pair[old],
        "new": pair[new],
        "comparison": comparison,
        "differing": [change for change in comparison.points if change.op != "unchanged"],
        "unchanged": [change for change in comparison.points if change.op == "unchanged"],
        "summary": diffs.summary(comparison, pair[new].record.point_noun),
        "versions": versions,
    }
    return render(request, "records/compare.html", context)


@require_safe
def point_history(request, section, key, point):
    at = asked_moment(request)
    newest = reading.shown(section, key, days.day_of(at), at)
    stages = reading.point_stages(newest.record, point, at)
    if not stages:
        versions = linked(reading.versions(newest.record, days.day_of(at), at))
        retracted = {one.number: one for one in versions if is_gone(one, at)}
        had = newest.record.editions.filter(number__in=retracted, points__key=point).order_by("number").last()
        if had:
            return gone(request, section, retracted[had.number], versions)
        raise Http404(f"No version of this text has “{point}” among its {newest.record.point_noun}s.")
    cited = newest if stages[-1].edition == newest else stages[-1].edition
    found = {} if is_gone(newest, at) else contradictions.conflicts_by_point(newest, days.day_of(at), at)
    context = base(section, newest, point_name(stages[-1].point, newest.record)) | {
        "stages": stages,
        "point": stages[-1].point,
        "cited_edition": cited,
        "conflicts": [one.elsewhere(newest.record.get_absolute_url()) for one in found.get(point, [])],
        "cited": citing.as_plain(citing.citation(cited, request.build_absolute_uri, stages[-1].point)),
    }
    return render(request, "records/point.html", context)


def point_name(point: dict, record) -> str:
    """What a page about one point is called: its service, its heading, or its number."""
    service = (point.get("service") or {}).get("name")
    return service or point["heading"] or f"{record.point_noun.capitalize()} {point['number']} through all versions"
