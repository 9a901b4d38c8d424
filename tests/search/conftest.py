"""Publishes texts and finds them."""

from portal.search.engine import SearchQuery, SearchResults, search_records
from tests.conftest import NOW
from tests.factories import make_published, make_record, moment
from tests.kinds import Kind

EARLIER = moment("2025-06-02")


def find(text: str, at=NOW, **facts) -> SearchResults:
    return search_records(SearchQuery(text, **facts), at=at)


def keys(text: str, **facts) -> list[str]:
    return [result.edition.record.key for result in find(text, **facts).results]


def publish(key: str, title: str = "On the matter", kind: str = Kind.MEMO, at=EARLIER, is_official=True, **facts):
    record = make_record(kind, key=key, is_official=is_official)
    return make_published(record, at=at, title=title, **facts)


def marked(pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.kind == "found"]
