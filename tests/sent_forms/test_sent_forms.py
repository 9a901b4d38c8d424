"""Every form that changes something can be sent twice from one page without a second effect."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guidance.models import Acknowledgement, Inquiry, InquiryAnswer, Response
from portal.accounts.models import Invitation
from portal.editorial.models import DraftLink
from portal.outbox.jobs import JOBS
from portal.outbox.models import Message
from portal.records.models import Edition, Issuer
from portal.sent_forms.middleware import SENT_TWICE, SentFormMiddleware
from portal.sent_forms.models import SentForm
from tests.editorial.edition_forms import MODELS, form_data, screen
from tests.factories import make_draft, make_holding, make_post, make_published, make_record, moment
from tests.source_files import HTML_TEMPLATES, name_of, read

TOKEN = "csrfmiddlewaretoken"


def load(client, page: str) -> dict[str, str]:
    """Loads a page and returns the token that all its forms contain."""
    return {TOKEN: re.search(rf'name="{TOKEN}" value="(\w+)"', client.get(page).text)[1]}


def send_twice(client, address: str, facts: dict):
    """Sends the form as two clicks do. Returns both answers, which lead to the same page."""
    first, second = client.post(address, facts), client.post(address, facts)
    assert first.status_code == second.status_code == 302, first.text + second.text
    assert first.url == second.url
    return first, second


@pytest.fixture
def memo(db):
    record = make_record("memo", key="on-the-matter")
    make_published(record, at=moment("2025-06-02"), points=["Do this.", "Do that."])
    return record


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def chief(outsider):
    make_holding(make_post(), outsider)
    return outsider


@pytest.fixture
def inquiry(memo, chief, now) -> Inquiry:
    edition = memo.editions.get()
    facts = {"text": "From when?", "text_digest": "1" * 64, "text_hash": edition.points.first().text_hash}
    return Inquiry.objects.create(post=make_post(), person=chief, edition=edition, point_key="point-1", at=now, **facts)


def test_an_official_acknowledges_decides_and_asks_once(client, memo, chief):
    client.force_login(chief)
    desk, edition = reverse("official-memo", args=[make_post().pk, memo.key]), memo.editions.get()
    points = list(edition.points.all())
    shown = {"edition": edition.pk, "point": [f"{point.key} {point.text_hash}" for point in points]}
    receipt, _ = send_twice(client, f"{desk}acknowledge/", load(client, desk) | shown)
    assert receipt.url == Acknowledgement.objects.get().get_absolute_url()
    answers = reverse("official-respond", args=[make_post().pk, memo.key, "point-1"])
    words = {"text_hash": points[0].text_hash}
    facts, other = (load(client, answers) | words | {"decision": decision} for decision in ("adopted", "declined"))
    send_twice(client, answers, facts)
    client.post(answers, other)
    client.post(answers, facts)
    assert [row.decision for row in Response.objects.order_by("pk")] == ["adopted", "declined"]
    asking = reverse("official-inquiries", args=[make_post().pk, memo.key, "point-1"])
    _, second = send_twice(client, asking, load(client, asking) | words | {"text": "From when?"})
    assert SENT_TWICE in client.get(second.url).text and Inquiry.objects.count() == 1


def test_staff_answer_once_and_one_letter_is_sent(client, inquiry, editor):
    client.force_login(editor)
    page = reverse("answer-inquiry", args=[inquiry.pk])
    first, second = ({"wants": "answer", "text": words} | load(client, page) for words in ("June 1.", "July 1."))
    send_twice(client, page, first)
    send_twice(client, page, second)
    client.post(page, first)
    assert [answer.text for answer in InquiryAnswer.objects.order_by("pk")] == ["June 1.", "July 1."]
    assert Message.objects.count() == 2
    questions = make_record("questions", key="questions")
    facts = {"wants": "place", "record": questions.pk, "question": "From when?", "answer": "July 1."}
    send_twice(client, page, load(client, page) | facts)
    assert questions.editions.get().points.count() == 1


def test_a_draft_is_begun_saved_and_submitted_once(client, memo, editor):
    client.force_login(editor)
    page = reverse(f"admin:{MODELS['guidance']}_change", args=[memo.pk])
    begin = reverse(f"admin:{MODELS['guidance']}_draft", args=[memo.pk])
    send_twice(client, begin, load(client, page) | {"from": "1"})
    draft = memo.editions.get(status="draft")
    client.post(begin, load(client, page) | {"from": "1"})
    assert memo.editions.filter(status="draft").count() == 2, "the page was loaded again, so it is another draft"
    facts = {"title": "Clearer", "effective_from": "2025-06-01", "change_kind": "minor", "change_note": "Title."}
    data = form_data(client.get(screen(draft))) | facts
    _, second = send_twice(client, screen(draft), data | load(client, screen(draft)))
    assert SENT_TWICE in client.get(second.url).text and draft.transitions.count() == 1
    data.pop("_continue")
    again = client.post(screen(draft), data | {"_save": ""}, follow=True)
    assert "already has this text" in again.text and "while you had it open" not in again.text
    assert draft.transitions.count() == 1
    submit = reverse("admin:guidance_memoedition_step", args=[draft.pk, "submit"])
    seen = client.get(submit).context["form"].initial["seen"]
    send_twice(client, submit, load(client, submit) | {"seen": seen})
    assert list(draft.transitions.values_list("action", flat=True)) == ["edit", "submit"]


def test_a_link_an_answer_an_invitation_and_a_new_row_are_made_once(client, memo, administrator, editor):
    draft = make_draft(memo, by=editor)
    client.force_login(administrator)
    links = reverse("draft-links", args=[draft.pk])
    send_twice(client, links, load(client, links) | {"for_whom": "The counsel", "days": 3})
    link = DraftLink.objects.get()
    visitor, page = type(client)(), f"/drafts/{link.token}/"
    seen = re.search(r'name="seen" value="(\w+)"', visitor.get(page).text)[1]
    facts = {"kind": "comment", "name": "Counsel", "text": "A comma is missing.", "seen": seen}
    send_twice(visitor, page, load(visitor, page) | facts)
    assert link.replies.count() == 1
    invite = reverse("admin:accounts_invitation_add")
    send_twice(client, invite, load(client, invite) | {"email": "new@example.org", "role": "editor"})
    assert Invitation.objects.count() == Message.objects.count() == 1
    add = reverse("admin:records_issuer_add")
    send_twice(client, add, load(client, add) | {"key": "despp", "name": "DESPP", "_addanother": "1"})
    assert Issuer.objects.filter(key="despp").count() == 1


def test_one_letter_to_choose_a_new_password_is_sent(client, outsider):
    page = reverse("account_reset_password")
    send_twice(client, page, load(client, page) | {"email": outsider.email})
    assert len(mail.outbox) + Message.objects.count() == 1


def test_what_differs_and_what_was_refused_is_carried_out(client, memo, chief):
    client.force_login(chief)
    asking = reverse("official-inquiries", args=[make_post().pk, memo.key, "point-1"])
    facts = load(client, asking) | {"text": "From when?"}
    assert client.post(asking, facts).status_code == client.post(asking, facts).status_code == 409
    assert not SentForm.objects.exists(), "it was refused, so it may be sent again"
    facts["text_hash"] = memo.editions.get().points.first().text_hash
    for words in ("From when?", "Until when?"):
        assert client.post(asking, facts | {"text": words}).status_code == 302
    assert Inquiry.objects.count() == 2
    answers = reverse("official-respond", args=[make_post().pk, memo.key, "point-1"])
    facts |= {"decision": "adopted"}
    for content in (b"item,rule\n1,yes\n", b"item,rule\n1,not\n", b"item,rule\n1,yes\n"):
        client.post(answers, facts | {"policy": SimpleUploadedFile("policy.csv", content, "text/csv")})
    assert Response.objects.count() == 2, "a file of the same name and size with other bytes is another form"


def test_a_form_that_first_asks_for_the_password_is_carried_out_afterwards(client, memo, editor):
    draft = make_draft(memo, by=editor)
    client.force_login(editor)
    links = reverse("draft-links", args=[draft.pk])
    facts = load(client, links) | {"for_whom": "The counsel", "days": 3}
    session = client.session
    recent = session["account_authentication_methods"][-1]["at"]
    session["account_authentication_methods"][-1]["at"] -= 3600
    session.save()
    assert client.post(links, facts).url.startswith(reverse("account_reauthenticate"))
    session["account_authentication_methods"][-1]["at"] = recent
    session.save()
    assert client.post(links, facts).url == links and DraftLink.objects.count() == 1


def test_a_form_that_fails_changes_nothing_and_can_be_sent_again(editor):
    def respond(request):
        Issuer.objects.create(key=f"issuer-{len(answers)}", name="An issuer")
        return answers.pop()

    answers = [HttpResponse(status=302, headers={"Location": "/admin/"}), HttpResponse(status=500)]
    request = RequestFactory().post("/admin/", {TOKEN: "x" * 64})
    request.user = editor
    assert SentFormMiddleware(respond)(request).status_code == 500 and not Issuer.objects.exists()
    request.user = AnonymousUser()
    assert SentFormMiddleware(respond)(request).status_code == 302 and not SentForm.objects.exists()


def test_a_preview_stores_nothing_and_can_be_asked_for_again(client, editor):
    client.force_login(editor)
    facts = {**load(client, "/admin/"), "content": "*Now*"}
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert "<em>Now</em>" in client.post(reverse("preview"), facts).text
        assert not [query for query in queries if "sent_form" in query["sql"]]


def test_a_form_is_remembered_for_a_day(db):
    at = timezone.now()
    for hours in (25, 23):
        SentForm.objects.create(key=str(hours), location="/", sent_at=at - timedelta(hours=hours))
    [job] = [job for job in JOBS if "sent forms" in job.name]
    assert list(job.preview(at)) == [] and SentForm.objects.count() == 2
    assert list(job.run(at)) == [] and SentForm.objects.get().key == "23"


def test_every_form_that_changes_something_has_the_token():
    forms = {
        name_of(file): re.findall(r'<form[^>]*method="post".*?</form>', read(file), re.S) for file in HTML_TEMPLATES
    }
    assert sum(map(len, forms.values())) > 30
    assert [name for name, found in forms.items() if any("{% csrf_token %}" not in form for form in found)] == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_time_begin_one_draft(editor, memo):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    client = Client()
    client.force_login(editor)
    page = client.get(reverse(f"admin:{MODELS['guidance']}_change", args=[memo.pk])).text
    facts = {TOKEN: re.search(rf'name="{TOKEN}" value="(\w+)"', page)[1], "from": "1"}
    start, answers = Barrier(2), []

    def click():
        other = Client()
        other.cookies = client.cookies
        start.wait(10)
        answers.append(other.post(reverse(f"admin:{MODELS['guidance']}_draft", args=[memo.pk]), facts).url)
        connection.close()

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == 2 and len(set(answers)) == 1
    assert Edition.objects.filter(status="draft").count() == 1
