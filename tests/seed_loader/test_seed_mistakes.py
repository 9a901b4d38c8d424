"""An error in the seeds is reported with file and line, and nothing is loaded."""

import shutil

import pytest
from django.core.management import CommandError, call_command

from portal.records.models import Issuer, Record
from portal.register.models import RegisterEntry
from portal.sources.models import SourceDocument
from tests.conftest import SEEDS

pytestmark = pytest.mark.django_db


MISTAKES = [
    (
        "notice.toml",
        'availability = "no_service"',
        'availabilty = "no_service"',
        "“availabilty” is not a key of record.point",
    ),
    ("notice.toml", 'availability = "no_service"', 'availability = "closed"', "“closed” is not one of: regular_hours"),
    ("notice.toml", "published_on = 2021-05-26", "published_on = 2021-13-26", "This is not valid TOML"),
    (
        "notice.toml",
        "published_on = 2021-05-26",
        'published_on = "2021-05-26"',
        "“published_on” must be a date such as 2020-06-05",
    ),
    ("notice.toml", "Announcement for New", "Announcement of New", "begins with “Announcement of New"),
    ("notice.toml", "2020, DESPP-HQ Reports and", "2020", "2 points begin with “Effective June 15, 2020”"),
    ("notice.toml", 'reads = ["title"]', 'reads = ["titel"]', "“titel” is not one of: title, subtitle"),
    ("notice.toml", 'reads = ["title"]', 'reads = ["subtitle"]', "The parser found no “subtitle” in the source"),
    (
        "notice.toml",
        'repairs = { requestsby = "requests by" }',
        'repairs = { absent = "x" }',
        "“absent”, which is to be repaired, occurs 0 times",
    ),
    (
        "notice.toml",
        'lost_links = ["HERE"]\nservice = "guard-cards"',
        'lost_links = ["THERE"]\nservice = "guard-cards"',
        "The lost link “THERE” occurs 0 times",
    ),
    ("notice.toml", 'service = "guard-cards"', 'service = "guard-card"', "There is no service “guard-card”"),
    ("notice.toml", 'issuer = "despp"', 'issuer = "desp"', "There is no issuer “desp”"),
    ("release.toml", "document = 2", "document = 3", "contains 2 documents; there is no number 3"),
    ("release.toml", 'dated_by = "release_line"', 'dated_by = "byline"', "The parser found no “byline” in the source"),
    ("release.toml", 'kind = "press_release"', 'kind = "press"', "“press” is not a kind"),
    ("memos.toml", "paper = 2", "paper = 3", "The source names 2 papers; there is no number 3"),
    (
        "memos.toml",
        '"Commissioner Semple"]',
        '"Commissioner Sample"]',
        "The source does not contain “Commissioner Sample”",
    ),
    ("memos.toml", 'source = "governor-press-release-page"', 'source = "page"', "There is no source “page”"),
    ("sources.toml", 'file = "blog-copy.txt"', 'file = "blog.txt"', "cannot be read"),
    ("sources.toml", 'copy_of = "governor-press-release-page"', 'copy_of = "nothing"', "There is no source “nothing”"),
    ("questions.toml", "Are there any recent changes", "Are there no recent changes", "begins with “Are there no"),
    (
        "questions.toml",
        'points = ["exceptions-to-notification"]',
        'points = ["exceptions-to-notification", "nothing"]',
        "has no point “nothing”",
    ),
    (
        "questions.toml",
        "This directive, known as the Trust Act",
        "This act, known as the Trust Act",
        "The source does not contain “This act, known",
    ),
]


@pytest.mark.parametrize(("file", "original", "replaced", "sentence"), MISTAKES)
def test_an_error_is_reported_with_file_and_line_and_loads_nothing(tmp_path, file, original, replaced, sentence):
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder)
    text = (folder / file).read_text()
    assert original in text
    (folder / file).write_text(text.replace(original, replaced, 1))
    with pytest.raises(CommandError) as caught:
        call_command("seed", folder, verbosity=0)
    message = str(caught.value)
    assert message.startswith(f"{folder / file}:") and sentence in message
    line = int(message.removeprefix(f"{folder / file}:").split(":")[0])
    near = (folder / file).read_text().splitlines()[max(line - 6, 0) : line + 10]
    assert any(replaced.splitlines()[0] in nearby for nearby in near), (line, near)
    assert not any(model.objects.exists() for model in (Issuer, Record, SourceDocument, RegisterEntry))


def test_a_changed_source_document_is_refused(tmp_path):
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder)
    call_command("seed", folder, verbosity=0)
    with (folder / "sources" / "blog-copy.txt").open("a") as file:
        file.write("!")
    with pytest.raises(CommandError, match="differs from the text stored under “blog-copy”"):
        call_command("seed", folder, verbosity=0)


def test_a_folder_without_seeds_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"There are no \*\.toml files here"):
        call_command("seed", tmp_path, verbosity=0)
