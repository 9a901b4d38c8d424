"""Public pages of the source documents: the list, each text with its notes, each copy beside its original."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.records.asked import asked_moment
from portal.records.models import Edition, Point
from portal.sources.annotated import notes, segments
from portal.sources.collation import collate
from portal.sources.models import Citation, SourceDocument


@require_safe
def source_list(request):
    sources = (
        SourceDocument.objects.select_related("copy_of")
        .defer("text", "copy_of__text")
        .order_by("-is_official", "title")
    )
    return render(request, "portal/sources.html", {"sources": sources})


@require_safe
def source_page(request, key):
    """The text as found, its cited words marked. What is withheld (readers' comments) is counted, not shown."""
    source = SourceDocument.objects.filter(key=key).select_related("copy_of").first()
    if source is None:
        raise Http404("There is no source document at this address.")
    public = Edition.objects.public(asked_moment(request)).exclude(withdrawal_kind="published_in_error")
    citations = list(Citation.objects.filter(source=source, edition__in=public).select_related("edition__record"))
    for citation in citations:
        citation.source = source
    points = Point.objects.filter(edition__in={citation.edition_id for citation in citations})
    texts = {(point.edition_id, point.key): point.text for point in points.only("edition", "key", "text")}
    marked = notes(citations, texts)
    context = {
        "source": source,
        "notes": marked,
        "segments": segments(source, marked),
        "collation": collation_of(source) if source.copy_of else None,
        "copies": SourceDocument.objects.filter(copy_of=source).defer("text"),
    }
    return render(request, "portal/source.html", context)


def collation_of(copy: SourceDocument):
    return collate(
        copy.copy_of.text[copy.original_from : copy.original_until], copy.text[copy.copied_from : copy.copied_until]
    )
