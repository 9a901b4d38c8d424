"""Keeps the citations of a draft in line with its words: a citation of an earlier version stays where the words are the
same, and only there."""

from collections.abc import Iterator
from typing import Any

from portal.lib.markdown import strip_markdown
from portal.lib.text import collapse_whitespace
from portal.records.models import Edition
from portal.records.querysets import PUBLIC_STATUSES
from portal.records.serializers import build_edition_document
from portal.sources.similarity import join_letters

Place = tuple[str, str]
"""What cites a source: the field, and the key of the point or ""."""
TEXT_FIELDS = ("body", "copy", "quotation")
OWN_FIELDS = ("published_on",)
"""Fields whose value belongs to one version, so that the next one cannot cite its source."""


def update_citations(edition: Edition, model) -> None:
    """Adds and deletes citations of the draft. Those that no published version has, such as those of an import, stay
    as they are, and their places get no others. `model` is the model of citations."""
    earlier = find_earlier_citations(edition, model)
    if not earlier:
        return
    rows = list(model.objects.filter(edition=edition))
    known = {get_identity(citation) for citations, _ in earlier for citation in citations}
    cited_anew = {get_place(row) for row in rows if get_identity(row) not in known}
    document = build_edition_document(edition)
    wanted: dict[tuple, Any] = {}
    for citations, earlier_document in earlier:
        for citation in citations:
            if get_place(citation) not in cited_anew and has_same_words(citation, earlier_document, document):
                wanted.setdefault(get_identity(citation), citation)
    stale = [row.pk for row in rows if get_identity(row) in known - wanted.keys()]
    model.objects.filter(pk__in=stale).delete()
    position = max((row.position for row in rows), default=0)
    for identity in wanted.keys() - {get_identity(row) for row in rows}:
        wanted[identity].pk, wanted[identity].edition = None, edition
    added = [citation for citation in wanted.values() if citation.pk is None]
    for place, citation in enumerate(added, position + 1):
        citation.position = min(place, 32767)
    model.objects.bulk_create(added)


def find_earlier_citations(edition: Edition, model) -> list[tuple[list, dict]]:
    """Returns the citations of each published version of the record, with its document, newest first. A text published
    in error counts for nothing."""
    versions = edition.record.editions.filter(status__in=PUBLIC_STATUSES).not_retracted().exclude(pk=edition.pk)
    rows = model.objects.filter(edition__in=versions).select_related("source").order_by("-edition__number", "position")
    by_edition: dict[int, list] = {}
    for row in rows.defer("source__note"):
        if row.field not in OWN_FIELDS:
            by_edition.setdefault(row.edition_id, []).append(row)
    documents = {row.pk: row.document for row in versions.filter(pk__in=by_edition).select_related("publication")}
    return [(citations, documents[pk]) for pk, citations in by_edition.items()]


def find_lost_places(edition: Edition, model) -> list[str]:
    """Returns the places that cite a source in the newest published version that cites one, and not in this draft, as
    a reader would name them: "item 3", "the title"."""
    earlier = find_earlier_citations(edition, model)
    if not earlier:
        return []
    citations, before = earlier[0]
    cited = {(row.field, row.point_key) for row in model.objects.filter(edition=edition)}
    numbers = dict(edition.points.values_list("key", "number"))
    lost = [row for row in citations if get_place(row) not in cited]
    return list(dict.fromkeys(name_places(lost, numbers, edition.record.point_noun)))


def name_places(citations: list, numbers: dict[str, int], noun: str) -> Iterator[str]:
    for citation in citations:
        if not citation.point_key:
            yield f"the {'text' if citation.field in TEXT_FIELDS else citation.field.replace('_', ' ')}"
        elif citation.point_key in numbers:
            yield f"{noun} {numbers[citation.point_key]}"


def get_identity(citation) -> tuple:
    return citation.field, citation.point_key, citation.source_id, citation.start, citation.end


def get_place(citation) -> Place:
    return citation.field, citation.point_key


def has_same_words(citation, earlier: dict, document: dict) -> bool:
    """Whether what the citation belongs to is the same in both documents. In the running text, the cited passage
    counts."""
    before, now = (find_cited_value(one, *get_place(citation)) for one in (earlier, document))
    if before in (None, "", []) or now in (None, "", []):
        return False
    if not isinstance(before, str) or not isinstance(now, str):
        return before == now
    if get_words(before) == get_words(now):
        return True
    is_passage = now == document["edition"]["body"]
    return is_passage and join_letters(citation.quote) in join_letters(get_words(now))


def find_cited_value(document: dict, field: str, point_key: str) -> Any:
    """Returns the value in the document of an edition: of a point, of the edition, or of its parts, whose keys are
    the field or its plural. Any other field, such as "quotation", is about the running text."""
    if point_key:
        point = next((point for point in document["points"] if point["key"] == point_key), {})
        return point.get(field)
    if field in document["edition"]:
        return document["edition"][field]
    for key, part in document.items():
        if key in (field, f"{field}s"):
            return part
        if isinstance(part, dict) and field in part:
            return part[field]
    return document["edition"]["body"]


def get_words(markdown: str) -> str:
    return collapse_whitespace(strip_markdown(markdown))
