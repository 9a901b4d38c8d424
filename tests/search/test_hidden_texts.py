"""Texts that no search may find. Each test first creates the text that could leak and checks that it exists."""

import pytest
from django.db import connection

from portal.search.engine import SearchQuery, search_records
from portal.search.models import Document, Entry, Term
from portal.search.views import list_filter_choices
from tests.conftest import NOW
from tests.factories import day, make_draft, make_published, make_record, make_service, moment, withdraw
from tests.kinds import Kind

pytestmark = pytest.mark.django_db
QUESTIONS = [
    {},
    {"is_old": True},
    {"on": day("2025-06-15")},
    {"on": day("2025-12-31")},
    {"first": day("2020-01-01"), "last": day("2030-01-01")},
]


def leaks(word: str, at=NOW) -> bool:
    """Whether any kind of search at the moment finds or suggests the word."""
    for facts in QUESTIONS:
        results = search_records(SearchQuery(word, **facts), at=at)
        mistyped = search_records(SearchQuery(word[:-1] + "x", **facts), at=at)
        beginning = search_records(SearchQuery(word[:4], **facts), at=at)
        if results.count or results.meant or mistyped.count or mistyped.meant or beginning.count or beginning.meant:
            return True
    return False


@pytest.fixture
def record(db):
    record = make_record(key="memo")
    make_published(record, at=moment("2025-06-01"), title="On the matter")
    return record


def test_a_published_text_is_found(record):
    make_published(record, at=moment("2025-06-10"), title="A quokka", effective_from=day("2025-06-10"))
    assert leaks("quokka"), "the other tests would prove nothing"


@pytest.mark.parametrize("column", ["title", "body", "provenance", "points"])
def test_a_draft_is_not_found(record, column):
    make_draft(record, **{column: ["A quokka."] if column == "points" else "A quokka."})
    assert not leaks("quokka")


def test_a_text_in_review_is_not_found(record):
    make_draft(record, title="A quokka").perform("submit", by=None, at=NOW)
    assert not leaks("quokka")


def test_a_scheduled_text_is_found_from_its_moment_on(record):
    at = moment("2025-07-10 09:00")
    make_published(record, at=at, title="A quokka", points=["Quokka."], effective_from=day("2025-06-01"))
    assert Document.objects.filter(title__contains="quokka").exists()
    assert Term.objects.filter(value="quokka").exists()
    assert not leaks("quokka")
    assert not leaks("quokka", moment("2025-07-10 08:59"))
    assert leaks("quokka", at)


def test_the_scheduled_text_of_a_new_record_is_not_found():
    make_published(make_record(), at=moment("2025-07-10"), title="A quokka")
    assert not leaks("quokka") and leaks("quokka", moment("2025-07-10"))


def test_a_text_published_in_error_is_not_found_any_more(record):
    edition = make_published(record, at=moment("2025-06-10"), title="A quokka", effective_from=day("2025-06-10"))
    assert leaks("quokka")
    withdraw(edition, at=moment("2025-06-20"), kind="published_in_error")
    assert not leaks("quokka")
    assert not Document.objects.filter(edition=edition).exists()
    assert not Entry.objects.filter(edition=edition).exists()


def test_a_text_published_in_error_is_not_found_in_an_outdated_index(record):
    """Stale rows, as after the restore of an older index, do not lead to the text."""
    edition = make_published(record, at=moment("2025-06-10"), title="A quokka", effective_from=day("2025-06-10"))
    rows = list(Document.objects.all()), list(Entry.objects.all())
    withdraw(edition, at=moment("2025-06-20"), kind="published_in_error")
    Document.objects.all().delete(), Entry.objects.all().delete()
    Document.objects.bulk_create(rows[0])
    Entry.objects.bulk_create(rows[1])
    assert not leaks("quokka")


def test_the_record_of_a_text_published_in_error_is_not_found_by_its_words():
    edition = make_published(make_record(), at=moment("2025-06-10"), title="A quokka")
    withdraw(edition, at=moment("2025-06-20"), kind="published_in_error")
    assert not leaks("quokka")


