"""What the search keeps in PostgreSQL besides Django's tables: a table of the newest texts, stems, and functions."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.utils import timezone

from portal.search import checks, index
from portal.search.backends.postgresql import sql_functions
from portal.search.backends.postgresql.postgresql_schema import KEEP_RECENT
from portal.search.engine import SearchQuery, list_matching_record_ids, search_records
from portal.search.models import Document
from tests.conftest import NOW
from tests.factories import day, make_published, make_record, make_service, moment, withdraw
from tests.kinds import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def run(sql: str, *params) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchall() if cursor.description else []


def recent() -> list[int]:
    return [pk for (pk,) in run("SELECT id FROM search_recent WHERE vector IS NOT NULL ORDER BY id")]


@pytest.fixture
def two_recent():
    run(KEEP_RECENT.format(most=2))


def publish(title: str, at: str, **facts):
    return make_published(make_record(), at=moment(at), title=title, effective_from=day("2025-01-01"), **facts)


# The table of the newest texts


def test_the_recent_table_has_the_newest_and_the_scheduled_texts(two_recent):
    scheduled = make_published(make_record(), at=timezone.now() + timedelta(1), title="To come")
    editions = [publish("A storm", f"2025-06-0{number}") for number in (3, 1, 4, 2)]
    ids = dict(Document.objects.values_list("edition", "id"))
    assert recent() == [ids[edition.pk] for edition in (editions[0], editions[2], scheduled)]


def test_the_recent_table_has_the_titles_of_ten_times_as_many_texts(two_recent):
    for number in range(10, 32):
        publish("A storm", f"2025-05-{number}", points=["A flood."])
    ids = list(Document.objects.order_by("id").values_list("id", flat=True))
    query = "SELECT id FROM search_recent WHERE {} ORDER BY id"
    assert run(query.format("title_vector @@ 'storm'")) == [(pk,) for pk in ids[-20:]]
    assert run(query.format("vector @@ 'flood'")) == [(pk,) for pk in ids[-2:]]
    withdraw(Document.objects.get(id=ids[-1]).edition, at=moment("2025-06-10"), kind="published_in_error")
    assert run(query.format("title_vector @@ 'storm'")) == [(pk,) for pk in ids[-21:-1]]
    assert run(query.format("vector @@ 'flood'")) == [(pk,) for pk in ids[-3:-1]]


def test_a_text_removed_from_the_index_makes_room_for_an_older_one(two_recent):
    editions = [publish("A storm", f"2025-06-0{number}") for number in (1, 2, 3)]
    ids = dict(Document.objects.values_list("edition", "id"))
    withdraw(editions[2], at=moment("2025-06-10"), kind="published_in_error")
    assert recent() == [ids[editions[0].pk], ids[editions[1].pk]]
    Document.objects.all().delete()
    assert recent() == []
    index.rebuild_index()
    assert recent() == [ids[editions[0].pk], ids[editions[1].pk]]


def test_a_changed_row_of_the_index_changes_in_the_recent_table_too(two_recent):
    publish("A storm", "2025-06-01")
    Document.objects.update(title="quokka", points="", body="", rest="")
    assert run("SELECT vector @@ 'quokka' AND title_vector @@ 'quokka' FROM search_recent") == [(True,)]


QUESTIONS = [
    SearchQuery("storm"),
    SearchQuery("storm closure"),
    SearchQuery("closure"),
    SearchQuery('"storm closure"'),
    SearchQuery("sto"),
    SearchQuery('"the storm" -closure'),
    SearchQuery("storm", narrowed={"service": "desk"}),
    SearchQuery("storm", is_old=True),
    SearchQuery("storm", is_official=True),
    SearchQuery("storm", on=day("2025-06-03")),
    SearchQuery("storm", last=day("2025-06-02")),
    SearchQuery("storm", first=day("2025-06-03")),
    SearchQuery('"storm closure"', on=day("2025-06-02"), is_old=True),
]


def test_the_results_do_not_depend_on_the_size_of_the_recent_table():
    desk = make_service("desk", "Front desk")
    for number in range(1, 7):
        points = [{"service": desk, "text": "The storm closure." if number % 3 else "A closure; a storm."}]
        record = make_record(Kind.SERVICE_NOTICE)
        for again in range(1 + number % 2):
            at = moment(f"2025-06-0{number} 1{again}:00")
            title = "The storm" if number > 3 else "On the matter"
            make_published(record, at=at, title=title, points=points, effective_from=day(f"2025-06-0{number}"))
    record_ids = [list_matching_record_ids(question, at=NOW) for question in QUESTIONS]
    assert all(record_ids[:4]) and recent()
    for most in (1, 3):
        run(KEEP_RECENT.format(most=most))
        index.rebuild_index()
        assert len(recent()) == most
        assert [list_matching_record_ids(question, at=NOW) for question in QUESTIONS] == record_ids


@pytest.fixture
def looking_at_few(monkeypatch):
    """Replaces the functions by ones that rank two texts and check only four at first."""
    for name, value in {"MAX_RANKED": 2, "MAX_CANDIDATES": 4, "ENOUGH_NEWEST": 3}.items():
        monkeypatch.setattr(sql_functions, name, value)
    caches = sql_functions.build_functions, sql_functions.get_function_name
    for cache in caches:
        cache.cache_clear()
    sql_functions.ensure_schema()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.parametrize(
    "typed, newer",
    [
        ("storm closure", "A storm closure"),
        ('"storm closure"', "A storm closure"),
        ('"storm closure"', "A closure in a storm"),
    ],
)
def test_a_text_with_the_words_in_its_title_comes_before_many_newer_texts(typed, newer, looking_at_few):
    """The newest titles with the words belong to superseded versions, and enough newer texts contain them elsewhere."""
    older = publish("The storm closure", "2025-01-01", points=["Nothing."])
    record = make_record()
    for minute in range(10, 28):
        title = newer if minute < 27 else "On the matter"
        make_published(record, at=moment(f"2025-02-01 12:{minute}"), title=title, effective_from=day("2025-01-01"))
    for number in range(1, 6):
        publish("On the matter", f"2025-03-0{number}", points=["A storm closure."])
    results = search_records(SearchQuery(typed), at=NOW)
    assert [result.edition.pk for result in results.results][:1] == [older.pk]
    assert (len(results.results), results.is_more) == (2, True)


def test_the_size_of_the_recent_table_follows_the_release(two_recent):
    sql_functions.ensure_schema()
    for number in (1, 2, 3):
        publish("A storm", f"2025-06-0{number}")
    assert len(recent()) == 3


# Words


def test_a_word_of_a_text_has_its_stem():
    publish("Résumés and offices", "2025-06-01")
    stems = dict(run("SELECT value, stem FROM search_term WHERE name = 'word' AND value IN ('resumes', 'offices')"))
    assert stems == {"resumes": "resum", "offices": "offic"}
    assert run("SELECT DISTINCT stem FROM search_term WHERE name <> 'word'") == [(None,)]


def test_other_forms_of_a_word_are_marked_and_similar_words_are_not():
    publish("A storm", "2025-06-01", points=["Policies of the police: a policy, policed."])
    [result] = search_records(SearchQuery("policy"), at=NOW).results
    assert [piece.text for piece in result.passages[0].text if piece.kind == "found"] == ["Policies", "policy"]


# Functions


def test_the_check_names_a_missing_function():
    assert checks.check_search_functions(databases=["default"]) == []
    name = sql_functions.get_function_name("shown")
    [(signature,)] = run("SELECT oid::regprocedure::text FROM pg_proc WHERE proname = %s", name)
    run(f"DROP FUNCTION {signature}")
    [error] = run_checks(databases=["default"], include_deployment_checks=True, tags=["database"])
    assert name in error.msg and "migrate" in error.hint
    sql_functions.ensure_schema()
    assert checks.check_search_functions(databases=["default"]) == []


def test_functions_of_the_previous_release_stay_and_older_ones_are_dropped():
    ours = {sql_functions.get_function_name(what) for what in sql_functions.build_functions()}
    for release in ("00000000000a", "00000000000b", "00000000000c"):
        for what in sql_functions.build_functions():
            run(f"CREATE FUNCTION search_{what}_{release}() RETURNS integer LANGUAGE sql AS 'SELECT 1'")
    run("CREATE FUNCTION search_shown_of_somebody_else() RETURNS integer LANGUAGE sql AS 'SELECT 1'")
    sql_functions.ensure_schema()
    names = {name for (name,) in run(r"SELECT proname FROM pg_proc WHERE proname ~ '^search_(every|shown)_'")}
    assert ours & names and "search_shown_of_somebody_else" in names
    assert {"search_every_00000000000c", "search_shown_00000000000c"} <= names
    assert not {"search_every_00000000000a", "search_shown_00000000000a"} & names
