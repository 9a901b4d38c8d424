"""A correction of the text of today can be carried into each waiting version where it fits."""

import pytest
from django.urls import reverse

from portal.editorial.draft_state import DraftOrigin
from portal.editorial.propagate_corrections import begin_draft
from portal.records.models import Edition
from tests.editorial.edition_forms import screen
from tests.factories import day, make_published, make_record, moment, publish
from tests.kinds import Kind

NOTE = "Next year’s text has another recommendation 1 and recommendation 2."
LATER = {"effective_from": day("2035-01-01")}


@pytest.fixture
def record(db):
    return make_record(Kind.MEMO)


@pytest.fixture
def today(record) -> Edition:
    points = ["Call the offise.", "Keep a list.", "Write back."]
    return make_published(record, at=moment("2025-06-01"), points=points)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def make_waiting(record, today, **texts) -> Edition:
    """Creates a draft from the text of today for a later day. `point_2="…"` changes a point."""
    draft = begin_draft(record, by=None, source=today, change_kind="major", change_note=NOTE)
    Edition.objects.filter(pk=draft.pk).update(**LATER)
    for name, text in texts.items():
        draft.points.filter(key=name.replace("_", "-")).update(text=text)
    return Edition.objects.get(pk=draft.pk)


def publish_correction(record, today, **texts) -> Edition:
    texts = texts or {"point_1": "Call the office."}
    draft = begin_draft(
        record,
        by=None,
        source=today,
        change_kind="correction",
        change_note="Slips of the pen in recommendation 1 and recommendation 3.",
        effective_from=today.effective_from,
    )
    for name, text in texts.items():
        point = draft.points.get(key=name.replace("_", "-"))
        point.text = text
        point.save()
    return publish(draft, at=moment("2025-06-20"))


def texts(edition) -> list[str]:
    return list(edition.points.order_by("number").values_list("text", flat=True))


def carry(client, correction, target):
    return client.post(screen(correction, "carry"), {"edition": target.pk})


def test_the_screen_offers_to_carry_a_correction_while_versions_wait(desk, record, today):
    correction = publish_correction(record, today)
    assert "Carry what this version corrected" not in desk.get(screen(correction)).content.decode()
    make_waiting(record, today)
    assert "Carry what this version corrected" in desk.get(screen(correction)).content.decode()


def test_only_the_changes_are_carried_into_a_draft(desk, record, today, editor):
    draft = make_waiting(record, today, point_2="Keep two lists.")
    correction = publish_correction(record, today)
    page = desk.get(screen(correction, "carry")).content.decode()
    assert (
        ">Deleted: </span>offise</del>" in page
        and ">Inserted: </span>office</ins>" in page
        and "cannot be carried" not in page
    )
    assert carry(desk, correction, draft).url == screen(draft)
    draft.refresh_from_db()
    assert texts(draft) == ["Call the office.", "Keep two lists.", "Write back."]
    assert draft.change_note == NOTE and draft.effective_from == LATER["effective_from"]
    assert draft.wrote(editor) and draft.transitions.last().note == "Carried over from version 3."
    assert "already contains" in desk.get(screen(correction, "carry")).content.decode()


def test_conflicting_changes_are_shown_and_not_carried(desk, record, today):
    draft = make_waiting(record, today, point_1="Write to the offise.")
    correction = publish_correction(record, today, point_1="Call the office.", point_3="Write back soon.")
    page = desk.get(screen(correction, "carry")).content.decode()
    assert "cannot be carried" in page and "Write to the offise." in page
    carry(desk, correction, draft)
    assert texts(draft) == ["Write to the offise.", "Keep a list.", "Write back soon."]


def test_a_version_in_review_must_be_sent_back_first(desk, record, today, now):
    draft = make_waiting(record, today)
    draft.perform("submit", by=None, at=now)
    correction = publish_correction(record, today)
    assert f"Send version {draft.number} back" in desk.get(screen(correction, "carry")).content.decode()
    carry(desk, correction, draft)
    assert texts(draft)[0] == "Call the offise."


def test_a_published_version_gets_a_replacement_for_the_same_day(desk, record, today, reviewer, now):
    scheduled = publish(make_waiting(record, today, point_2="Keep two lists."), at=moment("2025-06-10"))
    correction = publish_correction(record, today)
    carry(desk, correction, scheduled)
    heir = record.editions.last()
    assert texts(scheduled)[0] == "Call the offise." and heir.status == "draft"
    assert texts(heir) == ["Call the office.", "Keep two lists.", "Write back."]
    assert (heir.effective_from, heir.origin.source, heir.change_kind) == (scheduled.effective_from, scheduled, "")
    Edition.objects.filter(pk=heir.pk).update(change_note=NOTE, change_kind="correction")
    publish(heir, at=now, by=reviewer)
    assert Edition.objects.in_force(day("2035-01-02"), now).get(record=record) == heir
    assert Edition.objects.in_force(day("2025-07-02"), now).get(record=record) == correction


def test_every_waiting_version_is_offered(desk, record, today):
    drafts = [make_waiting(record, today), publish(make_waiting(record, today), at=moment("2025-06-10"))]
    page = desk.get(screen(publish_correction(record, today), "carry"))
    assert [target["edition"] for target in page.context["targets"]] == drafts


def test_versions_that_do_not_wait_and_unpublished_corrections_are_refused(desk, record, today):
    draft, correction = make_waiting(record, today), publish_correction(record, today)
    assert carry(desk, correction, today).status_code == 404
    assert desk.get(screen(draft, "carry")).status_code == 404
    assert texts(today)[0] == "Call the offise."


def test_people_who_cannot_edit_cannot_carry_a_correction(client, record, today, outsider):
    draft, correction = make_waiting(record, today), publish_correction(record, today)
    client.force_login(outsider)
    assert carry(client, correction, draft).status_code == 302
    assert texts(draft)[0] == "Call the offise."


def test_a_draft_starts_from_the_selected_version(desk, record, today):
    scheduled = publish(make_waiting(record, today, point_2="Keep two lists."), at=moment("2025-06-10"))
    page = desk.get(reverse("admin:guidance_guidance_change", args=[record.pk]))
    assert page.context["sources"] == [scheduled, today]
    for source in (today, scheduled):
        desk.post(reverse("admin:guidance_guidance_draft", args=[record.pk]), {"from": source.number})
        draft = record.editions.last()
        assert texts(draft) == texts(source)
        assert list(draft.points.values_list("key")) == list(source.points.values_list("key"))
        assert DraftOrigin.objects.get(edition=draft).source == source
