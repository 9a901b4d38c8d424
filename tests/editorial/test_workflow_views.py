"""The pages of the workflow steps: what they show, and how they handle two tabs, double submissions and two people."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.editorial.workflow_context import get_seen_digest
from portal.records.models import Edition
from portal.register.models import RegisterEntry
from tests.editorial.edition_forms import ADMINS
from tests.factories import add_point, day, everything, make_draft, make_published, make_record, moment, publish

JUNE = timezone.now() - timedelta(days=30)
EVIL = "<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)>"


def address(edition: Edition, name: str) -> str:
    admin = f"admin:{ADMINS[edition.record.kind]}"
    return (
        reverse(f"{admin}_note", args=[edition.pk])
        if name == "note"
        else reverse(f"{admin}_step", args=[edition.pk, name])
    )


def form_of(client, edition: Edition, name: str) -> dict:
    return {"seen": client.get(address(edition, name)).context["form"].initial["seen"]}


def reasons(response) -> list[str]:
    return response.context["reasons"]


@pytest.fixture
def memo(db):
    record = make_record("memo", key="memo")
    make_published(record, at=JUNE, points=["Do this.", "Do that."])
    return record


@pytest.fixture
def draft(memo, editor) -> Edition:
    return make_draft(memo, by=editor, points=["Do this.", "Do it now."], change_note="Recommendation 2 is plainer.")


@pytest.fixture
def in_review(draft, editor) -> Edition:
    draft.perform("submit", by=editor, at=timezone.now())
    return draft


class TestChangeNote:
    def test_the_difference_and_a_note_are_shown_before_submitting(self, client, draft, editor):
        client.force_login(editor)
        page = client.get(address(draft, "submit"))
        assert page.context["difference"].proposal == "Recommendation 2: reworded."
        assert "<del>" in page.text and "Save the note in the draft" in page.text

    def test_a_missing_note_is_proposed_and_saved_as_an_edit(self, client, draft, reviewer):
        Edition.objects.filter(pk=draft.pk).update(change_note="", change_kind="")
        client.force_login(reviewer)
        form = client.get(address(draft, "submit")).context["note_form"]
        data = {f"note-{name}": value for name, value in form.initial.items()}
        refused = client.post(address(draft, "note"), data)
        assert "Choose the kind of change. It decides who is asked again." in refused.text
        data["note-change_kind"] = "major"
        assert client.post(address(draft, "note"), data).status_code == 302
        draft.refresh_from_db()
        assert (draft.change_note, draft.change_kind) == ("Recommendation 2: reworded.", "major")
        assert draft.wrote(reviewer)

    def test_a_typed_note_is_kept_and_completed(self, client, draft, editor):
        Edition.objects.filter(pk=draft.pk).update(change_note="The tone is kinder.")
        client.force_login(editor)
        form = client.get(address(draft, "submit")).context["note_form"]
        assert form.initial["change_note"] == "The tone is kinder. Recommendation 2: reworded."

    def test_a_note_does_not_overwrite_a_text_that_has_changed(self, client, draft, editor):
        client.force_login(editor)
        seen = get_seen_digest(draft)
        Edition.objects.filter(pk=draft.pk).update(change_note="All recommendations.")
        data = {"note-seen": seen, "note-change_kind": "minor", "note-change_note": "Mine."}
        response = client.post(address(draft, "note"), data)
        assert reasons(response)[0].startswith("The text has changed") and "Mine." in response.text
        draft.refresh_from_db()
        assert draft.change_note == "All recommendations."

    def test_no_note_is_offered_in_review(self, client, in_review, reviewer):
        client.force_login(reviewer)
        page = client.get(address(in_review, "publish"))
        assert page.context["note_form"] is None and "Recommendation 2 is plainer." in page.text


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
        correction = memo.draft(by=editor, source=memo.editions.get(number=1), title="On matters")
        client.force_login(editor)
        page = client.get(address(correction, "submit"))
        assert page.context["difference"].before.number == 1
        assert page.context["warnings"][-1].startswith("Version 2 replaces this version on January 8, 2999.")


class TestTabs:
    def test_an_author_cannot_publish_from_another_tab(self, client, draft, reviewer):
        draft.perform("edit", by=reviewer, at=timezone.now())
        here, there = client, Client()
        here.force_login(reviewer)
        there.force_login(reviewer)
        publishing = form_of(there, draft, "publish")
        assert here.post(address(draft, "submit"), form_of(here, draft, "submit")).status_code == 302
        before = everything()
        response = there.post(address(draft, "publish"), publishing)
        assert reasons(response) == ["You wrote in this version, so somebody else has to take this step."]
        assert everything() == before

    def test_a_text_changed_since_the_page_was_opened_is_not_published(self, client, in_review, reviewer, editor):
        client.force_login(reviewer)
        form = form_of(client, in_review, "publish")
        in_review.perform("send_back", by=None, at=timezone.now(), note="Again.")
        add_point(in_review, 3, "And this.")
        in_review.perform("edit", by=editor, at=timezone.now())
        before = everything()
        assert reasons(client.post(address(in_review, "publish"), form))[0].startswith("The text has changed")
        assert everything() == before

    @pytest.mark.parametrize("name", ["submit", "confirm"])
    def test_a_form_posted_twice_takes_the_step_once(self, client, name, draft, memo, reviewer):
        edition = draft if name == "submit" else memo.editions.get(number=1)
        client.force_login(reviewer)
        form = form_of(client, edition, name)
        assert client.post(address(edition, name), form).status_code == 302
        after_first = everything()
        second = client.post(address(edition, name), form, follow=False)
        assert second.status_code == 302 and everything() == after_first
        sentences = [str(message) for message in second.wsgi_request._messages]
        assert any("was already done" in sentence for sentence in sentences)

    def test_a_step_taken_by_somebody_else_in_the_meantime_is_reported(self, client, memo, reviewer, second_reviewer):
        first = memo.editions.get(number=1)
        client.force_login(reviewer)
        form = form_of(client, first, "confirm")
        first.perform("confirm", by=second_reviewer, at=timezone.now())
        before = everything()
        [reason, *_] = reasons(client.post(address(first, "confirm"), form))
        assert (
            reason.startswith("“Confirm as still current” was done by Second reviewer since") and everything() == before
        )


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


class TestPublishedWithoutReview:
    def test_texts_published_without_review_are_listed_until_reviewed(
        self, client, draft, administrator, reviewer, outsider
    ):
        client.force_login(administrator)
        data = form_of(client, draft, "force_publish") | {"note": "The road is closed."}
        assert client.post(address(draft, "force_publish"), data).status_code == 302
        assert list(Edition.objects.awaiting_review_after_force()) == [draft]
        client.force_login(reviewer)
        page = client.get(reverse("forced"))
        assert "The road is closed." in page.text and address(draft, "review") in page.text
        client.post(address(draft, "review"), form_of(client, draft, "review"))
        assert list(Edition.objects.awaiting_review_after_force()) == []
        assert "No version is waiting" in client.get(reverse("forced")).text
        client.force_login(outsider)
        assert client.get(reverse("forced")).status_code == 302


def test_references_to_a_record_are_listed_before_its_withdrawal(client, memo, reviewer):
    other = publish(make_draft(make_record("memo"), body="[the memo](/guidance/memo/)", title="The other"), at=JUNE)
    client.force_login(reviewer)
    text = client.get(address(memo.editions.get(number=1), "withdraw")).text
    assert f'<a href="{other.url()}">The other, version 1</a>' in text
    assert "No published page" in client.get(address(other, "withdraw")).text


@pytest.mark.parametrize("kind", ["memo", "press_release", "service_notice"])
def test_hostile_markdown_is_escaped_on_every_page(client, kind, reviewer):
    record = make_record(kind, key="evil")
    make_published(record, at=JUNE, points=["Do this."])
    draft = make_draft(record, points=[f"Now {EVIL}"], title=EVIL, body=EVIL, change_note=f"All points {EVIL}")
    client.force_login(reviewer)
    pages = [client.post(reverse("preview"), {"content": EVIL}), client.get(address(draft, "submit"))]
    draft.perform("submit", by=None, at=JUNE)
    pages.append(client.get(address(draft, "publish")))
    assert client.post(address(draft, "publish"), form_of(client, draft, "publish")).status_code == 302
    record_url = record.get_absolute_url()
    pages += [client.get(f"{record_url}{page}") for page in ("", "history/", "compare/1..2/", "points/point-1/")]
    pages.append(client.get(address(draft, "withdraw")))
    for page in pages:
        assert page.status_code == 200
        assert "alert(1)" in page.text, page.wsgi_request.path
        for markup in ("<script>alert", 'href="javascript:', "<img src=x"):
            assert markup not in page.text, page.wsgi_request.path


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_the_same_time_publish_once(reviewer, second_reviewer, editor):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    edition = make_draft(make_record("memo"), by=editor)
    edition.perform("submit", by=editor, at=timezone.now())
    start, answers = Barrier(2), []

    def publish_as(user):
        client = Client()
        client.force_login(user)
        data = form_of(client, edition, "publish")
        start.wait(10)
        answers.append(client.post(address(edition, "publish"), data).status_code)
        connection.close()

    threads = [Thread(target=publish_as, args=[user]) for user in (reviewer, second_reviewer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [200, 302]
    assert RegisterEntry.objects.count() == 1 and edition.transitions.filter(action="publish").count() == 1
