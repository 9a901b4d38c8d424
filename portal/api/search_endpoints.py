"""API endpoint for the search."""

from collections.abc import Iterable

from django.conf import settings

from portal.api import serializers
from portal.api.views import ApiRequest
from portal.records.document_keys import list_search_filters
from portal.records.models import Edition
from portal.search.engine import SearchQuery, SearchResult, search_records
from portal.search.point_standings import PointStanding, get_point_standings
from portal.search.snippets import Snippet, SnippetPiece
from portal.search.views import get_result_url


def search_results(ask: ApiRequest) -> dict:
    question = SearchQuery(
        text=ask["q"],
        narrowed={item.name: ask[item.name] or "" for item in list_search_filters()},
        is_official=bool(ask["official"]),
        first=ask["from"],
        last=ask["to"],
        on=ask["on"],
        is_old=bool(ask["old"]),
    )
    page = ask["page"] or 1
    results = search_records(question, at=ask.at, page=page, size=settings.PAGE_SIZE)
    return {
        "count": results.count,
        "is_more": results.is_more,
        "meant": results.meant or None,
        "is_partial": results.is_partial,
        "items": [serialize_result(item, question, ask) for item in results.results],
        "next": ask.following("page", page + 1 if results.has_next else None),
    }


def serialize_result(result: SearchResult, question: SearchQuery, ask: ApiRequest) -> dict:
    standings = get_point_standings(result.edition, ask.on)
    return {
        **serializers.serialize_edition(result.edition, ask),
        "url": ask.absolute(get_result_url(result.edition, question)),
        "marked_title": serialize_pieces(result.title),
        "passages": [
            serialize_passage(snippet, get_passage_standing(result.edition, snippet, standings))
            for snippet in result.passages
        ],
        "other_numbers": result.others,
    }


def get_passage_standing(edition: Edition, snippet: Snippet, standings: dict[str, PointStanding]) -> str | None:
    """Returns the standing of the quoted point on the day; None for the text of the edition itself."""
    if not snippet.key:
        return None
    return standings[snippet.key][0] if snippet.key in standings else edition.standing_then


def serialize_passage(snippet: Snippet, standing: str | None) -> dict:
    """Returns the matching point or, without a key, the text of the edition itself."""
    return {
        "point": snippet.key or None,
        "number": snippet.number if snippet.key else None,
        "standing": standing,
        "heading": serialize_pieces(snippet.heading),
        "text": serialize_pieces(snippet.text),
    }


def serialize_pieces(pieces: Iterable[SnippetPiece]) -> list[dict]:
    """Returns the pieces of a text: plain words, matching words and omissions."""
    return [{"kind": piece.kind, "text": piece.text} for piece in pieces]
