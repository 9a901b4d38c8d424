"""The pack to take along: what is in it, who gets it, what it costs; and receipts as PDF."""

import io
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from guidance.models import Acknowledgement, Response
from portal.accounts.models import Holding
from portal.pdf import pdf_renderer
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, make_record, moment, withdraw
from tests.guidance.officials.conftest import LONG_AGO, revised
from tests.guidance.test_duties import ONE, OTHER, SCHOOLS, take_note

pytestmark = pytest.mark.django_db


def addresses(post) -> list[str]:
    return [reverse(name, args=[post.pk]) for name in ("official-pack", "official-pack-pdf")]


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.fixture
def full(chief, post, record):
    """A memo acknowledged and then changed, one to others, one that has ended, one that waits, one withdrawn."""
    take_note(post, record, chief, moment("2020-06-02"))
    points = [
        ONE,
        {**OTHER, "text": "Do the **other** now."},
        {"key": "theirs", "text": "Not you.", "audience": SCHOOLS},
    ]
    edition = revised(record, *points, body="Before.\n\n{points}\n\nAfter.")
    words_ = edition.points.get(key="one").text_hash
    facts = {"post": post, "person": chief, "edition": edition, "at": moment("2020-07-02")}
    Response.objects.create(point_key="one", text_hash=words_, decision="adapted", contact="Watch Commander", **facts)
    others = {"theirs": {"points": [{**ONE, "audience": SCHOOLS}]}, "ended": {"effective_until": day("2020-08-01")}}
    for title, own in (others | {"waits": {"effective_from": day("2100-01-01")}}).items():
        make_published(make_record("memo"), at=moment("2020-06-01"), title=title, **(LONG_AGO | own))
    withdraw(make_published(make_record("memo"), at=moment("2020-06-01"), title="gone"), at=moment("2020-06-02"))
    make_published(make_record("memo", key="second"), at=moment("2020-06-03"), title="A second memo", **LONG_AGO)
    return edition


def test_it_holds_everything_in_force_for_the_post_with_digests_and_the_day(client, chief, post, record, full):
    client.force_login(chief)
    page, answer = (client.get(address) for address in addresses(post))
    assert answer.headers["Content-Type"] == "application/pdf" and "no-store" in answer.headers["Cache-Control"]
    assert [one.edition.title for one in page.context["packed"]] == ["A second memo", "On the matter"]
    second = page.context["packed"][1]
    assert [(point["key"], state.value) for point, state, _ in second.points] == [
        ("one", "acknowledged"),
        ("other", "changed"),
    ]
    assert second.others == [3]
    today = f"{page.context['at']:%B} "
    for text in (page.text, words(answer.content)):
        for said in ("Before.", "After.", "Do one.", "adapted", "Watch Commander", "A second memo", today):
            assert said in text, said
        assert full.url() in text and "Not you." not in text
        assert full.publication.content_digest in text.replace(" ", "")
        assert all(point["text_hash"] in text.replace(" ", "") for point, _, _ in second.points)
    assert words(answer.content).count("In force for the Police chief, Ashford Police Department on") >= 2
    assert addresses(post)[0] in client.get("/official/").text


@pytest.mark.parametrize("who, status", [("stranger", 404), ("former", 404), ("editor", 200), (None, 302)])
def test_who_does_not_hold_the_post_gets_none(client, post, record, who, status):
    Holding.objects.update(held_until=day("2100-01-01"))
    user = who and account(who, who if who == "editor" else "")
    if who == "former":
        make_holding(post, user, "2019-01-01", "2020-01-01")
    if user:
        client.force_login(user)
    assert {client.get(address).status_code for address in addresses(post)} == {status}


def test_an_empty_pack_says_so_and_more_memos_cost_no_more_queries(client, chief, post):
    client.force_login(chief)
    assert "No memo applies to the post today." in client.get(addresses(post)[0]).text
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_published(make_record("memo"), at=moment("2020-06-01"), points=[ONE, OTHER], **LONG_AGO)
        with CaptureQueriesContext(connection) as captured:
            client.get(addresses(post)[0])
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


def test_a_receipt_is_a_pdf_too_and_tells_no_word_of_an_error(client, chief, post, record):
    take_note(post, record, chief, moment("2020-06-02 10:00"))
    act = Acknowledgement.objects.get()
    address = reverse("receipt-pdf", args=[act.digest])
    assert address in client.get(act.get_absolute_url()).text
    answer = client.get(address)
    text = words(answer.content)
    for said in ("Police chief, Ashford Police Department (Ashford)", "On the matter, version 1", "June 2, 2020"):
        assert said in text
    assert act.digest in text.replace(" ", "") and chief.name not in text and chief.email not in text
    assert "no-store" in answer.headers["Cache-Control"]
    withdraw(record.editions.get(), at=moment("2020-06-03"), kind="published_in_error")
    text = words(client.get(address).content)
    assert "On the matter" not in text and "published in error and withdrawn" in text
    assert client.get(reverse("receipt-pdf", args=["0" * 64])).status_code == 404


def test_without_the_extra_the_pages_name_no_pdf(client, chief, post, record, monkeypatch):
    take_note(post, record, chief, moment("2020-06-02"))
    act = Acknowledgement.objects.get()
    client.force_login(chief)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    caches = (pdf_renderer.load_weasyprint.cache_clear, pdf_renderer.is_weasyprint_installed.cache_clear)
    for clear in caches:
        clear()
    pages = {addresses(post)[0]: addresses(post)[1], act.get_absolute_url(): reverse("receipt-pdf", args=[act.digest])}
    for page, pdf in pages.items():
        assert pdf not in client.get(page).text
        answer = client.get(pdf)
        assert answer.status_code == 404 and "This portal makes no PDFs." in answer.text
    monkeypatch.undo()
    for clear in caches:
        clear()


def test_another_posts_pack_is_its_own(client, chief, post, full):
    school = make_post("Bolton", SCHOOLS)
    make_holding(school, chief)
    client.force_login(chief)
    titles = [one.edition.title for one in client.get(addresses(school)[0]).context["packed"]]
    assert titles == ["theirs", "On the matter"]
