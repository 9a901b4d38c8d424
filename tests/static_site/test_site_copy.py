"""What is in a copy of the site: one copy of a bit of all, looked at from all sides."""

import hashlib
import re
from pathlib import Path

import pytest
from django.db import transaction

from portal.attachments.storage import hash_bytes
from portal.static_site.crawler import MANIFEST_FILE, STATE_FILE
from portal.static_site.url_paths import get_file_path, normalize_url
from tests.public_addresses import Things, named
from tests.static_site.copy_links import Site
from tests.static_site.site_copy import ADDRESS, WORD, a_bit_of_all, answering, content_of, export

pytestmark = pytest.mark.django_db
NOT_COPIED = {
    "healthz": "says that the server answers",
    "readyz": "says that the server answers",
    "timemap": "needs a timegate",
    "opensearch": "needs the search",
    "feed-search": "needs the search",
    "receipts": "asks for a receipt",
    "announcements:on": "days on which nothing changed are left to the portal",
    "guidance:on": "the same",
    "api:entry": "every entry stands in the pages of the register",
}
"""Addresses that a copy has no file for, with the reason."""
EMPTY = "/api/v1/records/wrong/editions"
"""A list without a row, of a record whose texts were all published in error; nothing links to it."""


@pytest.fixture(scope="module")
def copied(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """Made once; what a test changes in the database is rolled back after that test."""
    folder = tmp_path_factory.mktemp("copied")
    with django_db_blocker.unblock(), transaction.atomic(), answering(folder / "attachments"):
        a_bit_of_all()
        export(folder / "out")
        yield folder / "out"
        transaction.set_rollback(True)


def test_no_link_is_broken(copied):
    site = Site(copied, ADDRESS)
    assert site.broken() == []
    assert len(site.files()) > 250


def test_what_a_visitor_sees_is_there(copied):
    files = set(content_of(copied))
    sha256 = hash_bytes(b"%PDF-1.7 some bytes")
    assert files >= {
        "index.html",
        "robots.txt",
        "sitemap.xml",
        "sitemap-records.xml",
        "calendar.ics",
        "search/index.html",
        "feeds/all.atom",
        "feeds/all.rss",
        "feeds/all.json",
        "register/index.html",
        "register.json",
        "register/page/3.json",
        "guidance/memo-4/index.html",
        "guidance/memo-4/history/index.html",
        "guidance/memo-4/compare/1..2/index.html",
        "guidance/memo-4/editions/1/index.html",
        "guidance/memo-4/editions/1.json",
        "guidance/memo-4/editions/1.md",
        "guidance/memo-4/editions/1.txt",
        "guidance/memo-4/editions/1.bib",
        "guidance/memo-4/points/point-1/index.html",
        "guidance/memo-4/on/2025-06-10/index.html",
        "guidance/list/kind/memo/index.html",
        "on/2025-06-10/index.html",
        "api/v1/index.json",
        "api/v1/openapi.json",
        "api/v1/records.json",
        "api/v1/records/memo-4.json",
        "api/v1/records/memo-4/editions/2.json",
        "static/css/portal.css",
        "static/img/share.png",
        f"attachments/{sha256}/the-form.pdf",
    }
    assert any(re.fullmatch(r"guidance/page/\d+-\d+/index\.html", name) for name in files)
    assert any(re.fullmatch(r"api/v1/records/page/\d+-\d+\.json", name) for name in files)


def test_every_address_that_answers_has_its_file(copied, client):
    """Without the query strings, of which a copy has those that something links to."""
    sha256 = hash_bytes(b"%PDF-1.7 some bytes")
    things = Things(
        points=["point-1"],
        attachments=[sha256],
        issuers=["governor"],
        services=["fingerprints"],
        audiences=["police_chiefs"],
        entries=[1],
        words=[],
    )
    files, missing = set(content_of(copied)), {}
    for name, address in named(things):
        if "?" not in address and name not in NOT_COPIED and address != EMPTY:
            answer = client.get(address, headers={"host": "copy.example.org"}, secure=True)
            if answer.status_code == 200 and get_file_path(normalize_url(address), "the-form.pdf") not in files:
                missing[name] = address
    assert missing == {}


def test_what_is_not_public_is_in_no_file(copied):
    everything = {**content_of(copied), STATE_FILE: (copied / STATE_FILE).read_bytes()}
    assert [name for name, content in everything.items() if WORD.encode() in content] == []
    assert b"Published in error" in everything["guidance/wrong/editions/1/index.html"]
    assert "guidance/wrong/editions/1.json" not in everything


def test_no_list_has_an_empty_item_where_a_link_was(copied):
    pages = {name: content for name, content in content_of(copied).items() if name.endswith(".html")}
    assert [name for name, content in pages.items() if re.search(rb"<li>\s*</li>", content)] == []


def test_no_form_waits_for_a_server(copied):
    pages = {name: content for name, content in content_of(copied).items() if name.endswith(".html")}
    assert [name for name, content in pages.items() if b"<form" in content or b"/admin/" in content] == []
    assert b"a copy cannot search" in pages["search/index.html"]
    assert b"This is a copy of the site" in pages["index.html"]


def test_the_texts_to_prove_are_untouched(copied, client):
    for address in (
        "/guidance/memo-4/editions/1.md",
        "/guidance/memo-4/editions/1.txt",
        "/guidance/memo-4/editions/1.bib",
    ):
        answer = client.get(address, headers={"host": "copy.example.org"}, secure=True)
        assert (copied / address.lstrip("/")).read_bytes() == answer.content


def test_a_second_run_writes_nothing_and_a_change_little(copied):
    before = {name: (copied / name).stat().st_mtime_ns for name in content_of(copied)}
    said = export(copied)
    after = {name: (copied / name).stat().st_mtime_ns for name in content_of(copied)}
    assert [name for name in after if after[name] != before.get(name)] == []
    assert "0 files written, 0 removed" in said


def test_the_manifest_tells_every_file(copied):
    files = content_of(copied)
    lines = files.pop(MANIFEST_FILE).decode().splitlines()
    files.pop(".portal-export")
    assert {line[66:]: line[:64] for line in lines} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
