"""Queries as people type them find the texts as they are printed."""

import re

import pytest

from portal.search.compounds import find_compounds, list_splits
from portal.search.engine import SearchQuery, search_records
from tests.conftest import NOW
from tests.factories import day, make_published, make_record, make_service, moment
from tests.kinds import Kind
from tests.search.conftest import find, keys, marked, publish
from tests.search.typed_queries import MISSES, QUERIES, QUESTIONS, TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts(db):
    for key, text in TEXTS.items():
        publish(key, points=[text], language="es" if key == "spanish" else "en")


def test_each_query_finds_its_text(texts):
    missed = [(typed, key) for typed, key in QUERIES if key not in keys(typed)]
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
    assert missed == []


SPELLINGS = [
    ("reopen", "re-open", "re open"),
    ("dropoff", "drop-off", "drop off"),
    ("walkins", "walk-ins", "walk ins"),
    ("email", "e-mail", "e mail"),
    ("cooperate", "co-operate", "co operate"),
    ("K12", "K-12", "K 12"),
    ("CGS", "C.G.S.", "C G S"),
    ("8am", "8 a.m.", "8 am"),
    ("noshow", "no-show", "no show"),
    ("COVID19", "Covid-19", "covid 19"),
    ("8605550134", "(860) 555-0134", "1.860.555.0134"),
    ("8605550134", "٨٦٠-٥٥٥-٠١٣٤", "860-555-0134"),
    ("442079460958", "+44 20 7946 0958", "+44 (0)20 7946-0958"),
    ("+525512345678", "011 52 55 1234 5678", "00 52 55 1234-5678"),
    ("website", "web-site", "web site"),
    ("healthcare", "health-care", "health care"),
    ("fulltime", "full-time", "full time"),
    ("afterschool", "after-school", "after school"),
    ("selfservice", "self-service", "self service"),
]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=[names[1] for names in SPELLINGS])
def test_each_spelling_finds_all_of_them_and_marks_them(spellings):
    """The words around the place stay unmarked."""
    for number, spelling in enumerate(spellings):
        publish(f"text-{number}", points=[f"Ask before {spelling}, please."])
    for typed in (*spellings, spellings[0].upper()):
        results = find(typed).results
        assert {result.edition.record.key for result in results} == {"text-0", "text-1", "text-2"}, typed
        for result in results:
            spelling = spellings[int(result.edition.record.key[-1])]
            words = re.findall(r"\w+", " ".join(marked(result.passages[0].text)))
            assert words and set(words) <= set(re.findall(r"\w+", spelling)), (typed, spelling)


@pytest.mark.parametrize("typed", ["reopen", "8605550134", "860-555-0134", "cgs", "8am", "dropoff"])
def test_the_whole_of_a_compound_is_marked(typed):
    publish("one", points=["To re-open, call (860) 555-0134 at 8 a.m. (C.G.S.) or drop off a form."])
    [result] = find(typed).results
    [whole] = marked(result.passages[0].text)
    found = [compound for compound in find_compounds(whole.lower()) if compound.word == typed.replace("-", "")]
    assert found[0].start <= 1 and len(whole) - found[0].stop <= 1


def test_a_phrase_may_be_spelled_in_any_way():
    publish("hyphen", points=["The unit will re-open on Monday."])
    publish("joined", points=["The unit will reopen on Monday."])
    for typed in ('"will reopen on monday"', '"will re-open on monday"', "“will re open on monday”"):
        assert set(keys(typed)) == {"hyphen", "joined"}, typed
    assert keys('"open will"') == keys('"monday reopen"') == []


@pytest.mark.parametrize("typed", ["0-0", "00.0", "0/00 0", "000-0000", "00:00 am", "1-000-000-0000"])
def test_zeros_are_words_too(typed):
    """Numbers are also compared without leading zeros, of which nothing may remain."""
    publish("one", points=[f"Room {typed} is open."])
    assert keys(typed) == ["one"] and all(compound.word for compound in find_compounds(typed))


def test_a_word_that_is_not_found_may_be_two_words():
    """Function words are no halves, so a therapist is not found in another sentence."""
    publish("one", points=["The day care center is open. We met the rapist’s lawyer."])
    assert keys("daycare") == keys('"daycare center"') == ["one"]
    assert keys("therapist") == []
    assert ("the", "rapist") not in list_splits("therapist")


