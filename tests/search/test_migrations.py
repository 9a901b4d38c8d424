"""The migrations of the search, reversed and applied again: nothing remains, and searches find the same as before."""

import pytest
from django.core.management import call_command
from django.db import connection

from portal.search.engine import SearchQuery, search_records
from tests.conftest import NOW, load_seeds

QUESTIONS = ["pistol", '"student information"', "fingrprint", "fing", "860-524-7315"]


def answers() -> list:
    all_results = [search_records(SearchQuery(text), at=NOW) for text in QUESTIONS]
    return [([result.edition.pk for result in results.results], results.meant) for results in all_results]


@pytest.mark.django_db(transaction=True)
def test_reversing_and_reapplying_the_migrations_keeps_the_results():
    load_seeds()
    before = answers()
    assert all(ids or meant for ids, meant in before)
    try:
        call_command("migrate", "search", "zero", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    assert answers() == before
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for name in ("search_document_words", "search_entry_words"):
                cursor.execute(f"INSERT INTO {name} ({name}) VALUES ('integrity-check')")
