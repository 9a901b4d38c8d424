"""The copy of the site: all that is public and nothing else, with links that work on any web server."""

import hashlib
import re
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portal.exporting.folder import Folder
from portal.exporting.site import MANIFEST, PURPOSE, STATE, Copy
from portal.records.files.storage import digest
from portal.records.models import Attachment
from portal.records.printing import making
from tests.exporting.links import Site
from tests.factories import make_draft, make_published, make_record, moment, withdraw

# The copy ends its requests as a server does, which on PostgreSQL closes the connection of the test's transaction.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor == "postgresql", reason="ends requests, and with them the test's connection"),
]
ADDRESS = "https://copy.example.org"
WORD = "xylophone"


@pytest.fixture(autouse=True)
def portal(settings, tmp_path, monkeypatch):
    """Answers at the address of the copy, and makes no PDFs, which would take a second each."""
    settings.ALLOWED_HOSTS = ["copy.example.org"]
    settings.SITE_ADDRESS = ADDRESS
    settings.MEDIA_ROOT = tmp_path / "attachments"
    settings.PAGE_SIZE = 3
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    for asked in (making.engine, making.is_installed):
        asked.cache_clear()
    yield
    for asked in (making.engine, making.is_installed):
        asked.cache_clear()


def export(folder: Path, *words: str) -> str:
    said = StringIO()
    call_command("export_site", folder, "--address", ADDRESS, *words, stdout=said, stderr=StringIO())
    return said.getvalue()


def content_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != STATE)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def attach(edition, content=b"%PDF-1.7 some bytes") -> None:
    Attachment.objects.create(
        edition=edition, title="The form", file=ContentFile(content, "a.pdf"), sha256=digest(content),
        size=len(content), media_type="application/pdf",
    )  # fmt: skip


def a_bit_of_all() -> None:
    """Enough for second pages of every list; an attachment, a withdrawal, a text published in error."""
    for number in range(5):
        memo = make_record("memo", key=f"memo-{number}")
        make_published(
            memo, at=moment(f"2025-06-0{number + 1}"), body="See [the list](/guidance/) and [that](#point-1)."
        )
    make_published(memo, at=moment("2025-06-10"), points=["Do that."])
    draft = make_draft(make_record(key="release"))
    attach(draft)
    draft.perform("submit", by=None, at=moment("2025-06-11"))
    draft.perform("publish", by=None, at=moment("2025-06-11"))
    for number in range(4):
        notice = make_record("service_notice", key=f"notice-{number}")
        withdraw(make_published(notice, at=moment("2025-06-12")), at=moment("2025-06-13"))
    wrong = make_published(make_record("memo", key="wrong"), at=moment("2025-06-14"), points=[WORD])
    withdraw(wrong, at=moment("2025-06-15"), kind="published_in_error")
    make_published(memo, at=timezone.now() + timedelta(days=9), title=f"The {WORD}", points=[WORD])
    make_draft(make_record("memo", key="draft"), title=WORD)


def test_no_link_is_broken(tmp_path):
    a_bit_of_all()
    export(tmp_path / "out")
    site = Site(tmp_path / "out", ADDRESS)
    assert site.broken() == []
    assert len(site.files()) > 250


def test_no_link_of_the_demonstration_is_broken(tmp_path, seeded):
    export(tmp_path / "out")
    assert Site(tmp_path / "out", ADDRESS).broken() == []


def test_the_checker_sees_a_broken_link(tmp_path):
    (tmp_path / "a.html").write_text('<p id="x"><a href="b.html">b</a><a href="a.html#y">y</a><a href="a.html#x">x</a>')
    (tmp_path / "c.json").write_text(f'{{"next": "{ADDRESS}/c.json", "url": "{ADDRESS}/d.json"}}')
    found = Site(tmp_path, ADDRESS).broken()
    assert found == ["a.html: a.html#y", "a.html: b.html", f"c.json: {ADDRESS}/d.json"]


def test_what_a_visitor_sees_is_there(tmp_path):
    a_bit_of_all()
    export(tmp_path / "out")
    files = set(content_of(tmp_path / "out"))
    sha256 = digest(b"%PDF-1.7 some bytes")
    assert files >= {
        "index.html", "robots.txt", "sitemap.xml", "sitemap-records.xml", "calendar.ics", "search/index.html",
        "feeds/all.atom", "feeds/all.rss", "feeds/all.json", "register/index.html", "register.json",
        "register/page/3.json", "guidance/memo-4/index.html", "guidance/memo-4/history/index.html",
        "guidance/memo-4/compare/1..2/index.html", "guidance/memo-4/editions/1/index.html",
        "guidance/memo-4/editions/1.json", "guidance/memo-4/editions/1.md", "guidance/memo-4/editions/1.txt",
        "guidance/memo-4/editions/1.bib", "guidance/memo-4/points/point-1/index.html",
        "guidance/memo-4/on/2025-06-10/index.html", "guidance/list/kind/memo/index.html", "on/2025-06-10/index.html",
        "api/v1/index.json", "api/v1/openapi.json", "api/v1/records.json", "api/v1/records/memo-4.json",
        "api/v1/records/memo-4/editions/2.json", "static/css/portal.css", f"attachments/{sha256}/the-form.pdf",
    }  # fmt: skip
    assert any(re.fullmatch(r"guidance/page/\d+-\d+/index\.html", name) for name in files)
    assert any(re.fullmatch(r"api/v1/records/page/\d+-\d+\.json", name) for name in files)


