"""Public pages of source documents: the list, each text with its notes, and any two texts side by side."""

from django.db.models import Q
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


@reads_query("after")
@require_safe
def source_list(request):
    """Lists the texts of the state first. ?after= is the key of the last text of the page before."""
    after = request.GET.get("after", "")
    sources = SourceDocument.objects.select_related("copy_of").defer("text", "copy_of__text")
    if after:
        sources = sources.filter(build_later_condition(get_source_or_404(after)))
    page, last = fetch_page(sources.order_by("-is_official", "title", "key"))
    context = {"sources": page, "next": last and last.key, "is_later_page": bool(after)}
    return render(request, "sources/source_list.html", context)


def build_later_condition(last: SourceDocument) -> Q:
    """Returns the condition for texts after this one in the list."""
    later = Q(title__gt=last.title) | Q(title=last.title, key__gt=last.key)
    same_group = Q(later, is_official=last.is_official)
    return same_group | Q(is_official=False) if last.is_official else same_group


@require_safe
def source_page(request, key):
    """Shows the text as found with its cited words marked. Withheld readers' comments are counted, not shown."""
    source = get_source_or_404(key)
    public = public_editions(request)
    citations = list(Citation.objects.filter(source=source, edition__in=public).select_related("edition__record"))
    for citation in citations:
        citation.source = source
    points = Point.objects.filter(edition__in={citation.edition_id for citation in citations})
    texts = {(point.edition_id, point.key): point.text for point in points.only("edition", "key", "text")}
    notes = build_notes(citations, texts)
    context = {
        "source": source,
        "notes": notes,
        "segments": split_segments(source, notes),
        "together": set_side_by_side(source.copy_of, source) if source.copy_of else None,
        "others": SourceDocument.objects.exclude(pk=source.pk).defer("text").order_by("title")[:MOST_OTHERS],
    }
    return render(request, "sources/source.html", context)


@reads_query("with")
@require_safe
def choose_beside(request, key):
    """Redirects the comparison form to the permanent address, which a form cannot build."""
    other = request.GET.get("with", "")
    if not SourceDocument.objects.filter(key=other).exists():
        return redirect("source", key=key)
    return redirect("sources-beside", key=key, other=other)


@require_safe
def sources_beside(request, key, other):
    """Compares two texts word by word, and shows the points of one that the other paraphrases."""
    if key == other:
        raise Http404("A text cannot be compared with itself.")
    source, compared = get_source_or_404(key), get_source_or_404(other)
    cited = Citation.objects.filter(source__in=(source, compared), field="text", edition__in=public_editions(request))
    spans = {(row.source_id, row.start, row.end) for row in cited.only("source", "start", "end")}
    context = {"source": source, "other": compared, "together": set_side_by_side(source, compared, spans)}
    return render(request, "sources/side_by_side.html", context)


def get_source_or_404(key: str) -> SourceDocument:
    source = SourceDocument.objects.filter(key=key).select_related("copy_of").first()
    if source is None:
        raise Http404("There is no source document at this address.")
    return source


def public_editions(request):
    at = get_now(request)
    return Edition.objects.public(at).not_retracted(at)
