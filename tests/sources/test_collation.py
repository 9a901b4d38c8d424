"""Two texts side by side, word by word."""

import pytest

from portal.sources.collation import collate


@pytest.mark.parametrize(
    ("original", "copy"),
    [
        ("“Here,” he said – now.", '"Here," he said -- now.'),
        ("One  two\n three", "One two three"),
        ("  • First\n  • Second", "First\n\nSecond"),
        ("The Governor’s office", "The Governor's office"),
    ],
)
def test_typography_is_no_difference(original, copy):
    collation = collate(original, copy)
    assert (collation.added, collation.dropped, collation.differing) == ([], [], [])


def test_an_added_word_is_found_where_it_stands():
    original, copy = "We are obligated protect the rights.", "We are obligated to protect the rights."
    collation = collate(f"First.\n\n{original}", f"First.\n\n{copy}")
    assert (collation.added, collation.dropped) == (["to"], [])
    [row] = collation.differing
    assert [(change.op, change.text.strip()) for change in row.copy] == [
        ("equal", "We are obligated"),
        ("insert", "to"),
        ("equal", "protect the rights."),
    ]


def test_left_out_and_replaced_words_are_named_on_both_sides():
    collation = collate("one two three four", "one three five")
    assert collation.dropped == ["two", "four"] and collation.added == ["five"]


def test_rows_are_the_originals_paragraphs():
    collation = collate("One.\nTwo.\nThree.", "One.\nTwo.\nThree.")
    assert len(collation.rows) == 3


def test_an_empty_side():
    assert collate("", "Words.").added == ["Words."]
    assert collate("Words.", "").dropped == ["Words."]
    assert collate("", "").rows == []
