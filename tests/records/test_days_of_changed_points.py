"""Words that changed do not keep the days of the words before."""

import pytest

from portal.records.models import Edition
from portal.records.point_days import confirm_days
from tests.factories import day, make_draft, make_published, make_record, moment

pytestmark = pytest.mark.django_db
OPEN = {"text": "The lobby is *open*.", "posted_on": day("2020-06-05"), "effective_until": day("2026-12-31")}
OTHER = {"text": "Call first.", "posted_on": day("2020-06-05")}
SENTENCE = (
    "Item 1 says something else than in version 1, but still has its days: posted on June 5, 2020 and no longer in"
    " effect from December 31, 2026. Give the days again, or confirm that they still hold."
)


@pytest.fixture
def draft() -> Edition:
    notice = make_record("service_notice", key="notice")
    make_published(notice, at=moment("2025-06-01"), points=[OPEN, OTHER])
    return make_draft(notice)


def change(edition: Edition, **columns) -> None:
    [item] = edition.kind.point_model.objects.filter(edition=edition, number=1)
    for name, value in columns.items():
        setattr(item, name, value)
    item.save()


def find_reasons(edition: Edition, now) -> list[str]:
    reasons = {step: edition.obstacles(step, by=None, at=now, note="…") for step in ("submit", "force_publish")}
    assert reasons["submit"] == reasons["force_publish"]
    return reasons["submit"]


def test_an_item_with_new_words_asks_for_its_days(draft, now):
    assert find_reasons(draft, now) == []
    change(draft, text="The lobby is CLOSED on November 27, 2026.")
    assert find_reasons(draft, now) == [SENTENCE]
    change(draft, posted_on=day("2026-11-26"))
    [reason] = find_reasons(draft, now)
    assert "posted" not in reason and "no longer in effect from December 31, 2026" in reason
    change(draft, effective_until=None)
    assert find_reasons(draft, now) == []


def test_days_can_be_confirmed_for_the_words_that_a_person_saw(draft, now):
    change(draft, text="The lobby is CLOSED.")
    assert confirm_days(draft, "point-1") and not confirm_days(draft, "nothing")
    assert find_reasons(draft, now) == []
    change(draft, text="The lobby is CLOSED on Friday.")
    assert find_reasons(draft, now) == [SENTENCE]


@pytest.mark.parametrize("columns", [{"text": "The **lobby** is open."}, {"text": "The [lobby](/) is\nopen."}])
def test_emphasis_layout_and_links_are_not_words(draft, now, columns):
    change(draft, **columns)
    assert find_reasons(draft, now) == []


def test_another_availability_asks_for_the_days_too(draft, now):
    change(draft, availability="no_service")
    assert find_reasons(draft, now) == [SENTENCE]


def test_a_new_version_of_a_memo_asks_for_its_first_day_and_the_day_of_signing(now):
    memo = make_record("memo", key="memo")
    facts = {"signed_on": day("2017-02-22"), "effective_from": day("2017-02-22")}
    make_published(memo, at=moment("2017-02-22"), **facts)
    draft = memo.draft(by=None, change_kind="minor", change_note="The title says it better.", title="Other")
    assert (draft.signed_on, draft.effective_from) == (None, None)
    [reason] = find_reasons(draft, now)
    assert "Version 1 applies from February 22, 2017" in reason
    draft.effective_from = day("2025-07-03")
    draft.save()
    assert find_reasons(draft, now) == []


def test_words_that_were_published_with_these_days_ask_for_nothing(draft, now):
    """A correction of today's text, while a later version with other words waits."""
    change(draft, text="The lobby is CLOSED.")
    confirm_days(draft, "point-1")
    draft.perform("submit", by=None, at=now)
    draft.perform("publish", by=None, at=moment("2025-08-01"))
    first = draft.record.editions.get(number=1)
    correction = draft.record.draft(
        by=None, source=first, change_kind="correction", change_note="Item 2 says it better."
    )
    correction.effective_from = first.effective_from
    correction.save()
    assert not [reason for reason in find_reasons(correction, now) if "days" in reason]
    change(correction, text="The lobby is busy.")
    [reason] = [reason for reason in find_reasons(correction, now) if "days" in reason]
    assert "in version 2" in reason
