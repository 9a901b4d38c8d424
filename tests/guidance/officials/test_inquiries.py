"""Questions to the issuer: holders of a post ask, staff answer, and answers are published through the usual review."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from guidance.inquiries import official_views
from guidance.models import Inquiry, InquiryAnswer, InquiryPlacement
from portal.outbox.models import Message
from portal.records.models import Record
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, make_record, moment
from tests.guidance.officials.conftest import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(post, record) -> str:
    return reverse("official-inquiries", args=[post.pk, record.key, "one"])


def send(client, page: str, words: str, **facts):
    seen = client.get(page).context["point"]["text_hash"]
    return client.post(page, {"text": words, "text_hash": seen, **facts})


@pytest.fixture
def asked(client, chief, page) -> Inquiry:
    client.force_login(chief)
    send(client, page, "Does it hold for part-time officers?")
    return Inquiry.objects.get()


def test_a_holder_asks_once_and_a_successor_sees_the_question(client, chief, post, page, asked):
    assert (asked.post, asked.person, asked.point_key) == (post, chief, "one")
    assert send(client, page, "Does it hold for part-time officers?").status_code == 302
    assert Inquiry.objects.count() == 1, "the same words are one question"
    chief.holdings.update(held_until=day("2024-01-01"))
    assert client.get(page).status_code == client.post(page, {"text": "More?"}).status_code == 404
    successor = account("successor")
    make_holding(post, successor, held_from="2024-01-01")
    client.force_login(successor)
    assert "part-time officers" in client.get(page).text


def test_what_is_refused(client, chief, post, record, page, asked, monkeypatch):
    assert "at most 2000" in send(client, page, "x" * 2001).text and send(client, page, " ").status_code == 200
    assert send(client, page, "Of other words?", text_hash="0" * 64).status_code == 409
    monkeypatch.setattr(official_views, "MAX_OPEN_INQUIRIES", 1)
    assert official_views.TOO_MANY_OPEN in send(client, page, "And for others?").text
    other = account("other")
    make_holding(make_post("Bethany"), other)
    client.force_login(other)
    assert client.post(page, {"text": "May I?"}).status_code == 404
    client.force_login(account("an-editor", "editor"))
    assert "Only the holder of the post can ask" in client.get(page).text
    assert client.post(page, {"text": "May I?"}).status_code == 403
    client.logout()
    assert client.post(page, {"text": "May I?"}).status_code == 302
    assert Inquiry.objects.count() == 1


def test_staff_answer_and_the_post_reads_it(client, chief, page, asked, editor):
    address = reverse("answer-inquiry", args=[asked.pk])
    assert client.post(address, {"wants": "answer", "text": "Yes."}).status_code in (302, 403)
    assert not InquiryAnswer.objects.exists()
    client.force_login(editor)
    listed = client.get(reverse("admin:guidance_inquiry_changelist")).text
    assert "part-time officers" in listed
    assert client.get(reverse("admin:guidance_inquiry_change", args=[asked.pk]))["Location"] == address
    assert client.post(address, {"wants": "place"}).status_code == 403, "nothing to publish without an answer"
    for words in ("Yes.", "Yes.", "Yes, for all."):
        assert client.post(address, {"wants": "answer", "text": words}).status_code == 302
    assert [row.text for row in InquiryAnswer.objects.all()] == ["Yes, for all.", "Yes."]
    assert "Add a record</a>" in client.get(address).text, "there are no official questions and answers yet"
    letters = Message.objects.filter(person=chief)
    assert letters.count() == Message.objects.count() == 2, "one for each answer, only to the holder"
    assert page in letters[0].body and "Yes" not in letters[0].body
    client.force_login(chief)
    text = client.get(page).text
    assert "Yes, for all." in text and '<p class="words">Yes.</p>' not in text
    for rows in (Inquiry, InquiryAnswer):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.update(text="No.")
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.objects.all()._raw_delete("default")


def test_an_answer_is_published_through_a_draft_and_its_review(client, asked, record, editor, reviewer):
    InquiryAnswer.objects.create(inquiry=asked, text="Yes, for all.", by=editor, at=timezone.now())
    questions = make_record("questions", key="questions")
    address = reverse("answer-inquiry", args=[asked.pk])
    client.force_login(editor)
    facts = {"wants": "place", "record": questions.pk, "question": "Does it hold for all?", "answer": "Yes."}
    for _ in range(2):
        assert client.post(address, facts).status_code == 302
    edition = questions.editions.get()
    assert [point.key for point in edition.points.all()] == ["does-it-hold-for-all", "does-it-hold-for-all-2"]
    about = asked.edition
    assert f"[recommendation 1]({about.url()}#one) of “{about.title}”" in edition.points.first().text
    assert edition.relations.get().to_record == record and edition.status == "draft" and edition.wrote(editor)
    assert InquiryPlacement.objects.count() == 2
    client.logout()
    assert client.get(questions.get_absolute_url()).status_code == 404, "not public before its review"
    edition.points.last().delete()
    type(edition).objects.filter(pk=edition.pk).update(effective_from=day("2025-01-01"))
    edition.refresh_from_db()
    edition.perform("submit", by=editor, at=timezone.now())
    assert edition.obstacles("publish", by=editor, at=timezone.now())
    edition.perform("publish", by=reviewer, at=timezone.now())
    text = client.get(questions.get_absolute_url()).text
    assert "Does it hold for all?" in text and f"{about.url()}#one" in text and "part-time" not in text


def test_a_question_about_a_memo_for_officials_only_stays_private(client, chief, post, editor):
    record = make_record("memo", key="sealed")
    Record.objects.filter(pk=record.pk).update(readers="officials")
    make_published(Record.objects.get(pk=record.pk), at=moment("2020-06-01"), **LONG_AGO)
    client.force_login(chief)
    assert send(client, reverse("official-inquiries", args=[post.pk, "sealed", "point-1"]), "Why?").status_code == 302
    asked = Inquiry.objects.get()
    InquiryAnswer.objects.create(inquiry=asked, text="Because.", by=editor, at=timezone.now())
    questions = make_record("questions", key="questions")
    client.force_login(editor)
    facts = {"wants": "place", "record": questions.pk, "question": "Why?", "answer": "Because."}
    answer = client.post(reverse("answer-inquiry", args=[asked.pk]), facts)
    assert "Answer it privately" in answer.text and not questions.editions.exists()
