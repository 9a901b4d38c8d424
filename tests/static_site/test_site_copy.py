"""Contents of a copy of the site. All tests read one copy of a portal with an example of everything."""

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
from tests.static_site.site_copy import ADDRESS, WORD, export, fill_portal, read_files, serve_copy_address

pytestmark = pytest.mark.django_db
NOT_COPIED = {
    "healthz": "reports whether the server answers",
    "readyz": "reports whether the server answers",
    "timemap": "needs a timegate",
    "opensearch": "needs the search",
    "feed-search": "needs the search",
    "security-txt": "expires",
    "receipts": "needs a receipt from the reader",
    "announcements:on": "a copy has only the days that pages link to",
    "guidance:on": "the same",
    "api:entry": "the pages of the register contain every entry",
}
"""Names of addresses that a copy has no file for, with the reason."""
EMPTY = "/api/v1/records/wrong/editions"
"""An empty list, of a record whose only text was published in error; nothing links to it."""


@pytest.fixture(scope="module")
def copied(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """Makes the copy once; changes of the database are rolled back after the last test."""
    folder = tmp_path_factory.mktemp("copied")
    with django_db_blocker.unblock(), transaction.atomic(), serve_copy_address(folder / "attachments"):
        fill_portal()
        export(folder / "out")
        yield folder / "out"
        transaction.set_rollback(True)


def test_no_link_is_broken(copied):
    site = Site(copied, ADDRESS)
    assert site.broken() == []
    assert len(site.files()) > 250


def test_a_copy_contains_every_kind_of_page(copied):
    files = set(read_files(copied))
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


def test_every_public_address_has_a_file(copied, client):
    """Checks addresses without a query string; of the others a copy has those that pages link to."""
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
    files, missing = set(read_files(copied)), {}
    for name, address in named(things):
        if "?" not in address and name not in NOT_COPIED and address != EMPTY:
            answer = client.get(address, headers={"host": "copy.example.org"}, secure=True)
            if answer.status_code == 200 and get_file_path(normalize_url(address), "the-form.pdf") not in files:
                missing[name] = address
    assert missing == {}


def test_no_file_contains_words_that_are_not_public(copied):
    everything = {**read_files(copied), STATE_FILE: (copied / STATE_FILE).read_bytes()}
    assert [name for name, content in everything.items() if WORD.encode() in content] == []
    assert b"Published in error" in everything["guidance/wrong/editions/1/index.html"]
    assert "guidance/wrong/editions/1.json" not in everything


def test_no_list_has_an_empty_item_for_a_removed_link(copied):
    pages = {name: content for name, content in read_files(copied).items() if name.endswith(".html")}
    assert [name for name, content in pages.items() if re.search(rb"<li>\s*</li>", content)] == []


def test_no_page_has_a_form_or_a_link_for_staff(copied):
    pages = {name: content for name, content in read_files(copied).items() if name.endswith(".html")}
    assert [name for name, content in pages.items() if b"<form" in content or b"/admin/" in content] == []
    assert b"It has no search." in pages["search/index.html"]
    assert b"This is a static copy of the site" in pages["index.html"]


def test_texts_for_verification_are_copied_unchanged(copied, client):
    for address in (
        "/guidance/memo-4/editions/1.md",
        "/guidance/memo-4/editions/1.txt",
        "/guidance/memo-4/editions/1.bib",
    ):
        answer = client.get(address, headers={"host": "copy.example.org"}, secure=True)
        assert (copied / address.lstrip("/")).read_bytes() == answer.content


def test_a_second_run_writes_nothing(copied):
    before = {name: (copied / name).stat().st_mtime_ns for name in read_files(copied)}
    output = export(copied)
    after = {name: (copied / name).stat().st_mtime_ns for name in read_files(copied)}
    assert [name for name in after if after[name] != before.get(name)] == []
    assert "0 files written, 0 removed" in output


def test_the_manifest_lists_every_file_with_its_digest(copied):
    files = read_files(copied)
    lines = files.pop(MANIFEST_FILE).decode().splitlines()
    files.pop(".portal-export")
    assert {line[66:]: line[:64] for line in lines} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
