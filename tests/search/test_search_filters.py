"""Searches limited to a day, to days of publication, or by a filter such as the kind."""

from datetime import timedelta

import pytest

from portal.search.models import Document
from tests.factories import day, make_published, make_record, make_service, moment, withdraw
from tests.kinds import Kind
from tests.search.conftest import find, keys, publish

pytestmark = pytest.mark.django_db


# Days


@pytest.fixture
def three_editions(db):
    record = make_record(Kind.MEMO, key="memo")
    for number, (word, first) in enumerate(
        [("pencil", "2025-01-01"), ("feather", "2025-03-01"), ("crayon", "2025-05-01")]
    ):
        make_published(
            record,
            at=moment(first),
            effective_from=day(first),
            title=f"Bring a {word}",
            points=[f"A {word}, number {number}."],
        )
    return record


def test_only_the_edition_shown_today_is_searched(three_editions):
    assert [keys(word) for word in ("crayon", "feather", "pencil")] == [["memo"], [], []]


def test_a_day_searches_what_applied_then(three_editions):
    [result] = find("bring", on=day("2025-03-31")).results
    assert (result.edition.number, result.edition.standing_then) == (2, "in_effect")
    assert keys("crayon", on=day("2025-03-31")) == keys("bring", on=day("2024-12-31")) == []


def test_a_text_that_ended_by_the_day_is_not_found():
    publish("ended", "A storm", effective_from=day("2025-06-02"), effective_until=day("2025-06-05"))
    assert keys("storm", on=day("2025-06-04")) == ["ended"]
    assert keys("storm", on=day("2025-06-05")) == []
    assert [result.edition.standing_then for result in find("storm").results] == ["ended"]


def test_old_editions_are_searched_on_request(three_editions):
    [result] = find("bring", is_old=True).results
    assert sorted([result.edition.number, *result.others]) == [1, 2, 3]
    assert find("pencil", is_old=True).results[0].edition.standing_then == "superseded"


def test_a_withdrawn_text_is_found_with_its_standing():
    withdraw(publish("over", "A storm"), at=moment("2025-06-10"))
    assert [result.edition.standing_then for result in find("storm").results] == ["withdrawn"]
    assert keys("storm", on=day("2025-06-09")) == ["over"]
    assert keys("storm", on=day("2025-06-11")) == []


def test_days_of_publication_limit_the_search():
    publish("may", "A storm", at=moment("2025-05-31 23:59"), effective_from=day("2025-05-31"))
    publish("june", "A storm", at=moment("2025-06-01 00:00"))
    assert keys("storm", first=day("2025-06-01")) == ["june"]
    assert keys("storm", last=day("2025-05-31")) == ["may"]
    assert keys("storm", first=day("2025-05-31"), last=day("2025-06-01")) == ["june", "may"]


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_possible_day_are_accepted(on):
    publish("one", "A storm")
    assert keys("storm", first=day(on)) in ([], ["one"])
    assert keys("storm", last=day(on)) in ([], ["one"])
    assert keys("storm", on=day(on)) in ([], ["one"])


@pytest.mark.parametrize("is_title", [False, True])
def test_old_versions_of_one_record_hide_no_other_record(is_title):
    """The newest texts with a word may all be superseded versions."""
    at, text = moment("2025-01-01"), "A storm, a closure; the storm closure."
    words = {"title": text} if is_title else {"points": [text]}
    publish("older", at=at, effective_from=day("2025-01-01"), **words)
    record = make_record(Kind.SERVICE_NOTICE, key="daily")
    for number in range(130):
        at = moment("2025-02-01") + timedelta(hours=number)
        make_published(record, at=at, effective_from=day("2025-02-01"), **words)
    facts = {"title": "On the matter", "points": ["All clear."]}
    make_published(record, at=moment("2025-03-01"), effective_from=day("2025-03-01"), **facts)
    for typed in ("storm", "closure storm", '"storm closure"', "stor", 'storm -"sunny day"'):
        results = find(typed)
        assert [result.edition.record.key for result in results.results] == ["older"], typed
        assert (results.count, results.is_more) == (1, False)
    assert set(keys("storm", on=day("2025-02-10"))) == {"daily", "older"}


# Filters


def test_each_filter_narrows_the_search():
    desk = make_service("desk", "Front desk")
    publish("memo", "A storm", points=[{"audience": "police_chiefs"}])
    publish("release", "A storm", kind=Kind.PRESS_RELEASE)
    publish("notice", "A storm", kind=Kind.SERVICE_NOTICE, points=[{"service": desk}])
    assert keys("storm", narrowed={"kind": "memo"}) == ["memo"]
    assert keys("storm", narrowed={"audience": "police_chiefs"}) == ["memo"]
    assert keys("storm", narrowed={"service": "desk"}) == ["notice"]
    assert keys("storm", narrowed={"service": "desk", "kind": "memo"}) == []
    assert set(keys("storm", narrowed={"issuer": "governor"})) == {"memo", "release", "notice"}


def test_third_party_texts_can_be_left_out():
    publish("theirs", "A storm", kind=Kind.QUESTIONS, is_official=False)
    publish("ours", "A storm")
    assert set(keys("storm")) == {"theirs", "ours"}
    assert keys("storm", is_official=True) == ["ours"]


def test_the_code_of_a_filter_is_not_found_as_a_word():
    publish("memo", "A storm")
    code = Document.objects.get().facets.split()[0].strip("=")
    assert [keys(typed) for typed in (code, f"storm {code[:4]}", f"{code[:2]}*", "storm police_chiefs")] == [[]] * 4
