"""No line separator in a text starts a new line in a line-based format, and no text becomes HTML in a feed."""

import json
import re

import pytest
from lxml import etree

from portal.calendars import ical
from portal.lib.csv_response import format_lines
from portal.lib.text import format_json_line, join_lines, unify_line_breaks
from portal.outbox.models import Message
from tests.factories import day, make_published, make_record, moment
from tests.kinds import Kind

SEPARATORS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""Characters besides CR and LF at which str.splitlines() ends a line."""
EVERY = [*SEPARATORS, "\r", "\n", "\r\n"]
FORMS = ("md", "txt", "bib")
FAKE = "BEGIN:VEVENT"


def hide_lines(words: str) -> str:
    """Appends, after each separator, a text that would be a calendar line, a quotation or a formula on a line of its
    own."""
    return words + "".join(f"{separator}{FAKE}{separator}> Fake{separator}=1+1" for separator in EVERY)


@pytest.fixture
def memo(db):
    points = [{"heading": hide_lines("Heading"), "text": hide_lines("Do this."), "effective_until": day("2999-01-02")}]
    facts = {name: hide_lines(name) for name in ("title", "subtitle", "body", "provenance")}
    record = make_record(Kind.MEMO, key="memo")
    return make_published(record, at=moment("2025-06-02"), points=points, is_reconstructed=True, **facts)


@pytest.mark.parametrize("form", FORMS)
def test_files_use_only_one_kind_of_line_break(client, memo, form):
    text = client.get(f"/guidance/memo/editions/1.{form}").text
    assert FAKE in text and text.splitlines() == text.removesuffix("\n").split("\n")
    assert not [character for character in SEPARATORS if character in text]


def test_a_title_and_a_heading_stay_on_one_line(client, memo):
    text = client.get("/guidance/memo/editions/1.md").text
    head = text.partition("\n\n")[0]
    assert head.startswith("# title") and head.count(FAKE) == len(EVERY) and "\n" not in head
    [heading] = [line for line in text.split("\n") if line.startswith("## 1.")]
    assert heading.count(FAKE) == len(EVERY)


def test_no_text_starts_a_line_of_a_calendar(client, memo):
    text = client.get("/calendar.ics").content.decode()
    assert not re.search(f"[{SEPARATORS}]", text) and text.count("\r\n") == text.count("\n") == text.count("\r")
    lines = text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert all(re.match(r"[A-Z-]+[:;]", line) for line in lines)
    assert lines.count(FAKE) == len([line for line in lines if line.startswith("UID:")]) > 0


def test_other_control_characters_are_left_out_of_a_calendar():
    every = "".join(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)))
    assert re.sub(r"\\n", "", ical.escape_text(f"a{every}b")) == "a\tb"


def test_a_csv_cell_starts_no_line_and_no_formula():
    rows = list(format_lines(["a"], [[f"{separator}=1+1"] for separator in EVERY]))[1:]
    assert [row for row in rows if not row.startswith(("\"'", "\"' "))] == []
    assert not re.search(f"[{SEPARATORS}]", "".join(rows))


def test_a_json_line_stays_one_line_with_the_same_data():
    data = {"words": "".join(map(hide_lines, "ab"))}
    line = format_json_line(data)
    assert line.splitlines() == [line.removesuffix("\n")] and json.loads(line) == data


def test_the_subject_of_a_letter_is_one_line(db, outsider):
    letter, _ = Message.objects.queue(
        "key", kind="a-kind", subject=hide_lines("Subject"), at=moment("2025-06-02"), person=outsider
    )
    assert letter.subject.splitlines() == [letter.subject]


@pytest.mark.parametrize("separator", EVERY)
def test_a_separator_becomes_a_line_break_or_a_space(separator):
    assert unify_line_breaks(f"a{separator}b") in ("a\nb", "a b") and join_lines(f"a{separator}b") == "a b"


def test_the_feed_of_a_search_escapes_html_in_its_description(client, memo):
    words = "<script>alert(1)</script>&lt;img src=x&gt;"
    channel = etree.fromstring(client.get("/feeds/search.rss", {"q": words}).content).find("channel")
    description = etree.HTML(f"<p>{channel.findtext('description')}</p>")
    assert description.xpath("//script | //img") == [] and words in "".join(description.itertext())
    assert words in channel.findtext("title")
