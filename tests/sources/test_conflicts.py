"""Contradictions within a text and between two records; readers see them at both places."""

import re

import pytest
from django.db import IntegrityError, transaction

from portal.records.integrity import find_record_problems
from portal.records.serializers import build_edition_document
from tests.factories import make_draft, make_published, make_record, moment, publish, withdraw

AT = moment("2025-06-01")
QUESTIONS = "/guidance/ice-notifications-in-connecticut-questions-and-answers/"
RELEASE = "/announcements/guidance-to-law-enforcement-and-school-districts-regarding-immigration-matters/"


@pytest.mark.django_db
class TestBetweenRecords:
    @pytest.fixture
    def release(self):
        return make_published(make_record(key="released"), at=AT, title="The release", points=["Never do it."])

    @pytest.fixture
    def questions(self, release):
        draft = make_draft(make_record("questions", key="asked", is_official=False), points=["Always do it."])
        draft.conflicts.create(
            point_key="point-1",
            other_record=release.record,
            other_key="point-1",
            words="Always do it.",
            other_words="Never do it.",
            note="One says always, the other never.",
        )
        return draft

    def test_each_place_shows_the_contradiction_with_the_other(self, client, release, questions):
        publish(questions, at=AT)
        there, here = client.get(release.record.get_absolute_url()).text, client.get("/guidance/asked/").text
        assert '<a href="/guidance/asked/#point-1">question 1 of “On the matter”</a>' in there
        assert '<a href="/announcements/released/#point-1">recommendation 1 of “The release”</a>' in here
        assert "Third-party text" in there
        assert "Here: <q>Never do it.</q><br>There: <q>Always do it.</q>" in there
        assert "Here: <q>Always do it.</q><br>There: <q>Never do it.</q>" in here

    def test_a_contradiction_of_the_running_text_is_shown_with_it(self, client, release, questions):
        questions.conflicts.update(other_key="")
        publish(questions, at=AT)
        assert "question 1 of “On the matter”" in client.get(release.record.get_absolute_url()).text
        assert "the text of “The release”" in client.get("/guidance/asked/").text

    def test_a_draft_shows_nothing_beside_the_other_record(self, client, release, questions):
        assert "Contradiction" not in client.get(release.record.get_absolute_url()).text

    def test_an_edition_published_in_error_shows_nothing_beside_the_other_record(self, client, release, questions):
        publish(questions, at=AT)
        withdraw(questions, at=moment("2025-06-02"), kind="published_in_error")
        assert "Contradiction" not in client.get(release.record.get_absolute_url()).text

    def test_a_number_is_not_read_from_a_text_published_in_error(self, client, release, questions):
        publish(questions, at=AT)
        points = [{"key": "mistake", "text": "Wait."}, {"key": "point-1", "text": "Never do it."}]
        mistaken = make_published(release.record, at=moment("2025-06-02"), points=points)
        assert "recommendation 2 of “The release”" in client.get("/guidance/asked/").text
        withdraw(mistaken, at=moment("2025-06-03"), kind="published_in_error")
        assert "recommendation 1 of “The release”" in client.get("/guidance/asked/").text

    def test_a_record_without_a_public_edition_is_not_shown(self, client, questions):
        secret = make_draft(make_record(key="secret"), title="A secret")
        questions.conflicts.update(other_record=secret.record)
        publish(questions, at=AT)
        text = client.get("/guidance/asked/").text
        assert "A secret" not in text and "Contradiction" not in text

    def test_a_contradiction_is_part_of_the_document_of_its_edition(self, release, questions):
        publish(questions, at=AT)
        assert questions.document["conflicts"] == [
            {
                "points": ["point-1", "point-1"],
                "note": "One says always, the other never.",
                "record": "released",
                "words": ["Always do it.", "Never do it."],
            }
        ]
        assert list(find_record_problems()) == []


@pytest.mark.django_db
def test_a_contradiction_without_words_and_record_has_the_same_keys_as_in_older_documents():
    draft = make_draft(make_record(), points=["One.", "Two."])
    draft.conflicts.create(point_key="point-1", other_key="point-2", note="They differ.")
    assert build_edition_document(draft)["conflicts"] == [{"points": ["point-1", "point-2"], "note": "They differ."}]


@pytest.mark.django_db
def test_a_contradiction_with_only_one_place_is_refused():
    draft = make_draft(make_record())
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.conflicts.create(point_key="point-1", note="With what?")


@pytest.mark.usefixtures("seeded", "db")
class TestSeeded:
    def test_two_questions_about_notification_show_their_contradiction(self, client):
        text = client.get(QUESTIONS).text
        assert "generally not permitted to notify ICE" in text
        assert text.count('Contradiction with <a href="#exceptions-to-notification">question 3</a>') == 1

    def test_point_history_and_text_formats_show_contradictions_and_the_digest_is_unchanged(self, client):
        page = client.get(f"{QUESTIONS}points/exceptions-to-notification/").text
        assert re.findall(rf'Contradiction with <a href="({QUESTIONS}#[^"]+)">question \d+</a>', page)
        assert "Contradiction" not in client.get(f"{QUESTIONS}points/no-such-point/").text
        data = client.get(f"{QUESTIONS}editions/1.json").json()
        there = f"(http://testserver{QUESTIONS}#exceptions-to-"
        for form, line in (("md", f"> Contradiction with [question 3]{there}"), ("txt", f"with question 3 {there}")):
            text = client.get(f"{QUESTIONS}editions/1.{form}").text
            assert text.count(line) == 1 and data["edition"]["digest"] in text
            assert text.index(line) < text.index("\n## 2." if form == "md" else "\n2. ")
        assert list(find_record_problems()) == []

    def test_the_release_shows_what_the_questions_contradict(self, client):
        text = client.get(RELEASE).text
        assert text.count(f'Contradiction with <a href="{QUESTIONS}#') == 3
        assert "calls the Trust Act a directive" in text
