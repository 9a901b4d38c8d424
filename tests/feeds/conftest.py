"""A notice in two versions, and a reader of feeds."""

import feedparser
import pytest

from tests.factories import day, make_published, make_record, make_service, moment

SYNTAXES = ("atom", "rss", "json")


@pytest.fixture
def read(client):
    """Returns a function that reads a feed with feedparser and fails for any problem."""

    def ask(address: str) -> feedparser.FeedParserDict:
        response = client.get(address)
        assert response.status_code == 200, address
        parsed = feedparser.parse(response.content, response_headers={"content-type": response.headers["Content-Type"]})
        assert not parsed.bozo, parsed.get("bozo_exception")
        return parsed

    return ask


def titles(parsed) -> list[str]:
    return [entry.title for entry in parsed.entries]


@pytest.fixture
def notice(db):
    """A notice in two versions: one item changed, one added."""
    record = make_record("service_notice", key="hours")
    make_published(record, at=moment("2025-06-01"), title="Hours & <days>", points=["Open.", "Closed on Monday."])
    make_published(
        record,
        at=moment("2025-06-05 09:30"),
        change_note="Item 2: Tuesday instead. Item 3 is new.",
        effective_from=day("2025-06-05"),
        points=["Open.", "Closed on Tuesday.", {"text": "Bring <b>both</b>.", "service": make_service("x", "X & Y")}],
    )
    return record
