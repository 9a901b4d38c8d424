"""The pages of the workflow steps: what they show, and how they handle two tabs, double submissions and two people."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.editorial.workflow_context import get_seen_digest
from portal.records.models import Edition
from portal.register.models import RegisterEntry
from tests.editorial.workflow_pages import JUNE, address, form_of, reasons
from tests.factories import add_point, everything, make_draft, make_published, make_record, publish

EVIL = "<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)>"


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


def test_a_page_does_not_say_that_readers_will_have_what_they_have(client, memo, draft, editor, administrator):
    def read(edition, name: str) -> str:
        return " ".join(client.get(address(edition, name)).text.split())

    client.force_login(administrator)
    page = read(draft, "submit")
    assert "as readers will see it" in page and "version 1, which readers have at" not in page
    draft.perform("force_publish", by=None, at=timezone.now(), note="It is urgent.")
    page = read(draft, "review")
    assert "as readers see it" in page and "version 1, which readers had before" in page
    assert "which readers have" not in page


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
