"""What a version is compared with: what readers have when it takes effect, in every order of days and numbers."""

import pytest

from portal.records.change_notes import propose_change_note
from portal.records.comparison.editions import compare_editions
from portal.records.models import Edition
from portal.records.predecessors import build_predecessor_subquery, find_predecessor
from portal.records.publish_checks import CHANGE_NOTE_REQUIRED
from tests.factories import day, make_draft, make_published, make_record, moment, publish, withdraw
from tests.records.conftest import refused

pytestmark = pytest.mark.django_db
TODAY, LATER, LAST = moment("2025-07-02 10:00"), moment("2025-08-01 09:00"), moment("2025-09-01 09:00")
POINTS = ["Open.", "Closed.", "By mail."]


@pytest.fixture
def record(db):
    """Version 1 applies; version 2, which waits, changes recommendation 2."""
    record = make_record()
    make_published(record, at=moment("2025-06-01"), points=POINTS)
    note = "Recommendation 2 now says ajar."
    waiting = make_draft(
        record, points=["Open.", "Ajar.", "By mail."], change_note=note, effective_from=day("2025-08-01")
    )
    publish(waiting, at=LATER)
    return record


def correct(record, note="Recommendation 3 now says by email.", **facts) -> Edition:
    source = record.editions.get(number=1)
    facts = {"effective_from": source.effective_from} | facts
    draft = record.draft(by=None, source=source, change_kind="correction", change_note=note, **facts)
    point = draft.points.get(number=3)
    point.text = "By email."
    point.save()
    return draft


def get_numbers_before(record, at, **options) -> dict[int, int | None]:
    before = build_predecessor_subquery(Edition, "number", at, **options)
    return dict(record.editions.public(at).annotate(before=before).values_list("number", "before"))


def test_an_urgent_correction_is_compared_with_what_readers_have(record):
    draft = correct(record)
    assert find_predecessor(draft, TODAY).number == 1
    comparison = compare_editions(find_predecessor(draft, TODAY).document, draft.document)
    assert propose_change_note(comparison, "recommendation") == "Recommendation 3: reworded."
    publish(draft, at=TODAY)
    assert get_numbers_before(record, TODAY) == {1: None, 3: 1}


def test_a_version_before_which_readers_had_none_needs_no_change_note():
    record = make_record()
    publish(make_draft(record, effective_from=day("2025-08-01")), at=LATER)
    draft = make_draft(record, effective_from=day("2025-07-01"), change_kind="", change_note="")
    publish(draft, at=TODAY)
    assert draft.publication.action == "published"
    late = make_draft(record, effective_from=day("2025-09-01"), change_kind="", change_note="")
    assert CHANGE_NOTE_REQUIRED in refused(late, "submit", by=None, at=TODAY)


def test_a_kind_of_change_needs_its_note():
    record = make_record()
    publish(make_draft(record, effective_from=day("2025-08-01")), at=LATER)
    draft = make_draft(record, effective_from=day("2025-07-01"), change_kind="minor", change_note="")
    assert CHANGE_NOTE_REQUIRED in refused(draft, "submit", by=None, at=TODAY)


def test_readers_who_get_the_waiting_version_compare_it_with_the_correction(record):
    publish(correct(record), at=TODAY)
    assert get_numbers_before(record, LATER) == {1: None, 2: 3, 3: 1}
    assert get_numbers_before(record, LATER, as_published=True) == {1: None, 2: 3, 3: 1}


def test_a_correction_that_follows_the_waiting_version_is_compared_with_that(record):
    draft = correct(record, effective_from=day("2025-09-01"))
    assert [find_predecessor(draft, at).number for at in (TODAY, LATER, LAST)] == [1, 2, 2]
    draft.perform("submit", by=None, at=TODAY)
    assert refused(draft, "publish", by=None, at=LAST) == [
        "The change note leaves out recommendation 2, which has changed: mention it as “recommendation 2” or by "
        "a word that no other recommendation has."
    ]


def test_an_upcoming_version_that_readers_know_is_compared_with_a_correction_that_precedes_it(record):
    known = make_record()
    make_published(known, at=moment("2025-06-01"), points=POINTS)
    publish(make_draft(known, effective_from=day("2025-08-01"), change_note="A new day."), at=TODAY)
    assert get_numbers_before(known, TODAY) == {1: None, 2: 1}
    publish(correct(known), at=moment("2025-07-10"))
    assert get_numbers_before(known, moment("2025-07-10")) == {1: None, 2: 3, 3: 1}
    assert get_numbers_before(known, LAST, as_published=True) == {1: None, 2: 1, 3: 1}


def test_a_backdated_correction_is_compared_with_the_version_of_its_own_days(record):
    draft = make_draft(record, effective_from=day("2025-06-15"), change_note="A new day.")
    assert find_predecessor(draft, LAST).number == 1


def test_a_text_published_in_error_precedes_nothing(record):
    withdraw(record.editions.get(number=2), at=LAST, kind="published_in_error")
    assert find_predecessor(make_draft(record, effective_from=day("2025-09-01")), LAST).number == 1


def test_references_follow_each_other_by_number():
    reference = make_record("questions", is_official=False)
    for number in range(3):
        publish(make_draft(reference, points=[f"Text {number}."], change_note="All questions."), at=TODAY)
    assert get_numbers_before(reference, TODAY) == {1: None, 2: 1, 3: 2}