def test_what_is_not_public_is_in_no_file(tmp_path):
    a_bit_of_all()
    export(tmp_path / "out")
    everything = {**content_of(tmp_path / "out"), STATE: (tmp_path / "out" / STATE).read_bytes()}
    assert [name for name, content in everything.items() if WORD.encode() in content] == []
    assert b"Published in error" in everything["guidance/wrong/editions/1/index.html"]
    assert "guidance/wrong/editions/1.json" not in everything


def test_no_form_waits_for_a_server(tmp_path):
    a_bit_of_all()
    export(tmp_path / "out")
    pages = {name: content for name, content in content_of(tmp_path / "out").items() if name.endswith(".html")}
    assert [name for name, content in pages.items() if b"<form" in content or b"/admin/" in content] == []
    assert b"a copy cannot search" in pages["search/index.html"]
    assert b"This is a copy of the site" in pages["index.html"]


def test_the_texts_to_prove_are_untouched(tmp_path, client):
    a_bit_of_all()
    export(tmp_path / "out")
    for address in (
        "/guidance/memo-4/editions/1.md",
        "/guidance/memo-4/editions/1.txt",
        "/guidance/memo-4/editions/1.bib",
    ):
        answer = client.get(address, headers={"host": "copy.example.org"}, secure=True)
        assert (tmp_path / "out" / address.lstrip("/")).read_bytes() == answer.content


def test_a_second_run_writes_nothing_and_a_change_little(tmp_path):
    a_bit_of_all()
    export(tmp_path / "out")
    before = {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in content_of(tmp_path / "out")}
    said = export(tmp_path / "out")
    after = {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in content_of(tmp_path / "out")}
    assert [name for name in after if after[name] != before.get(name)] == []
    assert "0 files written, 0 removed" in said


def test_a_text_withdrawn_as_an_error_leaves_the_copy(tmp_path):
    edition = make_published(make_record("memo", key="wrong"), at=moment("2025-06-14"), points=[WORD])
    export(tmp_path / "out")
    assert (tmp_path / "out/guidance/wrong/editions/1.json").exists()
    withdraw(edition, at=timezone.now(), kind="published_in_error")
    export(tmp_path / "out")
    everything = {**content_of(tmp_path / "out"), STATE: (tmp_path / "out" / STATE).read_bytes()}
    assert [name for name, content in everything.items() if WORD.encode() in content] == []
    assert "guidance/wrong/editions/1.json" not in everything
    assert Site(tmp_path / "out", ADDRESS).broken() == []


class Stopped(Exception):
    """Somebody pulled the plug."""


def test_a_run_that_was_stopped_goes_on(tmp_path):
    make_published(make_record("memo", key="memo"), at=moment("2025-06-14"))
    export(tmp_path / "whole")

    def pull_the_plug(done, seen):
        if done >= 20:
            raise Stopped

    with pytest.raises(Stopped):
        Copy(Folder(tmp_path / "out", PURPOSE), ADDRESS, timezone.now(), pull_the_plug).run()
    assert 20 <= len(content_of(tmp_path / "out")) < len(content_of(tmp_path / "whole"))
    assert "went on with a run that was stopped" in export(tmp_path / "out")
    assert content_of(tmp_path / "out") == content_of(tmp_path / "whole")


def test_the_manifest_tells_every_file(tmp_path):
    export(tmp_path / "out")
    files = content_of(tmp_path / "out")
    lines = files.pop(MANIFEST).decode().splitlines()
    files.pop(".portal-export")
    assert {line[66:]: line[:64] for line in lines} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(CommandError, match="holds files that no export made"):
        export(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize("address", ["copy.example.org", "ftp://copy.example.org", f"{ADDRESS}/folder", "https://"])
def test_what_is_no_address_is_refused(tmp_path, address):
    with pytest.raises(CommandError, match="is not an address such as"):
        export(tmp_path / "out", "--address", address)


def test_a_host_that_the_portal_does_not_answer_to_is_refused(tmp_path):
    with pytest.raises(CommandError, match="add it to ALLOWED_HOSTS"):
        export(tmp_path / "out", "--address", "https://elsewhere.example.org")
