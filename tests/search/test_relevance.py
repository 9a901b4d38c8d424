"""The right record comes first: the same queries with the same results on both databases."""

import json
import tomllib
from pathlib import Path

import pytest
from django.db import connection

from portal.records.models import Issuer, Record
from portal.search.engine import SearchQuery, search_records
from tests.conftest import NOW
from tests.factories import make_published, make_service, moment
from tests.kinds import Kind

pytestmark = pytest.mark.django_db
DATA = tomllib.loads(Path(__file__).with_suffix("").with_name("relevance.toml").read_text(encoding="utf-8"))
FIRST = json.loads(Path(__file__).with_name("first_results.json").read_text(encoding="utf-8"))
"""The first result of each query on each database."""
ASKED = [(text, key) for key, texts in DATA["first"].items() for text in texts]


@pytest.fixture
def corpus(seeded):
    issuer = Issuer.objects.first()
    for number, text in enumerate(DATA["record"]):
        record = Record.objects.create(key=text["key"], kind=text["kind"], issuer=issuer)
        points = [{"text": point} for point in text.get("points", [])]
        if record.kind == "service_notice":
            service = make_service(text["key"], text["title"])
            points = [point | {"service": service} for point in points]
        at = moment(f"2025-06-{1 + number % 28:02}")
        make_published(record, at=at, title=text["title"], body=text.get("body", ""), points=points)


def keys(text: str) -> list[str]:
    results = search_records(SearchQuery(text), at=NOW)
    return [result.edition.record.key for result in results.results]


def test_there_are_forty_queries_for_existing_records(corpus):
    assert len(ASKED) == len({text for text, _ in ASKED}) == 40
    assert set(DATA["first"]) <= set(Record.objects.values_list("key", flat=True))


def test_the_right_record_comes_first(corpus):
    """Mean reciprocal rank at least 0.9."""
    keys_by_query = {text: keys(text) for text, _ in ASKED}
    ranks = [1 / (keys_by_query[text].index(key) + 1) if key in keys_by_query[text] else 0 for text, key in ASKED]
    assert sum(ranks) / len(ranks) >= 0.9, {
        text: keys_by_query[text][:3] for text, key in ASKED if keys_by_query[text][:1] != [key]
    }


def test_the_two_databases_agree_on_the_first_result(corpus):
    """The file contains the results of both databases. Each run checks those of its own database, and then compares the
    two. After an intended change of the ranking, copy the new column from the message of this test."""
    first = {text: next(iter(keys(text)), "") for text, _ in ASKED}
    assert first == {text: seen[connection.vendor] for text, seen in FIRST.items()}, json.dumps(first)
    agreed = [text for text, seen in FIRST.items() if seen["sqlite"] == seen["postgresql"]]
    assert len(agreed) * 10 >= len(FIRST) * 9 and set(FIRST) == set(first)


def test_a_third_party_text_comes_after_a_text_of_the_state_with_the_same_words(seeded):
    """Even if the third-party text is newer."""
    is_official_by_key = {"state": True, "third-party": False}
    for number, (key, is_official) in enumerate(is_official_by_key.items(), 1):
        issuer = Issuer.objects.first() if is_official else None
        kind = Kind.MEMO if is_official else Kind.QUESTIONS
        record = Record.objects.create(key=key, kind=kind, issuer=issuer, is_official=is_official)
        at = moment(f"2025-06-{number:02}")
        make_published(record, at=at, title="Quokka", points=[{"heading": "Seen?", "text": "A quokka is seen."}])
    assert keys("quokka") == ["state", "third-party"]