def test_a_scheduled_text_whose_publication_was_canceled_never_shows(record):
    edition = make_published(record, at=moment("2999-07-10"), title="A quokka")
    edition.perform("cancel", by=None, at=NOW, note="No.")
    assert not leaks("quokka") and not leaks("quokka", moment("2999-07-11"))


def test_a_choice_that_only_a_scheduled_text_has_appears_with_that_text():
    """An earlier text with the same choice was published in error."""
    points, at = [{"service": make_service("zoo", "Quokka house"), "text": "Closed."}], moment("2025-07-10")
    retracted = make_published(make_record(Kind.SERVICE_NOTICE), at=moment("2025-06-10"), points=points)
    assert named(NOW) == ["zoo"]
    make_published(make_record(Kind.SERVICE_NOTICE), at=at, points=points)
    withdraw(retracted, at=moment("2025-06-20"), kind="published_in_error")
    assert (named(NOW), named(at)) == ([], ["zoo"])


def named(at) -> list[str]:
    return [value for value, _ in list_filter_choices(at)["service"]]


def test_words_of_a_source_document_are_not_found(seeded):
    """The portal stores copies with readers’ comments, which are not its own texts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sources_sourcedocument WHERE withheld_from IS NOT NULL")
        assert cursor.fetchone() != (0,)
    results = search_records(SearchQuery("comments"), at=NOW)
    assert not any("omments" in piece.text for result in results.results for p in result.passages for piece in p.text)


@pytest.mark.parametrize(
    "typed, hidden",
    [
        ("fingerp", "fingerp"),
        ("office fingerp", "fingerp"),
        ("fingerprnt", "fingerprnt"),
        ("fingrprnt", "fingrprnts"),
        ("fignerprint", "fignerprint"),
        ("office fingrprnt", "fingrprnt"),
        ("covid", "covid"),
        ("cov", "covers"),
        ("covid1", "covid18"),
    ],
)
@pytest.mark.parametrize("is_in_error", [False, True])
def test_no_answer_reveals_that_a_hidden_text_contains_the_word(typed, hidden, is_in_error):
    """A word of a scheduled text, or of one published in error, is never offered as a completion. A misspelled word is
    corrected even if a hidden text contains the same misspelling or a nearer word."""
    make_published(make_record(), at=moment("2025-06-01"), title="Fingerprint office closed for covid19")

    def answer() -> tuple:
        results = search_records(SearchQuery(typed), at=NOW)
        return [result.edition.pk for result in results.results], results.meant

    before = answer()
    assert any(before)
    edition = make_published(make_record(), at=moment("2025-06-12" if is_in_error else "2025-07-10"), title=hidden)
    assert Term.objects.filter(value=hidden).exists()
    if is_in_error:
        withdraw(edition, at=moment("2025-06-13"), kind="published_in_error")
    assert answer() == before


def test_a_word_of_an_old_version_does_not_prevent_a_completion():
    record = make_record()
    make_published(record, at=moment("2025-06-01"), title="Covid", effective_from=day("2025-06-01"))
    make_published(record, at=moment("2025-06-02"), title="Covid19", effective_from=day("2025-06-02"))
    assert search_records(SearchQuery("covid"), at=NOW).count == search_records(SearchQuery("cov"), at=NOW).count == 1


def test_words_of_a_text_published_in_error_get_the_date_of_the_next_text():
    """A word of a scheduled text is not suggested before its date; a word that no other text contains is deleted."""
    retracted = make_published(make_record(), at=moment("2025-06-01"), title="Quokka wombat echidna 2025a")
    make_published(make_record(), at=moment("2025-05-01"), title="Echidna")
    make_published(make_record(), at=moment("2025-07-10"), title="Wombat")
    withdraw(retracted, at=moment("2025-06-20"), kind="published_in_error")
    words = Term.objects.filter(value__in=["quokka", "wombat", "echidna", "2025a"]).order_by("value")
    dated = {"echidna": moment("2025-05-01"), "wombat": moment("2025-07-10")}
    assert dict(words.values_list("value", "public_at")) == dated
