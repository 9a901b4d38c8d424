"""The pack to take along: what it contains, who gets it, and its queries; and receipts as PDF."""

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
    """A memo that was acknowledged and then changed, and a second one in force; one to others, one that has ended, an
    upcoming one and a withdrawn one."""
    take_note(post, record, chief, moment("2020-06-02"))
    points = [
        ONE,
        {**OTHER, "text": "Do the **other** now."},
        {"key": "theirs", "text": "Not you.", "audience": SCHOOLS},
    ]
    edition = revised(record, *points, body="Before.\n\n{points}\n\nAfter.")
    text_hash = edition.points.get(key="one").text_hash
    facts = {"post": post, "person": chief, "edition": edition, "at": moment("2020-07-02")}
    Response.objects.create(
        point_key="one", text_hash=text_hash, decision="adapted", contact="Watch Commander", **facts
    )
    others = {"theirs": {"points": [{**ONE, "audience": SCHOOLS}]}, "ended": {"effective_until": day("2020-08-01")}}
    for title, own in (others | {"waits": {"effective_from": day("2100-01-01")}}).items():
        make_published(make_record("memo"), at=moment("2020-06-01"), title=title, **(LONG_AGO | own))
    withdraw(make_published(make_record("memo"), at=moment("2020-06-01"), title="gone"), at=moment("2020-06-02"))
    make_published(make_record("memo", key="second"), at=moment("2020-06-03"), title="A second memo", **LONG_AGO)
    return edition


def test_it_contains_everything_in_force_for_the_post_with_digests_and_the_date(client, chief, post, record, full):
    client.force_login(chief)
    page, answer = (client.get(address) for address in addresses(post))
    assert answer.headers["Content-Type"] == "application/pdf" and "no-store" in answer.headers["Cache-Control"]
    assert [memo.edition.title for memo in page.context["packed"]] == ["A second memo", "On the matter"]
    second = page.context["packed"][1]
    assert [(point["key"], state.value) for point, state, _ in second.points] == [
        ("one", "acknowledged"),
        ("other", "changed"),
    ]
    assert second.others == [3]
    today = f"{page.context['at']:%B} "
    for text in (page.text, words(answer.content)):
        for phrase in ("Before.", "After.", "Do one.", "adapted", "Watch Commander", "A second memo", today):
            assert phrase in text, phrase
        assert full.url() in text and "Not you." not in text
        assert full.publication.content_digest in text.replace(" ", "")
        assert all(point["text_hash"] in text.replace(" ", "") for point, _, _ in second.points)
    assert words(answer.content).count("In force for the Police chief, Ashford Police Department on") >= 2
    assert addresses(post)[0] in client.get("/official/").text


@pytest.mark.parametrize("who, status", [("stranger", 404), ("former", 404), ("editor", 200), (None, 302)])
def test_only_holders_of_the_post_and_staff_get_it(client, post, record, who, status):
    Holding.objects.update(held_until=day("2100-01-01"))
    user = who and account(who, who if who == "editor" else "")
    if who == "former":
        make_holding(post, user, "2019-01-01", "2020-01-01")
    if user:
        client.force_login(user)
    assert {client.get(address).status_code for address in addresses(post)} == {status}


def test_a_pack_can_be_empty_and_more_memos_cost_no_more_queries(client, chief, post):
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


def test_a_receipt_is_also_a_pdf_and_names_no_memo_published_in_error(client, chief, post, record):
    take_note(post, record, chief, moment("2020-06-02 10:00"))
    act = Acknowledgement.objects.get()
    address = reverse("receipt-pdf", args=[act.digest])
    assert address in client.get(act.get_absolute_url()).text
    answer = client.get(address)
    text = words(answer.content)
    for phrase in ("Police chief, Ashford Police Department (Ashford)", "On the matter, version 1", "June 2, 2020"):
        assert phrase in text
    assert act.digest in text.replace(" ", "") and chief.name not in text and chief.email not in text
    assert "no-store" in answer.headers["Cache-Control"]
    withdraw(record.editions.get(), at=moment("2020-06-03"), kind="published_in_error")
    text = words(client.get(address).content)
    assert "On the matter" not in text and "published in error and withdrawn" in text
    assert client.get(reverse("receipt-pdf", args=["0" * 64])).status_code == 404


def test_without_weasyprint_the_pages_offer_no_pdf(client, chief, post, record, monkeypatch):
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


def test_each_post_has_its_own_pack(client, chief, post, full):
    school = make_post("Bolton", SCHOOLS)
    make_holding(school, chief)
    client.force_login(chief)
    titles = [memo.edition.title for memo in client.get(addresses(school)[0]).context["packed"]]
    assert titles == ["theirs", "On the matter"]
