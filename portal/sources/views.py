"""Public pages of the source documents: the list, each text with its notes, any two of them side by side."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.lib.query_params import get_now, reads_query
from portal.records.models import Edition, Point
from portal.sources.annotations import build_notes, split_segments
from portal.sources.models import Citation, SourceDocument
from portal.sources.side_by_side import set_side_by_side

MOST_OTHERS = 200
"""Texts that are offered to be set beside one."""


@require_safe
def source_list(request):
    sources = (
        SourceDocument.objects.select_related("copy_of")
        .defer("text", "copy_of__text")
        .order_by("-is_official", "title")
    )
    return render(request, "sources/source_list.html", {"sources": sources})


@require_safe
def source_page(request, key):
    """The text as found, its cited words marked. What is withheld (readers' comments) is counted, not shown."""
    source = get_source_or_404(key)
    public = public_editions(request)
    citations = list(Citation.objects.filter(source=source, edition__in=public).select_related("edition__record"))
    for citation in citations:
        citation.source = source
    points = Point.objects.filter(edition__in={citation.edition_id for citation in citations})
    texts = {(point.edition_id, point.key): point.text for point in points.only("edition", "key", "text")}
    marked = build_notes(citations, texts)
    context = {
        "source": source,
        "notes": marked,
        "segments": split_segments(source, marked),
        "together": set_side_by_side(source.copy_of, source) if source.copy_of else None,
        "others": SourceDocument.objects.exclude(pk=source.pk).defer("text").order_by("title")[:MOST_OTHERS],
    }
    return render(request, "sources/source.html", context)


@reads_query("with")
@require_safe
def choose_beside(request, key):
    """Where the form with the other text leads; a form cannot spell the lasting address itself."""
    other = request.GET.get("with", "")
    if not SourceDocument.objects.filter(key=other).exists():
        return redirect("source", key=key)
    return redirect("sources-beside", key=key, other=other)


@require_safe
def sources_beside(request, key, other):
    """What two texts have in common, word by word, and points of the one that the other tells in its own words."""
    if key == other:
        raise Http404("A text is not set beside itself.")
    one, two = get_source_or_404(key), get_source_or_404(other)
    cited = Citation.objects.filter(source__in=(one, two), field="text", edition__in=public_editions(request))
    spans = {(row.source_id, row.start, row.end) for row in cited.only("source", "start", "end")}
    context = {"source": one, "other": two, "together": set_side_by_side(one, two, spans)}
    return render(request, "sources/side_by_side.html", context)


def get_source_or_404(key: str) -> SourceDocument:
    source = SourceDocument.objects.filter(key=key).select_related("copy_of").first()
    if source is None:
        raise Http404("There is no source document at this address.")
    return source


def public_editions(request):
    at = get_now(request)
    return Edition.objects.public(at).not_retracted(at)
