"""Answers, questions and decisions are on the first page of officials and staff, and a receipt names the next step."""

import pytest
from django.urls import reverse

from guidance.models import Acknowledgement, AnswerReading, Inquiry, InquiryAnswer, Response
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, make_record, moment
from tests.guidance.officials.conftest import LONG_AGO, revised
from tests.guidance.test_duties import ONE, OTHER, take_note

pytestmark = pytest.mark.django_db


def ask(post, edition, chief, words: str, *, at: str = "2020-06-02", key: str = "one") -> Inquiry:
    facts = {"text": words, "text_digest": f"{words:0<64}"[:64], "text_hash": edition.points.get(key=key).text_hash}
    return Inquiry.objects.create(post=post, person=chief, edition=edition, point_key=key, at=moment(at), **facts)


def answer(inquiry: Inquiry, words: str, at: str = "2020-06-04") -> InquiryAnswer:
    return InquiryAnswer.objects.create(inquiry=inquiry, text=words, by=account(words), at=moment(at))


def decide(post, edition, chief, key: str, decision: str = "adopted", **facts) -> Response:
    words = edition.points.get(key=key).text_hash
    about = {"post": post, "person": chief, "edition": edition, "point_key": key, "text_hash": words}
    return Response.objects.create(**about, decision=decision, **{"at": moment("2020-06-06"), **facts})


def count(client, part: str) -> int:
    return client.get(reverse("official")).context["counts"][part]


def test_an_answer_is_new_on_the_first_page_until_each_holder_has_read_it(client, chief, post, record):
    inquiry = ask(post, record.editions.get(), chief, "When?")
    deputy, successor = account("deputy"), account("successor")
    make_holding(post, deputy, "2020-01-01", "2100-01-01", is_deputy=True)
    for user, new in ((chief, 0), (deputy, 0)):
        client.force_login(user)
        assert count(client, "questions") == new, "nobody has answered yet"
    answer(inquiry, "At once")
    for user in (chief, deputy):
        client.force_login(user)
        assert "1 new answer</strong> to your questions" in client.get(reverse("official")).text
        page = client.get("/official/?show=questions&state=new").text
        assert "New answer</span>" in page and "When?" in page and "At once" in page
        assert count(client, "questions") == 0 and "new answer" not in client.get(reverse("official")).text
        page = client.get("/official/?show=questions").text
        assert "Answered</span>" in page and "At once" in page, "what was read stays in the list"
    answer(inquiry, "Since July")
    assert count(client, "questions") == 1, "a later answer is new again"
    client.get(reverse("official-inquiries", args=[post.pk, record.key, "one"]))
    assert count(client, "questions") == 0, "the page of the recommendation shows it too"
    chief.holdings.update(held_until=day("2024-01-01"))
    make_holding(post, successor, "2024-01-01")
    client.force_login(successor)
    assert count(client, "questions") == 0, "what was answered before they held the post is not new to them"
    assert "Since July" in client.get("/official/?show=questions&state=answered").text


def test_questions_are_filtered_and_stay_readable_when_the_memo_no_longer_applies(client, chief, post, record, editor):
    edition = record.editions.get()
    waiting, answered = ask(post, edition, chief, "Waiting?"), ask(post, edition, chief, "Answered?", key="other")
    answer(answered, "Yes")
    theirs = ask(make_post("Bolton"), edition, account("another"), "Theirs?")
    revised(record, ONE, at="2020-06-05")
    client.force_login(chief)
    pages = {state: client.get(f"/official/?show=questions&state={state}").text for state in ("waiting", "answered")}
    assert "Waiting?" in pages["waiting"] and "Answered?" not in pages["waiting"]
    assert "Answered?" in pages["answered"] and "Waiting?" not in pages["answered"]
    links = [reverse("official-inquiries", args=[post.pk, record.key, key]) for key in ("one", "other")]
    assert links[0] in pages["waiting"] and links[1] not in pages["answered"], "that page no longer exists"
    assert not any(theirs.text in page for page in pages.values())
    assert client.get("/official/?show=questions&state=mine").status_code == 404
    client.force_login(editor)
    staff = client.get(f"{reverse('official-post', args=[post.pk])}?show=questions").text
    assert waiting.text in staff and "New answer</span>" not in staff and AnswerReading.objects.count() == 1


