"""The reasons against a step of the workflow: a missing note, an incomplete text, a text that is not a draft."""

import pytest

from portal.records.models import Edition
from portal.records.publish_checks import CHANGE_NOTE_REQUIRED
from portal.records.serializers import compute_document_digest
from tests.factories import day, make_draft, make_published, make_record, publish
from tests.records.conftest import FACTS, bring_to, log, refused

pytestmark = pytest.mark.django_db


# Notes that a step requires


@pytest.mark.parametrize(
    "action, status, reason",
    [
        ("send_back", "in_review", "Remark: this field is required."),
        ("force_publish", "draft", "Reason for publishing without review: this field is required."),
        ("withdraw", "published", "Reason, for readers: this field is required."),
    ],
)
@pytest.mark.parametrize("note", ["", " \n"])
def test_a_step_that_needs_a_note_is_refused_without_one(action, status, reason, note, record, now):
    edition = bring_to(status, make_draft(record), now)
    words = {"by": None, "at": now, **FACTS.get(action, {})}
    assert refused(edition, action, note=note, **words) == [reason]
    edition.perform(action, note=" Because. ", **words)
    assert log(edition)[-1][-1] == "Because."


@pytest.mark.parametrize("facts", [{"change_kind": ""}, {"change_note": ""}, {"change_note": "  "}])
@pytest.mark.parametrize("action", ["submit", "force_publish"])
def test_every_edition_after_the_first_needs_an_explained_change(action, facts, record, now):
    make_published(record, at=now)
    words = {"by": None, "at": now, "note": "Because."}
    assert refused(make_draft(record, **facts), action, **words) == [CHANGE_NOTE_REQUIRED]
    make_draft(record).perform(action, **words)


def test_the_first_edition_needs_no_change_note(draft, editor, now):
    draft.perform("submit", by=editor, at=now)
    assert (draft.status, draft.change_kind, draft.change_note) == ("in_review", "", "")


# The text itself


TEXTS = {
    "no title": ({"title": " "}, "The version has no title."),
    "no text": ({"points": []}, "There is no text: write a body or at least one recommendation."),
    "no first day": ({"effective_from": None}, "State the first day on which it applies."),
    "numbers from 2": (
        {"points": [{"number": 2}]},
        "Number the recommendations 1, 2, 3 and so on, each number once.",
    ),
    "a number twice": (
        {"points": [{"number": 1}, {"number": 1}]},
        "Number the recommendations 1, 2, 3 and so on, each number once.",
    ),
}


@pytest.mark.parametrize("facts, reason", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("action", ["submit", "publish", "force_publish"])
def test_an_incomplete_text_cannot_be_published(action, facts, reason, record, now):
    edition = make_draft(record, **facts)
    if action == "publish":
        facts = {"from_status": "draft", "to_status": "in_review", "content_digest": compute_document_digest(edition)}
        edition.transitions.create(action="submit", at=now, **facts)
        Edition.objects.filter(pk=edition.pk).update(status="in_review")
        edition.refresh_from_db()
    assert refused(edition, action, by=None, at=now, note="Because.") == [reason]


def test_a_text_with_only_a_body_can_be_published(record, now):
    assert publish(make_draft(record, points=[], body="Be kind."), at=now).status == "published"


def test_a_third_party_text_has_no_effective_days(now):
    reference = make_record("questions", is_official=False)
    reason = "A third-party reference is never in effect: leave its effective days empty."
    for facts in ({"effective_from": day("2025-06-01")}, {"effective_until": day("2025-06-01")}):
        assert refused(make_draft(reference, **facts), "submit", by=None, at=now) == [reason]
    assert publish(make_draft(reference), at=now).status == "published"


def test_a_new_notice_item_needs_an_end_or_a_day_of_review(now):
    notice = make_record("service_notice")
    endless = make_draft(notice, points=[{"review_on": None}, {}])
    reason = "Item 1 is new: give it an end or a day of review, so that it does not go out of date."
    assert refused(endless, "submit", by=None, at=now) == [reason]
    with_end = {"review_on": None, "effective_until": day("2025-12-01")}
    assert publish(make_draft(notice, points=[with_end, {}]), at=now).status == "published"


def test_an_old_notice_item_may_remain_without_an_end(now):
    notice = make_record("service_notice")
    endless = {"key": "lobby", "review_on": None}
    make_published(notice, at=now, points=[endless], is_reconstructed=True)
    assert make_published(notice, at=now, points=[endless]).status == "published"
    assert len(refused(make_draft(notice, points=[{**endless, "key": "desk"}]), "submit", by=None, at=now)) == 1


def test_text_can_be_saved_only_in_drafts(draft, editor, reviewer, now):
    draft.perform("edit", by=reviewer, at=now)
    assert draft.wrote(reviewer)
    draft.perform("submit", by=editor, at=now)
    reason = "“Save” is not possible: the status of this version is “In review”."
    assert refused(draft, "edit", by=reviewer, at=now) == [reason]


def test_all_reasons_are_collected(record, editor, now):
    make_published(record, at=now)
    facts = {"title": "", "effective_from": None, "change_kind": "", "points": []}
    edition = make_draft(record, by=editor, **facts)
    assert refused(edition, "publish", by=editor, at=now) == [
        "Your account may not do this: publish.",
        "“Publish” is not possible: the status of this version is “Draft”.",
        "You wrote in this version, so somebody else has to take this step.",
        "The version has no title.",
        "There is no text: write a body or at least one recommendation.",
        "State the first day on which it applies. Version 1 applies from June 1, 2025: enter that day again only if"
        " this text applies since then too.",
        CHANGE_NOTE_REQUIRED,
    ]
