"""An edition as Markdown reads back as the same document, whatever its author typed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.backup import markdown_format
from portal.lib import toml_writer
from portal.register.hash_chain import dump_canonical_json

# Characters that a database can store: no surrogates and no NUL.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
HOSTILE = st.sampled_from(
    [
        "+++",
        "<!-- portal: body -->",
        "\\<!-- portal: x -->",
        '"""',
        "\\",
        "{}",
        "\r\n",
        "# x",
        "\n\n",
        " ",
        "\x7f",
        "'''",
    ]
)
TEXT = st.lists(st.one_of(WORDS, HOSTILE), max_size=5).map("\n".join) | st.lists(HOSTILE, max_size=4).map("".join)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, min_size=1, max_size=3),
    max_leaves=6,
)
SLUG = st.from_regex(r"[a-z0-9][a-z0-9-]{0,10}", fullmatch=True)


@st.composite
def documents(draw) -> dict:
    """Makes documents in the form of canonical documents, with parts of any name."""
    facts = {name: draw(TEXT) for name in ("title", "subtitle", "body", "provenance", "change_note")}
    keys = draw(st.lists(SLUG, unique=True, max_size=4))
    points = [
        {"key": key, "number": number, "heading": draw(TEXT), "text": draw(TEXT), "service": draw(VALUE)}
        for number, key in enumerate(keys, 1)
    ]
    parts = draw(st.dictionaries(SLUG, VALUE, max_size=3))
    return {**parts, "schema": 1, "edition": {**facts, "number": 1, "signed_on": draw(VALUE)}, "points": points}


@given(documents())
def test_a_document_reads_back_the_same(document):
    stored = json.loads(dump_canonical_json(document))
    assert dump_canonical_json(
        markdown_format.parse_document(markdown_format.format_document(stored))
    ) == dump_canonical_json(document)


@given(st.dictionaries(TEXT, VALUE, max_size=4))
def test_toml_reads_back_the_same(data):
    assert {
        key: toml_writer.restore_nulls(value)
        for key, value in markdown_format.parse_header(toml_writer.format_toml(data), first_line=1).items()
    } == data


def test_a_value_that_the_format_cannot_write_is_refused():
    with pytest.raises(ValueError):
        toml_writer.format_toml({"nothing": {}, "half": 0.5})


DOCUMENT = {
    "schema": 1,
    "official": True,
    "record": {"key": "a-memo", "kind": "memo"},
    "edition": {"number": 2, "title": "On the matter", "body": "First.\n\n<!-- portal: body -->", "provenance": ""},
    "points": [{"key": "do-this", "number": 1, "heading": "Do", "text": "Do this.", "posted_on": None}],
}
WRITTEN = """\
+++
schema = 1
official = true

[record]
key = "a-memo"
kind = "memo"

[edition]
number = 2
title = "On the matter"
provenance = ""

[[points]]
key = "do-this"
number = 1
heading = "Do"
posted_on = {}
+++

# On the matter

<!-- portal: body -->
First.

\\<!-- portal: body -->

<!-- portal: point do-this -->
## 1. Do

Do this.
"""


def test_a_file_is_readable_markdown():
    assert markdown_format.format_document(DOCUMENT) == WRITTEN
    assert markdown_format.parse_document(WRITTEN) == DOCUMENT


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("+++\nschema", "schema", 1, "begins with a header"),
        ("number = 2", "number = two", 10, "not TOML"),
        ("# On the matter", "# On another matter", 21, "not how an export writes it"),
        ("## 1. Do", "## 7. Do", 29, "not how an export writes it"),
        ("point do-this", "point do-that", 28, "has no “point do-that”"),
        ("Do this.\n", "Do this.\n\n\n<!-- portal: body -->\nAgain.\n", 24, "not how an export writes it"),
        ("[edition]\nnumber = 2", "[other]\nnumber = 2", 1, "lacks a required key"),
    ],
)
def test_a_changed_file_is_refused_with_the_line(old, new, line, words):
    with pytest.raises(markdown_format.UnreadableMarkdown) as error:
        markdown_format.parse_document(WRITTEN.replace(old, new, 1))
    assert words in error.value.reason
    assert error.value.line == line
