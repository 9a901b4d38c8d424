"""The copy of the site: all that is public and nothing else, with links that work on any web server."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone

from portal.lib.export_dir import ExportDir
from portal.records.models import Issuer
from portal.static_site.crawler import PURPOSE, STATE_FILE, SiteCopy
from tests.factories import make_published, make_record, moment, withdraw
from tests.static_site.copy_links import Site
from tests.static_site.site_copy import ADDRESS, WORD, answering, content_of, export

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal(tmp_path):
    with answering(tmp_path / "attachments"):
        yield


def test_no_link_of_the_demonstration_is_broken(tmp_path, seeded):
    export(tmp_path / "out")
    assert Site(tmp_path / "out", ADDRESS).broken() == []


def test_the_checker_sees_a_broken_link(tmp_path):
    (tmp_path / "a.html").write_text('<p id="x"><a href="b.html">b</a><a href="a.html#y">y</a><a href="a.html#x">x</a>')
    (tmp_path / "c.json").write_text(f'{{"next": "{ADDRESS}/c.json", "url": "{ADDRESS}/d.json"}}')
    found = Site(tmp_path, ADDRESS).broken()
    assert found == ["a.html: a.html#y", "a.html: b.html", f"c.json: {ADDRESS}/d.json"]


def test_a_text_withdrawn_as_an_error_leaves_the_copy(tmp_path):
    edition = make_published(make_record("memo", key="wrong"), at=moment("2025-06-14"), points=[WORD])
    export(tmp_path / "out")
    assert (tmp_path / "out/guidance/wrong/editions/1.json").exists()
    withdraw(edition, at=timezone.now(), kind="published_in_error")
    export(tmp_path / "out")
    everything = {**content_of(tmp_path / "out"), STATE_FILE: (tmp_path / "out" / STATE_FILE).read_bytes()}
    assert [name for name, content in everything.items() if WORD.encode() in content] == []
    assert "guidance/wrong/editions/1.json" not in everything
    assert Site(tmp_path / "out", ADDRESS).broken() == []


def test_it_leaves_a_copy_that_was_carried_elsewhere_without_its_database_too(tmp_path):
    edition = make_published(make_record("memo", key="wrong"), at=moment("2025-06-14"))
    export(tmp_path / "out")
    (tmp_path / "out" / STATE_FILE).unlink()
    withdraw(edition, at=timezone.now(), kind="published_in_error")
    assert " 0 removed" not in export(tmp_path / "out")
    assert not (tmp_path / "out/guidance/wrong/editions/1.json").exists()


class Stopped(Exception):
    """Somebody pulled the plug."""


def stop(folder, at=20):
    """A run that is stopped when so many pages are written."""

    def pull_the_plug(done, seen):
        if done >= at:
            raise Stopped

    with pytest.raises(Stopped):
        SiteCopy(ExportDir(folder, PURPOSE), ADDRESS, timezone.now(), pull_the_plug).run()


def test_a_run_that_was_stopped_goes_on(tmp_path):
    make_published(make_record("memo", key="memo"), at=moment("2025-06-14"))
    export(tmp_path / "whole")

    stop(tmp_path / "out")
    assert 20 <= len(content_of(tmp_path / "out")) < len(content_of(tmp_path / "whole"))
    said = export(tmp_path / "out")
    assert "continued an interrupted run" in said
    assert content_of(tmp_path / "out") == content_of(tmp_path / "whole")
    [pages] = re.findall(r"complete: (\d+) pages", said)
    assert f"complete: {pages} pages, 0 files written" in export(tmp_path / "whole"), "those of the first part count"


def test_a_run_begins_anew_when_a_name_has_changed_meanwhile(tmp_path):
    make_published(make_record("memo", key="memo"), at=moment("2025-06-14"))
    stop(tmp_path / "out")
    Issuer.objects.update(name="Office of the New Governor")
    assert "went on" not in export(tmp_path / "out")


def test_a_run_begins_anew_when_a_text_has_become_public_meanwhile(tmp_path, monkeypatch):
    make_published(make_record("memo", key="memo"), at=timezone.now() + timedelta(seconds=30))
    stop(tmp_path / "out", at=5)
    later = timezone.now() + timedelta(seconds=60)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    export(tmp_path / "out")
    assert (tmp_path / "out/guidance/memo/index.html").exists()
    assert b'href="memo/"' in (tmp_path / "out/guidance/index.html").read_bytes()


def test_who_made_a_copy_hears_that_the_site_has_changed_meanwhile(tmp_path, monkeypatch):
    memo = make_published(make_record("memo", key="memo"), at=moment("2025-06-14"))
    assert "run it again" not in export(tmp_path / "out")
    cleared = SiteCopy.clear_away

    def withdrawn_meanwhile(copy):
        withdraw(memo, at=timezone.now(), kind="published_in_error")
        cleared(copy)

    monkeypatch.setattr(SiteCopy, "clear_away", withdrawn_meanwhile)
    assert "The site has changed since the run began: run the command again." in export(tmp_path / "out")


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(CommandError, match="has files that are not from an export"):
        export(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "mine"


NO_ADDRESSES = [
    "copy.example.org",
    "ftp://copy.example.org",
    f"{ADDRESS}/folder",
    "https://",
    f"{ADDRESS}:abc",
    f"{ADDRESS}:99999",
    f"{ADDRESS}?a=b",
    f"{ADDRESS}#a",
    f"{ADDRESS}?",
    "https://me:secret@copy.example.org",
    "https://[::1",
]


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_is_refused(tmp_path, address):
    with pytest.raises(CommandError, match="is not an address such as"):
        export(tmp_path / "out", "--address", address)


def test_a_host_that_the_portal_does_not_answer_to_is_refused(tmp_path):
    with pytest.raises(CommandError, match="add it to ALLOWED_HOSTS"):
        export(tmp_path / "out", "--address", "https://elsewhere.example.org")


def test_a_copy_stays_when_the_portal_leads_readers_elsewhere(tmp_path, settings):
    export(tmp_path / "out")
    before = content_of(tmp_path / "out")
    settings.SECURE_SSL_REDIRECT = True
    with pytest.raises(CommandError, match="to https://copy.example.org/: pass that"):
        export(tmp_path / "out", "--address", "http://copy.example.org")
    assert content_of(tmp_path / "out") == before


def test_a_copy_stays_when_the_home_page_does_not_answer(tmp_path, settings):
    settings.ALLOWED_HOSTS = ["*"]
    export(tmp_path / "out")
    before = content_of(tmp_path / "out")
    with pytest.raises(CommandError, match="answered 400 at https://copy_.example.org, so there is nothing to copy"):
        export(tmp_path / "out", "--address", "https://copy_.example.org")
    assert content_of(tmp_path / "out") == before


def test_what_the_disk_refuses_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CommandError, match="The export stopped at .*file.*: Not a directory"):
        export(tmp_path / "file" / "out")
    export(tmp_path / "out")
    (tmp_path / "out" / "about" / "api" / "index.html").unlink()
    (tmp_path / "out" / "about" / "api" / "index.html").mkdir()
    with pytest.raises(CommandError, match="The export stopped at .*: Is a directory"):
        export(tmp_path / "out")
    (tmp_path / "out" / STATE_FILE).write_text("not a database, whatever it is called")
    with pytest.raises(CommandError, match="The database that keeps the state of .* cannot be used"):
        export(tmp_path / "out")
