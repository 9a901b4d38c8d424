"""The copy of the site: all that is public and nothing else, with links that work on any web server."""

import pytest
from django.core.management import CommandError
from django.utils import timezone

from portal.exporting.folder import Folder
from portal.exporting.site import PURPOSE, STATE, Copy
from tests.exporting.copying import ADDRESS, WORD, answering, content_of, export
from tests.exporting.links import Site
from tests.factories import make_published, make_record, moment, withdraw

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
