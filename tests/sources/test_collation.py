"""Comparison of two texts, word by word."""

import pytest

from portal.sources.comparison.collation import collate_texts, find_common_stretch
from portal.sources.comparison.long_texts import collate_long


@pytest.mark.parametrize(
    ("original", "copy"),
    [
        ("“Here,” he said – now.", '"Here," he said -- now.'),
        ("One  two\n three", "One two three"),
        ("  • First\n  • Second", "First\n\nSecond"),
        ("The Governor’s office", "The Governor's office"),
    ],
)
def test_typographic_differences_are_ignored(original, copy):
    collation = collate_texts(original, copy)
    assert (collation.added, collation.dropped, collation.differing) == ([], [], [])


def test_an_added_word_is_found_at_its_place():
    original, copy = "We are obligated protect the rights.", "We are obligated to protect the rights."
    collation = collate_texts(f"First.\n\n{original}", f"First.\n\n{copy}")
    assert (collation.added, collation.dropped) == (["to"], [])
    [row] = collation.differing
    assert [(change.op, change.text.strip()) for change in row.copy] == [
        ("equal", "We are obligated"),
        ("insert", "to"),
        ("equal", "protect the rights."),
    ]


def test_left_out_and_replaced_words_are_listed_for_both_texts():
    collation = collate_texts("one two three four", "one three five")
    assert collation.dropped == ["two", "four"] and collation.added == ["five"]


def test_rows_follow_the_paragraphs_of_the_original():
    collation = collate_texts("One.\nTwo.\nThree.", "One.\nTwo.\nThree.")
    assert len(collation.rows) == 3


def test_a_text_is_compared_with_an_empty_one():
    assert collate_texts("", "Words.").added == ["Words."]
    assert collate_texts("Words.", "").dropped == ["Words."]
    assert collate_texts("", "").rows == []


ORIGINAL = "The office is open today. Bring a form with you. Call the clerk before noon."


@pytest.mark.parametrize(
    ("copy", "summary"),
    [
        (ORIGINAL, "Identical, character for character."),
        (ORIGINAL.replace(" ", "\xa0 "), "Typographic differences only."),
        (ORIGINAL.replace("open today", "open again today"), "One word added."),
        (ORIGINAL.replace("open today", "open"), "One word removed."),
        (ORIGINAL.replace("noon", "dusk"), "One word changed."),
        (ORIGINAL.replace("Bring a form with you. ", ""), "One sentence left out."),
        (ORIGINAL + " Thank you all.", "One sentence added."),
        (ORIGINAL.replace("today.", "today;"), "Punctuation differs."),
        (
            ORIGINAL.replace("Bring a form with you. ", "").replace("noon", "dusk falls"),
            "One word added, one word changed, one sentence left out.",
        ),
        ("", "3 sentences left out."),
    ],
)
def test_the_summary_counts_what_differs(copy, summary):
    assert collate_texts(ORIGINAL, copy).summary == summary


def test_the_common_stretch_excludes_text_without_a_counterpart():
    one = f"A banner here.\n\n(HARTFORD) – {ORIGINAL}\n\nContact: somebody"
    other = f"By a blogger\n\n{ORIGINAL}\n\nLeave a reply"
    (start, end), (first, last) = find_common_stretch(one, other)
    assert one[start:end].strip() == other[first:last].strip() == ORIGINAL


def test_texts_without_a_common_sentence_have_no_common_stretch():
    assert find_common_stretch(ORIGINAL, "Something else is said in this one.") is None


def test_time_grows_with_the_differences_and_not_with_the_square_of_the_length():
    """Measures no time: if equal sentences were compared word by word, this test would take far too long."""
    long = "\n".join(f"Sentence number {number} says something of its own." for number in range(20_000))
    assert collate_texts(long, long.replace("number 777 says", "number 777 hides")).summary == "One word changed."


def test_long_and_short_texts_get_the_same_summary():
    lines = [f"Sentence {number} stands here as it is." for number in range(300)]
    copy = [line.replace("as it is", "as it now is") if n == 40 else line for n, line in enumerate(lines) if n != 200]
    one, other = "\n".join(lines), "\n".join(copy)
    assert collate_long(one, other, 10_000).summary == collate_texts(one, other).summary
    assert collate_long(one, other, 60) is None
