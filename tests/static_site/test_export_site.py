"""Export of the site: everything that is public and nothing else, with links that work on any web server."""

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
from tests.static_site.site_copy import ADDRESS, WORD, export, read_files, serve_copy_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal(tmp_path):
    with serve_copy_address(tmp_path / "attachments"):
        yield


def test_no_link_of_the_demonstration_is_broken(tmp_path, seeded):
    export(tmp_path / "out")
    assert Site(tmp_path / "out", ADDRESS).broken() == []


def test_the_link_checker_finds_a_broken_link(tmp_path):
    (tmp_path / "a.html").write_text('<p id="x"><a href="b.html">b</a><a href="a.html#y">y</a><a href="a.html#x">x</a>')
    (tmp_path / "c.json").write_text(f'{{"next": "{ADDRESS}/c.json", "url": "{ADDRESS}/d.json"}}')
    broken = Site(tmp_path, ADDRESS).broken()
    assert broken == ["a.html: a.html#y", "a.html: b.html", f"c.json: {ADDRESS}/d.json"]


def test_a_text_published_in_error_is_removed_from_the_copy(tmp_path):
    edition = make_published(make_record("memo", key="wrong"), at=moment("2025-06-14"), points=[WORD])
    export(tmp_path / "out")
    assert (tmp_path / "out/guidance/wrong/editions/1.json").exists()
    withdraw(edition, at=timezone.now(), kind="published_in_error")
    export(tmp_path / "out")
    everything = {**read_files(tmp_path / "out"), STATE_FILE: (tmp_path / "out" / STATE_FILE).read_bytes()}
    assert [name for name, content in everything.items() if WORD.encode() in content] == []
    assert "guidance/wrong/editions/1.json" not in everything
    assert Site(tmp_path / "out", ADDRESS).broken() == []


def test_a_text_published_in_error_is_removed_from_a_copy_that_lost_its_database(tmp_path):
    edition = make_published(make_record("memo", key="wrong"), at=moment("2025-06-14"))
    export(tmp_path / "out")
    (tmp_path / "out" / STATE_FILE).unlink()
    withdraw(edition, at=timezone.now(), kind="published_in_error")
    assert " 0 removed" not in export(tmp_path / "out")
    assert not (tmp_path / "out/guidance/wrong/editions/1.json").exists()


class Stopped(Exception):
    """Interrupts a run."""


def stop(folder, at=20):
    """Interrupts a run after `at` pages are written."""

    def interrupt(done, seen):
        if done >= at:
            raise Stopped

    with pytest.raises(Stopped):
        SiteCopy(ExportDir(folder, PURPOSE), ADDRESS, timezone.now(), interrupt).run()


def test_an_interrupted_run_continues(tmp_path):
    make_published(make_record("memo", key="memo"), at=moment("2025-06-14"))
    export(tmp_path / "whole")

    stop(tmp_path / "out")
    assert 20 <= len(read_files(tmp_path / "out")) < len(read_files(tmp_path / "whole"))
    output = export(tmp_path / "out")
    assert "continued an interrupted run" in output
    assert read_files(tmp_path / "out") == read_files(tmp_path / "whole")
    [pages] = re.findall(r"complete: (\d+) pages", output)
    assert f"complete: {pages} pages, 0 files written" in export(tmp_path / "whole"), (
        "pages of the interrupted run count"
    )


def test_an_interrupted_run_begins_again_after_a_name_changes(tmp_path):
    make_published(make_record("memo", key="memo"), at=moment("2025-06-14"))
    stop(tmp_path / "out")
    Issuer.objects.update(name="Office of the New Governor")
    assert "went on" not in export(tmp_path / "out")


def test_an_interrupted_run_begins_again_after_a_text_becomes_public(tmp_path, monkeypatch):
    make_published(make_record("memo", key="memo"), at=timezone.now() + timedelta(seconds=30))
    stop(tmp_path / "out", at=5)
    later = timezone.now() + timedelta(seconds=60)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    export(tmp_path / "out")
    assert (tmp_path / "out/guidance/memo/index.html").exists()
    assert b'href="memo/"' in (tmp_path / "out/guidance/index.html").read_bytes()


def test_the_command_reports_that_the_site_has_changed_during_the_run(tmp_path, monkeypatch):
    memo = make_published(make_record("memo", key="memo"), at=moment("2025-06-14"))
    assert "run the command again" not in export(tmp_path / "out")
    clear_away = SiteCopy.clear_away

    def withdraw_and_clear_away(copy):
        withdraw(memo, at=timezone.now(), kind="published_in_error")
        clear_away(copy)

    monkeypatch.setattr(SiteCopy, "clear_away", withdraw_and_clear_away)
    assert "The site has changed since the run began: run the command again." in export(tmp_path / "out")


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(CommandError, match="has files that are not from an export"):
        export(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "mine"


INVALID_ADDRESSES = [
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


@pytest.mark.parametrize("address", INVALID_ADDRESSES)
def test_an_invalid_address_is_refused(tmp_path, address):
    with pytest.raises(CommandError, match="is not an address such as"):
        export(tmp_path / "out", "--address", address)


def test_a_host_that_the_portal_does_not_answer_to_is_refused(tmp_path):
    with pytest.raises(CommandError, match="add it to ALLOWED_HOSTS"):
        export(tmp_path / "out", "--address", "https://elsewhere.example.org")


def test_a_copy_is_unchanged_if_the_portal_redirects_to_another_address(tmp_path, settings):
    export(tmp_path / "out")
    before = read_files(tmp_path / "out")
    settings.SECURE_SSL_REDIRECT = True
    with pytest.raises(CommandError, match="to https://copy.example.org/: pass that"):
        export(tmp_path / "out", "--address", "http://copy.example.org")
    assert read_files(tmp_path / "out") == before


def test_a_copy_is_unchanged_if_the_home_page_does_not_answer(tmp_path, settings):
    settings.ALLOWED_HOSTS = ["*"]
    export(tmp_path / "out")
    before = read_files(tmp_path / "out")
    with pytest.raises(CommandError, match="answered 400 at https://copy_.example.org, so there is nothing to copy"):
        export(tmp_path / "out", "--address", "https://copy_.example.org")
    assert read_files(tmp_path / "out") == before


def test_an_error_of_the_disk_is_reported_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CommandError, match="The export stopped at .*file.*: Not a directory"):
        export(tmp_path / "file" / "out")
    export(tmp_path / "out")
    (tmp_path / "out" / "about" / "api" / "index.html").unlink()
    (tmp_path / "out" / "about" / "api" / "index.html").mkdir()
    with pytest.raises(CommandError, match="The export stopped at .*: Is a directory"):
        export(tmp_path / "out")
    (tmp_path / "out" / STATE_FILE).write_text("not a database")
    with pytest.raises(CommandError, match="The database that keeps the state of .* cannot be used"):
        export(tmp_path / "out")