def test_decisions_to_record_are_listed_once_the_recommendations_are_acknowledged(client, chief, post, record):
    client.force_login(chief)
    assert count(client, "decide") == 0, "first it has to be acknowledged"
    take_note(post, record, chief, moment("2020-06-03"))
    first = record.editions.get()
    decide(post, first, chief, "one")
    page = client.get("/official/?show=decide").text
    assert "Decisions to record about 1 memo" in page and "1 recommendation to decide about" in page
    assert f'{reverse("official-memo", args=[post.pk, record.key])}#decisions"' in page
    decide(post, first, chief, "other", "under_review")
    assert count(client, "decide") == 0
    revised(record, ONE, {**OTHER, "text": "Do the other!"}, kind="correction", at="2020-06-07")
    assert count(client, "decide") == 0, "a correction needs no new decision"
    revised(record, ONE, {**OTHER, "text": "Do the other at once."}, at="2020-06-08")
    assert count(client, "decide") == 0 and count(client, "due") == 1
    take_note(post, record, chief, moment("2020-06-09"))
    assert count(client, "decide") == 1


def test_the_receipt_names_the_next_step_only_to_who_holds_the_post(client, chief, post, record):
    other = make_record("memo")
    make_published(other, at=moment("2020-06-01"), points=[ONE], **LONG_AGO)
    edition, page = record.editions.get(), reverse("official-memo", args=[post.pk, record.key])
    client.force_login(chief)

    def get_next(name: str | None) -> str:
        receipt = Acknowledgement.objects.first().get_absolute_url()
        step = client.get(receipt).context["next_step"]
        assert (name is None) == (step is None) and (name is None or f'href="{step.url}"' in client.get(receipt).text)
        return step and f"{step.sentence} {step.url}"

    words = edition.points.get(key="one").text_hash
    shown = {"edition": edition.pk, "point": f"one {words}"}
    receipt = client.post(f"{page}acknowledge/", shown)
    assert receipt.url == Acknowledgement.objects.get().get_absolute_url()
    assert get_next("rest") == f"Acknowledge the other 1 recommendation of this memo {page}"
    take_note(post, record, chief, moment("2020-06-03"))
    assert (
        get_next("decide") == f"Record what your agency decides about 2 recommendations of this memo {page}#decisions"
    )
    for key in ("one", "other"):
        decide(post, edition, chief, key)
    desk = reverse("official-post", args=[post.pk])
    assert get_next("others") == f"Acknowledge the next of 1 memo {desk}"
    take_note(post, other, chief, moment("2020-06-04"))
    assert get_next("decide") == "Record what your agency decides about 1 recommendation of this memo " + (
        f"{reverse('official-memo', args=[post.pk, other.key])}#decisions"
    )
    client.logout()
    assert get_next(None) is None
    client.force_login(account("stranger"))
    assert get_next(None) is None


def test_staff_see_questions_to_answer_oldest_first_and_decisions(client, chief, post, record, editor, outsider):
    edition = record.editions.get()
    ask(post, edition, chief, "First?"), ask(post, edition, chief, "Second?")
    client.force_login(editor)
    page = client.get("/admin/").text
    assert page.index("Questions of officials to answer") < page.index("First?") < page.index("Second?")
    listed = f"{reverse('admin:guidance_inquiry_changelist')}?answered=no"
    assert f'href="{listed}"' in page
    answer(Inquiry.objects.get(text="First?"), "Now")
    assert "First?" not in client.get("/admin/").text and "Second?" in client.get("/admin/").text
    third = ask(post, edition, chief, "Third?")
    text = client.get(listed).text
    assert text.index("Second?") < text.index("Third?") and "First?" not in text
    assert "First?" in client.get(listed.replace("no", "yes")).text
    answer(Inquiry.objects.get(text="Second?"), "Then"), answer(third, "Later")
    assert "Every question has an answer." in client.get("/admin/").text


def test_staff_see_what_agencies_decided_lately(client, chief, post, record, editor, monkeypatch):
    edition = record.editions.get()
    decide(post, edition, chief, "one", "declined", note="We have no cells.", at=moment("2020-06-10"))
    decide(post, edition, chief, "other", note="An old note.", at=moment("2020-05-01"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment("2020-06-12 09:00"))
    client.force_login(editor)
    page = client.get("/admin/").text
    assert "Declined" in page and "We have no cells." in page and "An old note." not in page
    assert f'href="{reverse("admin:guidance_response_changelist")}"' in page


def test_the_list_of_coming_versions_has_pages_and_is_counted_whole(client, chief, post):
    for _ in range(21):
        make_published(make_record("memo"), at=moment("2020-06-01"), effective_from=day("2100-01-01"))
    client.force_login(chief)
    first, second = (client.get(f"/official/?show=coming&page={page}") for page in (1, 2))
    assert first.context["counts"]["coming"] == 21 and len(first.context["rows"]) == 20
    assert len(second.context["rows"]) == 1 and "Page 2 of 2" in second.text
