"""A new draft begins with a copy of the newest published edition."""

import pytest

from portal.records.models import Edition
from portal.records.serializers import build_edition_document
from tests.factories import make_published, make_record, withdraw
from tests.records.conftest import RELEASE

pytestmark = pytest.mark.django_db


def test_a_draft_copies_text_points_and_parts_but_not_the_change_note_and_the_first_day(memo, editor):
    draft = memo.record.draft(by=editor)
    before, after = build_edition_document(memo), build_edition_document(draft)
    own = {"number": 2, "change_kind": "", "change_note": "", "published_at": None}
    own |= {"signed_on": None, "effective_from": None}
    assert after == {**before, "edition": {**before["edition"], **own}}
    assert (draft.number, draft.status, draft.author) == (2, "draft", editor)
    assert draft.publication is draft.withdrawal is draft.published_at is None


def test_a_draft_cites_what_its_source_cites_except_the_day_of_publication(seeded, editor):
    release = Edition.objects.get(record__key=RELEASE)
    before, after = build_edition_document(release), build_edition_document(release.record.draft(by=editor))
    own = {"number": 2, "published_at": None, "signed_on": None, "effective_from": None, "provenance": ""}
    copied = [citation for citation in before["citations"] if citation["field"] != "published_on"]
    assert len(before["citations"]) == len(copied) + 1
    assert after == {**before, "edition": {**before["edition"], **own}, "citations": copied}


def test_a_draft_of_a_notice_has_its_own_rows_in_both_tables_of_items(seeded, editor):
    notice = Edition.objects.filter(record__kind="service_notice").latest("number")
    draft = notice.record.draft(by=editor)
    assert build_edition_document(draft)["points"] == build_edition_document(notice)["points"]
    assert {item.pk for item in draft.points.all()}.isdisjoint(item.pk for item in notice.points.all())
    assert (draft.is_reconstructed, notice.is_reconstructed) == (False, True)
    assert "The last state of the page" in notice.provenance and draft.provenance == ""


def test_a_draft_can_begin_with_given_columns(memo, editor):
    draft = memo.record.draft(by=editor, change_kind="correction", change_note="A wrong day.", title="On Safety")
    assert (draft.title, draft.change_kind, draft.change_note) == ("On Safety", "correction", "A wrong day.")
    assert draft.body == memo.body


def test_drafts_get_the_next_number_and_copy_the_newest_published_edition(memo, editor, now):
    second = make_published(memo.record, at=now, title="Second")
    third = memo.record.draft(by=editor, title="Third")
    fourth = memo.record.draft(by=editor)
    assert [second.number, third.number, fourth.number] == [2, 3, 4]
    assert fourth.title == "Second"
    withdraw(second, at=now)
    assert memo.record.draft(by=editor).title == "On safety"


def test_the_first_draft_is_empty(editor):
    draft = make_record().draft(by=editor)
    assert (draft.number, draft.status, draft.title, draft.body, draft.author) == (1, "draft", "", "", editor)
    assert build_edition_document(draft)["points"] == []