def test_a_word_in_another_spelling_is_not_corrected():
    publish("one", "The unit will re-open", points=["Walk-in customers may wait."])
    assert [(find(typed).count, find(typed).meant) for typed in ("reopen", "walkin")] == [(1, ""), (1, "")]
    assert find("reopne").meant == "reopen"


@pytest.mark.parametrize("typed", ["dropoff", "drop-off", "daycare", "8605550134", "where is the drop-off unit today"])
def test_no_spelling_finds_or_reveals_a_text_that_waits(typed):
    publish("public", points=["The day unit takes care of forms."])
    before = find(typed)
    text = "Use the drop-off box of the day care or daycare unit, or call 860-555-0134."
    publish("waits", points=[text], at=moment("2025-08-01"))
    after = find(typed)
    assert (after.count, after.meant, after.query) == (before.count, before.meant, before.query)
    assert find(typed, at=moment("2025-08-02")).count == before.count + (before.count == 0) or before.is_partial


# Questions


def test_a_question_that_no_text_answers_finds_those_with_the_rarest_words():
    """A list of two words is no question, and finds only texts with both."""
    for number in range(3):
        publish(f"office-{number}", points=["The office is closed."])
    publish("permits", points=["The office renews permits."])
    results = find("is the office for permits open on weekends?")
    assert [result.edition.record.key for result in results.results] == ["permits"] and results.is_partial
    assert results.meant == "" and keys("permits weekends") == []


def test_function_words_count_if_nothing_else_is_typed():
    publish("one", "What we need today")
    assert keys("need") == keys("today") == ["one"] and find("where is the").count == 0


def test_the_name_of_a_language_finds_the_texts_in_it():
    publish("spanish", "Horario de la oficina", language="es")
    publish("creole", "Orè biwo a", language="ht")
    publish("english", "Hours of the office")
    for typed in ("Español", "espanol", "Spanish", "in Spanish", "¿en español?"):
        assert keys(typed) == ["spanish"], typed
    assert keys("Haitian Creole") == keys("kreyol") == ["creole"]


# The services board


@pytest.fixture
def page(client, without_response_cache):
    return lambda typed, **asked: client.get("/search/", {"q": typed} | asked).content.decode()


@pytest.mark.parametrize(
    "typed, services",
    [
        ("is the fingerprint unit open today", ["fingerprint-identification-unit"]),
        ("how do I renew my pistol permit?", ["pistol-permit-renewals"]),
        ("guard cards", ["guard-cards"]),
        ("¿está abierto el Sex Offender Registry?", ["offender-registries"]),
        ("pistol permit", ["new-pistol-permits", "pistol-permit-renewals"]),
        ("state police headquarters", []),
        ("new rules about schools", []),
        ("immigration", []),
    ],
)
def test_a_service_named_in_a_query_leads_to_its_row_on_the_board(page, client, seeded, typed, services):
    addresses = re.findall(r'href="(/#service-[^"]*)"', page(typed))
    assert addresses == [f"/#service-{key}" for key in services]
    home = client.get("/").content.decode()
    assert all(f'id="{address[2:]}"' in home for address in addresses)


def test_a_service_without_a_row_today_is_not_linked(page):
    desk = make_service("desk", "Fingerprint desk")
    points = [{"service": desk, "text": "Closed.", "effective_until": day("2025-06-10")}]
    make_published(make_record(Kind.SERVICE_NOTICE), at=moment("2025-06-02"), points=points)
    html = page("fingerprint desk")
    assert "Fingerprint desk" in html and "#service-" not in html


def test_the_page_says_that_no_record_has_all_words(page, seeded):
    html = page("where can I renew a quokka permit by mail?")
    assert "No record has all these words." in html and "<mark>" in html
    assert "No record has all these words." not in page("pistol permit")


@pytest.mark.parametrize("typed", ["badges", "north", "desk", "8605550134"])
def test_the_cells_of_a_table_are_words_of_their_own(typed):
    publish("table", points=["| Service | Desk | Phone |\n|---|---|---|\n| Badges | North | (860) 555-0134 |"])
    [result] = find(typed).results
    [mark] = marked(result.passages[0].text)
    assert mark.lower() == {"8605550134": "(860) 555-0134"}.get(typed, typed)
