"""The page on which a version is reviewed, and those on which its publication is scheduled, moved and canceled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.records.models import Edition
from tests.editorial.workflow_pages import address, form_of
from tests.factories import day, everything, make_draft, moment, publish


class TestReview:
    def test_the_page_of_a_review_has_the_text_the_kind_the_remark_and_every_decision(
        self, client, draft, editor, reviewer
    ):
        draft.perform("submit", by=editor, at=timezone.now(), note="The chiefs asked for it.")
        client.force_login(reviewer)
        page = client.get(address(draft, "publish"))
        assert [other["action"].name for other in page.context["others"]] == ["send_back"]
        for words in ("The chiefs asked for it.", "Kind of change: Minor change", "Do it now.", "<del>"):
            assert words in page.text
        assert page.context["review"].last is None

    def test_the_next_review_shows_what_changed_since_the_last(self, client, draft, in_review, editor, reviewer):
        client.force_login(reviewer)
        data = form_of(client, in_review, "send_back") | {"note": "Say when."}
        assert client.post(address(in_review, "send_back"), data).status_code == 302
        point = draft.points.get(number=1)
        point.text = "Do this by Friday."
        point.save()
        Edition.objects.filter(pk=draft.pk).update(change_note="Both recommendations.")
        draft.refresh_from_db()
        draft.perform("edit", by=editor, at=timezone.now())
        draft.perform("submit", by=editor, at=timezone.now())
        page = client.get(address(draft, "publish"))
        assert [change.new_number for change in page.context["review"].difference.changes] == [1]
        assert [change.new_number for change in page.context["difference"].changes] == [1, 2]
        assert "Changes since Reviewer sent it back" in page.text

    def test_a_version_that_waits_and_would_undo_a_correction_is_named_to_staff(self, client, memo, editor, reviewer):
        waiting = make_draft(memo, effective_from=day("2999-01-08"), points=["Do this.", "Do more."])
        publish(waiting, at=moment("2999-01-08 09:00"))
        correction = memo.draft(
            by=editor, source=memo.editions.get(number=1), title="On matters", effective_from=day("2025-06-01")
        )
        client.force_login(editor)
        page = client.get(address(correction, "submit"))
        assert page.context["difference"].before.number == 1
        assert page.context["warnings"][-1].startswith("Version 2 replaces this version on January 8, 2999.")


class TestScheduling:
    def test_a_publication_can_be_scheduled_for_a_day_and_a_time(self, client, in_review, reviewer):
        client.force_login(reviewer)
        data = form_of(client, in_review, "publish") | {"on": "2999-01-02", "time": "09:30", "is_sure": "on"}
        response = client.post(address(in_review, "publish"), data)
        assert response.status_code == 302
        in_review.refresh_from_db()
        assert in_review.published_at.isoformat() == "2999-01-02T14:30:00+00:00"
        done, warning = [str(message) for message in response.wsgi_request._messages]
        assert "will be public from January 2, 2999, 09:30" in done and "before the public can read it" in warning

    @pytest.mark.parametrize(
        "when, error",
        [
            ({"on": "2020-01-01"}, "Choose a day after today or a later time, or leave it empty to publish now."),
            ({"time": "09:30"}, "A time needs a day. Leave both empty to publish now."),
            ({"on": "soon"}, "Enter a valid date."),
            ({"on": "9999-12-31", "is_sure": "on"}, "Choose a day not later than December 31, 2999."),
            ({"on": "9999-12-31", "time": "23:59"}, "Choose a day not later than December 31, 2999."),
        ],
    )
    def test_an_impossible_moment_is_refused(self, client, in_review, reviewer, when, error):
        client.force_login(reviewer)
        before = everything()
        response = client.post(address(in_review, "publish"), form_of(client, in_review, "publish") | when)
        assert error in response.text and everything() == before

    @pytest.mark.parametrize(
        "when, question, moment",
        [
            ({"on": "2999-01-02", "time": "09:30"}, "more than two years ahead", "2999-01-02T14:30"),
            ({"on": "2999-01-06"}, "January 6, 2999 is a Sunday, and the text would become public", "2999-01-06T05:00"),
            ({"on": "2999-03-10", "time": "02:30"}, "02:30 does not exist on March 10, 2999", "2999-03-10T07:30"),
            ({"on": "2999-11-03", "time": "01:30"}, "01:30 occurs twice on November 3, 2999", "2999-11-03T05:30"),
        ],
    )
    def test_an_unlikely_moment_is_asked_about_once(self, client, in_review, reviewer, when, question, moment):
        client.force_login(reviewer)
        data = form_of(client, in_review, "publish") | when
        before = everything()
        page = client.post(address(in_review, "publish"), data)
        assert question in page.text and 'type="checkbox" name="is_sure"' in page.text and everything() == before
        assert client.post(address(in_review, "publish"), data | {"is_sure": "on"}).status_code == 302
        in_review.refresh_from_db()
        assert in_review.published_at.isoformat().startswith(moment)

    def test_a_schedule_is_moved_and_canceled_on_one_page(self, client, in_review, reviewer):
        in_review.perform("publish", by=reviewer, at=moment("2999-01-08 09:00"))
        client.force_login(reviewer)
        page = client.get(address(in_review, "reschedule"))
        assert [other["action"].name for other in page.context["others"]] == ["cancel"]
        data = form_of(client, in_review, "reschedule") | {"on": "2999-02-05", "time": "09:00", "is_sure": "on"}
        response = client.post(address(in_review, "reschedule"), data)
        assert "will be public from February 5, 2999, 09:00" in str(next(iter(response.wsgi_request._messages)))
        data = form_of(client, in_review, "cancel") | {"note": "Not decided."}
        assert client.post(address(in_review, "cancel"), data).status_code == 302
        in_review.refresh_from_db()
        assert (in_review.status, in_review.published_at) == ("draft", None)
        assert client.get(in_review.record.get_absolute_url()).status_code == 200

    def test_both_days_are_shown_with_a_warning_about_a_late_publication(self, client, in_review, reviewer):
        client.force_login(reviewer)
        text = client.get(address(in_review, "publish")).text
        assert "It applies from June 1, 2025, before the public can read it" in text
        assert "Publication and effect are separate" in text


def test_a_far_day_of_a_withdrawal_is_asked_about_once(client, memo, reviewer):
    client.force_login(reviewer)
    edition = memo.editions.get(number=1)
    data = form_of(client, edition, "withdraw") | {"note": "Rescinded", "kind": "no_longer_applies"}
    refused = client.post(address(edition, "withdraw"), data | {"from_day": "9999-12-31", "is_sure": "on"})
    assert "Choose a day not later than December 31, 2999." in refused.text
    data |= {"from_day": "2999-01-06"}
    page = client.post(address(edition, "withdraw"), data)
    assert "January 6, 2999 is more than two years ahead. Is that right?" in page.text
    assert client.post(address(edition, "withdraw"), data | {"is_sure": "on"}).status_code == 302
    edition.refresh_from_db()
    assert edition.withdrawn_from == day("2999-01-06")


def test_a_near_day_of_a_withdrawal_is_not_asked_about(client, memo, reviewer):
    client.force_login(reviewer)
    edition, near = memo.editions.get(number=1), timezone.localdate() + timedelta(30)
    data = form_of(client, edition, "withdraw") | {"note": "Rescinded", "kind": "no_longer_applies"}
    assert client.post(address(edition, "withdraw"), data | {"from_day": near.isoformat()}).status_code == 302
