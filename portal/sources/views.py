"""Public pages of source documents: the list, each text with its notes, and any two texts side by side."""

from http import HTTPStatus

from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.lib.pagination import fetch_page
from portal.lib.query_params import get_now, reads_query
from portal.records.models import Edition, Point
from portal.sources.annotations import build_notes, split_segments
from portal.sources.models import Citation, SourceDocument
from portal.sources.side_by_side import set_side_by_side

MOST_OTHERS = 200
"""Most texts that a page offers for comparison."""


def get_public_sources(request):
    """Returns the texts that readers see now. The original of a copy is None if they do not see it."""
    public = SourceDocument.objects.public(get_now(request))
    return public.prefetch_related(Prefetch("copy_of", public))


@reads_query("after")
@require_safe
def source_list(request):
    """Lists the texts of the state first. ?after= is the key of the last text of the page before."""
    after = request.GET.get("after", "")
    public = SourceDocument.objects.public(get_now(request)).defer("text")
    sources = public.prefetch_related(Prefetch("copy_of", public))
    if after:
        last = public.filter(key=after).first()
        if last is None:
            raise Http404("There is no source document at this address.")
        sources = sources.filter(build_later_condition(last))
    page, end = fetch_page(sources.order_by("-is_official", "title", "key"))
    context = {"sources": page, "next": end and end.key, "is_later_page": bool(after)}
    return render(request, "sources/source_list.html", context)


def build_later_condition(last: SourceDocument) -> Q:
    """Returns the condition for texts after this one in the list."""
    later = Q(title__gt=last.title) | Q(title=last.title, key__gt=last.key)
    same_group = Q(later, is_official=last.is_official)
    return same_group | Q(is_official=False) if last.is_official else same_group


@require_safe
def source_page(request, key):
    """Shows the text as found with its cited words marked. Withheld readers' comments are counted, not shown."""
    source = get_public_sources(request).filter(key=key).first()
    if source is None:
        return render_hidden_source(request, key)
    public = public_editions(request)
    citations = list(Citation.objects.filter(source=source, edition__in=public).select_related("edition__record"))
    for citation in citations:
        citation.source = source
    points = Point.objects.filter(edition__in={citation.edition_id for citation in citations})
    texts = {(point.edition_id, point.key): point.text for point in points.only("edition", "key", "text")}
    notes = build_notes(citations, texts)
    others = SourceDocument.objects.public(get_now(request)).exclude(pk=source.pk).defer("text").order_by("title")
    context = {
        "source": source,
        "notes": notes,
        "segments": split_segments(source, notes),
        "together": set_side_by_side(source.copy_of, source) if source.copy_of else None,
        "others": others[:MOST_OTHERS],
    }
    return render(request, "sources/source.html", context)


def render_hidden_source(request, key: str):
    """Answers 410 with the reason for a withdrawn text, and 404 for one that readers never saw, as for any other
    address."""
    at = get_now(request)
    source = SourceDocument.objects.withdrawn(at).defer("text").filter(key=key).first()
    if source is None:
        raise Http404("There is no source document at this address.")
    context = {"source": source, "withdrawal": source.get_withdrawal(at)}
    return render(request, "sources/withdrawn.html", context, status=HTTPStatus.GONE)


@reads_query("with")
@require_safe
def choose_beside(request, key):
    """Redirects the comparison form to the permanent address, which a form cannot build."""
    other = request.GET.get("with", "")
    if not SourceDocument.objects.public(get_now(request)).filter(key=other).exists():
        return redirect("source", key=key)
    return redirect("sources-beside", key=key, other=other)


@require_safe
def sources_beside(request, key, other):
    """Compares two texts word by word, and shows the points of one that the other paraphrases."""
    if key == other:
        raise Http404("A text cannot be compared with itself.")
    by_key = {source.key: source for source in get_public_sources(request).filter(key__in=(key, other))}
    if hidden := next((name for name in (key, other) if name not in by_key), None):
        return render_hidden_source(request, hidden)
    source, compared = by_key[key], by_key[other]
    cited = Citation.objects.filter(source__in=(source, compared), field="text", edition__in=public_editions(request))
    spans = {(row.source_id, row.start, row.end) for row in cited.only("source", "start", "end")}
    context = {"source": source, "other": compared, "together": set_side_by_side(source, compared, spans)}
    return render(request, "sources/side_by_side.html", context)


def public_editions(request):
    at = get_now(request)
    return Edition.objects.public(at).not_retracted(at)
