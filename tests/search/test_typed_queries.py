"""Queries as people type them find the texts as they are printed."""

import pytest

from portal.search.engine import SearchQuery, search_records
from tests.conftest import NOW
from tests.search.conftest import keys, publish
from tests.search.typed_queries import MISSES, QUERIES, QUESTIONS, TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts(db):
    for key, text in TEXTS.items():
        publish(key, points=[text], language="es" if key == "spanish" else "en")


def test_each_query_finds_its_text(texts):
    missed = [(typed, key) for typed, key in QUERIES if key not in keys(typed)]
    print(len(QUERIES) - len(missed), len(QUERIES), missed)
    assert missed == []


def test_other_numbers_and_parts_of_words_do_not_find_a_text(texts):
    assert [(typed, key) for typed, key in MISSES if key in keys(typed)] == []


def list_leads(typed: str) -> list[str]:
    """Returns what the first result leads to: its record, and the points that it quotes."""
    return [
        key
        for result in search_records(SearchQuery(typed), at=NOW).results[:1]
        for key in (result.edition.record.key, *(passage.key for passage in result.passages))
    ]


def test_everyday_questions_lead_to_the_service_or_the_record(seeded):
    missed = [(typed, key) for typed, key in QUESTIONS if key not in list_leads(typed)]
    print(len(QUESTIONS) - len(missed), len(QUESTIONS), missed)
    assert missed == []
