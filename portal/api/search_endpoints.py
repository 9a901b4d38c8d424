"""The search, as data."""

from collections.abc import Iterable

from django.conf import settings

from portal.api import serializers
from portal.api.views import ApiRequest
from portal.records.document_keys import list_search_filters
from portal.search.engine import SearchQuery, SearchResult, search_records
from portal.search.snippets import Snippet, SnippetPiece
from portal.search.views import get_result_url


def search_results(ask: ApiRequest) -> dict:
    question = SearchQuery(
        text=ask["q"],
        narrowed={one.name: ask[one.name] or "" for one in list_search_filters()},
        is_official=bool(ask["official"]),
        first=ask["from"],
        last=ask["to"],
        on=ask["on"],
        is_old=bool(ask["old"]),
    )
    page = ask["page"] or 1
    answer = search_records(question, at=ask.at, page=page, size=settings.PAGE_SIZE)
    return {
        "count": answer.count,
        "is_more": answer.is_more,
        "meant": answer.meant or None,
        "items": [serialize_result(one, question, ask) for one in answer.results],
        "next": ask.following("page", page + 1 if answer.has_next else None),
    }


def serialize_result(one: SearchResult, question: SearchQuery, ask: ApiRequest) -> dict:
    return {
        **serializers.serialize_edition(one.edition, ask),
        "url": ask.absolute(get_result_url(one.edition, question)),
        "marked_title": serialize_pieces(one.title),
        "passages": [serialize_passage(each) for each in one.passages],
        "other_numbers": one.others,
    }


def serialize_passage(one: Snippet) -> dict:
    """The point that answers, or with no key the edition's own text."""
    return {
        "point": one.key or None,
        "number": one.number if one.key else None,
        "heading": serialize_pieces(one.heading),
        "text": serialize_pieces(one.text),
    }


def serialize_pieces(marked: Iterable[SnippetPiece]) -> list[dict]:
    """Plain words, words found, and where words are left out."""
    return [{"kind": piece.kind, "text": piece.text} for piece in marked]
