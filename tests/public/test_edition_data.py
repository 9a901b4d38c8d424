"""The formats of an edition: JSON, Markdown and plain text."""

import hashlib
import json

import pytest

from portal.register.models import RegisterEntry

NOTICE = "/announcements/state-police-headquarters-modified-services-hours/"
RELEASE = "/announcements/guidance-to-law-enforcement-and-school-districts-regarding-immigration-matters/"
MEMO = "/guidance/memo-to-police-chiefs-on-immigration-matters/"

pytestmark = pytest.mark.usefixtures("seeded", "db")


def data(client, address: str) -> dict:
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


@pytest.mark.parametrize("address", [f"{NOTICE}editions/2.json", f"{RELEASE}editions/1.json", f"{MEMO}editions/1.json"])
def test_the_json_has_the_documented_keys(client, address):
    document = data(client, address)
    parts = {"record", "edition", "points", "contacts", "signers", "issuer", "official", "relations", "citations"}
    assert parts <= set(document)
    assert {"key", "kind", "title", "url"} <= set(document["record"])
    facts = {"number", "title", "signed_on", "effective_from", "effective_until", "published_at", "recorded_at"}
    assert facts | {"change_kind", "change_note", "standing", "digest"} <= set(document["edition"])
    for point in document["points"]:
        named = {"key", "number", "heading", "text", "posted_on", "effective_from", "effective_until"}
        assert named <= set(point)
    for contact in document["contacts"]:
        assert set(contact) == {"name", "office", "email", "phones"}
        assert all(set(phone) == {"number", "type"} for phone in contact["phones"])


def test_the_json_contains_what_the_page_shows(client):
    document = data(client, f"{NOTICE}editions/2.json")
    assert document["record"] == {
        "key": "state-police-headquarters-modified-services-hours",
        "kind": "service_notice",
        "title": "State Police Headquarters Modified Services/Hours",
        "url": f"http://testserver{NOTICE}",
    }
    edition = document["edition"]
    assert (edition["number"], edition["effective_from"], edition["standing"]) == (2, "2020-06-05", "superseded")
    first = document["points"][0]
    assert (first["key"], first["posted_on"], first["effective_from"]) == (
        "fingerprint-identification-unit",
        "2020-06-05",
        "2020-06-15",
    )
    assert document["official"] is True


def test_the_digest_matches_the_register(client):
    document = data(client, f"{NOTICE}editions/2.json")
    entry = RegisterEntry.objects.get(number=document["edition"]["register_entry"])
    assert document["edition"]["digest"] == hashlib.sha256(entry.content.encode()).hexdigest()
    registered = json.loads(entry.content)
    assert {name: document[name] for name in registered if name not in ("record", "edition")} == {
        name: registered[name] for name in registered if name not in ("record", "edition")
    }


def test_the_json_contains_signers_and_relations(client):
    document = data(client, f"{MEMO}editions/1.json")
    assert [signer["name"] for signer in document["signers"]] == [
        "Governor Malloy",
        "Commissioner Schriro",
        "Commissioner Semple",
    ]
    assert data(client, f"{RELEASE}editions/1.json")["relations"] == [
        {"kind": "announces", "record": "memo-to-police-chiefs-on-immigration-matters"},
        {"kind": "announces", "record": "memo-to-school-superintendents-on-immigration-matters"},
    ]


@pytest.mark.parametrize(("form", "media"), [("md", "text/markdown"), ("txt", "text/plain")])
def test_markdown_and_text_keep_the_order_of_the_release(client, form, media):
    response = client.get(f"{RELEASE}editions/1.{form}")
    assert response.headers["Content-Type"] == f"{media}; charset=utf-8"
    passages = ["but are not limited to", "ICE detainer requests", "The Governor explained", "203-525-6959"]
    at = [response.text.index(passage) for passage in passages]
    assert at == sorted(at)


def test_markdown_and_text_begin_with_the_title(client):
    assert client.get(f"{NOTICE}editions/1.md").text.startswith("# State Police Headquarters Modified Services/Hours\n")
    text = client.get(f"{NOTICE}editions/1.txt").text
    assert text.startswith("STATE POLICE HEADQUARTERS MODIFIED SERVICES/HOURS\n")
    assert "HERE [link not preserved]" in text


def test_other_formats_do_not_exist(client):
    for form in ("xml", "JSON", "exe"):
        assert client.get(f"{NOTICE}editions/1.{form}").status_code == 404
