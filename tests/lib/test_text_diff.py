"""Differences by word: no text is lost, and only what has changed is marked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.lib import sequence_diff, text_diff
from portal.lib.text_diff import TextChange, diff_lines_and_words, diff_words


def marked(old: str, new: str) -> str:
    """Returns the difference with marks: [-deleted-], {+inserted+}."""
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(marks[op].format(text) for op, text in diff_words(old, new))


def is_whole(old: str, new: str) -> bool:
    changes = diff_words(old, new)
    before = "".join(text for op, text in changes if op != "insert")
    after = "".join(text for op, text in changes if op != "delete")
    return (before, after) == (old, new)


TEXTS = st.text(st.sampled_from("ab .,\n-")) | st.text()


@st.composite
def edits(draw):
    """Draws a text and the same text after a few edits."""
    pieces = draw(st.lists(st.sampled_from(["one", "two. ", " ", ", ", "\n\n", "\n", "three "])))
    edited = list(pieces)
    for _ in range(draw(st.integers(0, 4))):
        position = draw(st.integers(0, len(edited)))
        edited[position : position + draw(st.integers(0, 2))] = draw(st.lists(st.sampled_from(["x", " ", "\n\n"])))
    return "".join(pieces), "".join(edited)


@settings(deadline=None)
@given(st.tuples(TEXTS, TEXTS) | edits())
def test_both_texts_can_be_read_from_the_difference(texts):
    assert is_whole(*texts)


@settings(deadline=None)
@given(st.tuples(TEXTS, TEXTS) | edits())
def test_runs_are_merged_and_white_space_does_not_separate_changes(texts):
    changes = diff_words(*texts)
    ops = [op for op, _ in changes]
    assert all(text for _, text in changes)
    assert not {("equal", "equal"), ("delete", "delete"), ("insert", "insert"), ("insert", "delete")} & {
        *zip(ops, ops[1:], strict=False)
    }
    assert not [text for op, text in changes[1:-1] if op == "equal" and text.isspace()]


@settings(deadline=None)
@given(st.tuples(TEXTS, TEXTS) | edits())
def test_both_texts_can_be_read_from_a_difference_with_moved_lines(texts):
    changes = diff_lines_and_words(*texts)
    before = "".join(text for op, text in changes if op not in ("insert", "move_to"))
    after = "".join(text for op, text in changes if op not in ("delete", "move_from"))
    assert (before, after) == texts


@settings(deadline=None)
@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert diff_words(text, text) == ([TextChange("equal", text)] if text else [])


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("In 2020, we", "In 2020 we", "In 2020[-,-] we"),
        ("re-opens June 15, 2020.", "re-opens June 22, 2020.", "re-opens June [-15-]{+22+}, 2020."),
        ("call 203-525-6959 now", "call 203-525-7000 now", "call [-203-525-6959-]{+203-525-7000+} now"),
        ("by mail only", "by appointment now", "by [-mail only-]{+appointment now+}"),
        ("June 15, 2020, at ten", "July 22, 2021, at ten", "[-June 15, 2020-]{+July 22, 2021+}, at ten"),
        ("by mail", "by mail only", "by mail{+ only+}"),
        ("Closed.", "Open.", "[-Closed-]{+Open+}."),
        ("服务暂停至六月五日。请致电。", "服务暂停至七月五日。请致电。", "服务暂停至[-六-]{+七+}月五日。请致电。"),
        ("ปิดวันจันทร์", "ปิดวันอังคาร", "ปิดวัน[-จันทร์-]{+อังคาร+}"),
        ("सोमवार को बंद", "मंगलवार को बंद", "[-सोमवार-]{+मंगलवार+} को बंद"),
        ("بَصَمات اليوم", "بَصَمات غدا", "بَصَمات [-اليوم-]{+غدا+}"),
        ("نمی‌خواهم", "می‌خواهم", "[-نمی‌خواهم-]{+می‌خواهم+}"),
        ("a b", "a  b", "a {+ +}b"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("", "", ""),
    ],
)
def test_only_what_changed_is_marked(old, new, expected):
    assert marked(old, new) == expected


def test_a_new_paragraph_marks_only_itself():
    assert marked("One.\n\nThree.", "One.\n\nTwo.\n\nThree.") == "One.\n\n{+Two.\n\n+}Three."
    assert marked("One.", "One.\n\nTwo.") == "One.{+\n\nTwo.+}"


def test_a_changed_paragraph_is_compared_by_sentence_and_word():
    old = "Alike.\n\nThe unit is open. Ask first. Come by noon.\n\nAlike too."
    new = "Alike.\n\nThe unit is closed. Come by noon.\n\nAlike too."
    expected = "Alike.\n\nThe unit is [-open. Ask first-]{+closed+}. Come by noon.\n\nAlike too."
    assert marked(old, new) == expected


def test_changes_in_two_paragraphs_are_not_merged():
    assert marked("Old one.\n\nOld two.", "New one.\n\nNew two.") == "[-Old-]{+New+} one.\n\n[-Old-]{+New+} two."
    assert marked("a.\n\nb", "c.\n\nd") == "[-a-]{+c+}.\n\n[-b-]{+d+}"


def write_rows(count: int, form: str, first: str = "") -> list[str]:
    return [form.format(n=number, town=f"Town{number}", twin=number % 3) for number in range(1, count + 1)]


@pytest.mark.parametrize(
    "form", ["open\tyes\t8:30", "{town}\topen\tyes", "{town} {twin} open. Call (860) 555-{n:04}.", "{twin}\topen\tno"]
)
def test_a_new_row_and_a_changed_cell_in_a_long_table_are_all_that_is_marked(form):
    old = write_rows(169, form)
    new = [*old[:2], "Newtown\tby mail\tyes", *old[2:]]
    new[160] = new[160].replace("open", "closed")
    changes = diff_words("\n".join(old), "\n".join(new))
    assert "".join(text for op, text in changes if op == "delete") in ("open", "open\tyes\t8:30\n", "")
    assert sum(len(text) for op, text in changes if op != "equal") < 80


def test_a_new_row_in_a_numbered_table_changes_only_the_numbers_below_it():
    rows = write_rows(169, "{town}\topen\tyes")
    old, new = ("\n".join(f"{n}\t{row}" for n, row in enumerate(side, 1)) for side in (rows, ["New", *rows]))
    changes = diff_words(old, new)
    assert {text.strip() for op, text in changes if op == "delete"} <= {str(n) for n in range(1, 170)}
    assert all(f"Town{n}\topen\tyes" in "".join(text for op, text in changes if op == "equal") for n in range(1, 170))


def test_a_moved_paragraph_has_moved_and_its_neighbors_have_not():
    first, second, third = "The first paragraph.", "Another paragraph.", "And a third one."
    old, new = ("\n\n".join(lines) for lines in ([first, second, third, "End."], [second, third, first, "End now."]))
    assert diff_lines_and_words(old, new) == [
        TextChange("move_from", f"{first}\n\n"),
        TextChange("equal", f"{second}\n\n{third}\n\n"),
        TextChange("move_to", f"{first}\n\n"),
        TextChange("equal", "End"),
        TextChange("insert", " now"),
        TextChange("equal", "."),
    ]


@pytest.mark.parametrize("form", ["{}. {}", "{}) {}", "  {}. {}"])
def test_an_item_that_has_moved_has_moved_although_its_number_is_another(form):
    names = ["Bring a card", "Ask for a form", "Wait outside", "Pay the fee"]
    old, new = (
        "\n".join(form.format(number, name) for number, name in enumerate(side, 1))
        for side in (names, names[-1:] + names[:-1])
    )
    changes = diff_lines_and_words(old, new)
    assert [text.strip() for op, text in changes if op == "move_from"] == [form.format(4, "Pay the fee").strip()]
    assert [text.strip() for op, text in changes if op == "move_to"] == [form.format(1, "Pay the fee").strip()]
    assert [text.strip() for op, text in changes if op == "delete"] == ["1", "2", "3"]


def test_a_line_that_occurs_twice_has_not_moved():
    changes = diff_lines_and_words("Same words.\n\nOther.\n\nSame words.", "Other.\n\nSame words.\n\nSame words.")
    assert [text.strip() for op, text in changes if op == "move_to"] == ["Other."]


def test_a_stretch_with_too_many_pairs_of_equal_words_is_replaced_as_a_whole(monkeypatch):
    monkeypatch.setattr(sequence_diff, "MAX_PAIRS", 3)
    assert marked("same a x a y a z", "same b a b a") == "same [-a x a y a z-]{+b a b a+}"
    monkeypatch.setattr(sequence_diff, "MAX_PAIRS", 6)
    assert marked("same a x a y a z", "same b a b a") != "same [-a x a y a z-]{+b a b a+}"


def test_a_long_paragraph_is_compared_by_sentence_within_the_limit(monkeypatch):
    monkeypatch.setattr(sequence_diff, "MAX_PAIRS", 20)
    sentences = [f"The unit and the office and the desk of {number} are open." for number in range(20)]
    old = " ".join(sentences)
    new = old.replace("of 3 are open", "of 3 are closed").replace("of 15 are open", "of 15 are closed")
    expected = old.replace("of 3 are open", "of 3 are [-open-]{+closed+}")
    assert marked(old, new) == expected.replace("of 15 are open", "of 15 are [-open-]{+closed+}")


def test_a_long_stretch_is_compared_piece_by_piece():
    old = "\n\n".join(f"item {number} is about the a a a a a a a a thing {number}" for number in range(300))
    new = old.replace("about", "on")
    assert len(old) > text_diff.LONG_STRETCH
    assert marked(old, new) == old.replace("about", "[-about-]{+on+}")


@pytest.mark.parametrize(
    "old, new",
    [
        (" ".join(f"a{n}" for n in range(20_000)), " ".join(f"b{n}" for n in range(20_000))),
        ("a " * 20_000, "a x " * 20_000),
        ("a b " * 10_000, "a a b b " * 5_000),
        ("a\n\n" * 10_000, "a\n\nx\n\n" * 10_000),
        (" " * 100_000, "\n" * 100_000),
        ('."' * 50_000, "." * 50_000),
        ("a-" * 50_000, "a" * 100_000),
    ],
    ids=["all different", "every other", "rhythm", "paragraphs", "white space", "punctuation", "one word"],
)
def test_comparing_large_and_hostile_texts_ends_and_loses_nothing(old, new):
    assert is_whole(old, new)
