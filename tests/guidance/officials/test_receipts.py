"""Receipts: what they attest, that they can be verified, and what they do not reveal."""

import hashlib
import json

import pytest
from django.urls import reverse

from guidance.models import Acknowledgement
from portal.accounts.models import Holding
from tests.conftest import account
from tests.factories import day, moment, withdraw
from tests.guidance.test_duties import take_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(chief, post, record) -> Acknowledgement:
    take_note(post, record, chief, moment("2020-06-02 10:00"))
    return Acknowledgement.objects.get()


def test_anyone_with_the_address_can_read_and_verify_it(client, act, record):
    text = client.get(act.get_absolute_url()).text
    for words in ("Police chief, Ashford Police Department (Ashford)", "On the matter, version 1", "June 2, 2020"):
        assert words in text
    data = client.get(reverse("receipt-data", args=[act.digest]))
    assert hashlib.sha256(data.content).hexdigest() == act.digest and act.digest in text
    edition = record.editions.get()
    assert json.loads(data.content) == {
        "schema": 1,
        "serial": act.receipt["serial"],
        "acknowledged_at": "2020-06-02T14:00:00.000000Z",
        "method": "web",
        "post": {
            "title": "Police chief",
            "agency": "Ashford Police Department",
            "kind": "police_department",
            "town": "Ashford",
        },
        "memo": {"record": "on-the-matter", "edition": 1, "digest": edition.publication.content_digest},
        "points": [
            {"key": point.key, "number": point.number, "text_hash": point.text_hash} for point in edition.points.all()
        ],
    }


def test_it_names_no_person_and_is_not_indexed(client, act, chief):
    for address in (act.get_absolute_url(), reverse("receipt-data", args=[act.digest])):
        answer = client.get(address)
        assert chief.email not in answer.text and chief.name not in answer.text
        assert "no-store" in answer.headers["Cache-Control"]
    assert 'name="robots" content="noindex"' in client.get(act.get_absolute_url()).text
    assert "Disallow: /receipts/" in client.get("/robots.txt").text
    assert "receipts" not in client.get("/sitemap.xml").text


def test_the_serial_makes_every_receipt_unique(act, post, record, chief):
    assert len(act.receipt["serial"]) == 32
    points = record.editions.get().document["points"]
    again = [
        Acknowledgement.objects.enter(post, record.editions.get(), points, by=chief, at=act.at, method="web").digest
        for _ in "ab"
    ]
    assert len({act.digest, *again}) == 3


def test_it_shows_no_title_of_a_version_published_in_error(client, act, record):
    withdraw(record.editions.get(), at=moment("2020-06-03"), kind="published_in_error")
    text = client.get(act.get_absolute_url()).text
    assert "On the matter" not in text and "published in error and withdrawn" in text and act.digest in text
    assert "version 1 of the record <code>on-the-matter</code>" in text, "The hashed data contain this name."


def test_ones_own_receipts_name_the_memo_by_its_title(client, act, record, chief):
    client.force_login(chief)
    data = client.get(reverse("receipt-data", args=[act.digest])).content
    text = client.get(reverse("official-receipts")).text
    assert "On the matter, version 1 </a>" in text and record.key not in text
    withdraw(record.editions.get(), at=moment("2020-06-03"), kind="published_in_error")
    text = client.get(reverse("official-receipts")).text
    assert "A memo published in error and withdrawn, version 1 </a>" in text
    assert "On the matter" not in text and record.key not in text
    assert client.get(reverse("receipt-data", args=[act.digest])).content == data


@pytest.mark.parametrize("digest", ["0" * 64, "ABC", "x" * 200, "é" * 64])
def test_an_unknown_digest_is_reported(client, act, digest):
    answer = client.get(reverse("receipts"), {"digest": digest})
    assert answer.status_code == 200 and "This portal has not issued a receipt with this digest." in answer.text


def test_an_unknown_receipt_is_a_404(client, act):
    assert client.get(reverse("receipt", args=["0" * 64])).status_code == 404
    assert client.get(reverse("receipt-data", args=["0" * 64])).status_code == 404
    assert client.get("/receipts/abc/").status_code == 404


def test_the_check_redirects_from_a_digest_to_its_receipt(client, act):
    answer = client.get(reverse("receipts"), {"digest": f" {act.digest.upper()} "})
    assert answer.url == act.get_absolute_url()
    assert "sha256sum" in client.get(reverse("receipts")).text


def test_a_former_holder_sees_only_their_own_receipts(client, act, chief, post):
    Holding.objects.update(held_until=day("2020-06-03"))
    client.force_login(chief)
    assert act.get_absolute_url() in client.get(reverse("official-receipts")).text
    assert client.get(reverse("official-receipts"), {"page": 2}).status_code == 404
    client.force_login(account("stranger"))
    text = client.get(reverse("official-receipts")).text
    assert act.digest not in text and "No receipts yet." in text
    client.logout()
    assert client.get(reverse("official-receipts")).status_code == 302
