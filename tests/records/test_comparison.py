"""A comparison of two editions shows every difference in points and body, and sums it up in a sentence."""

from copy import deepcopy

import pytest

from portal.lib.text_diff import TextChange
from portal.records.comparison.editions import compare_editions, summarize_comparison
from portal.records.comparison.fields import FactChange, ItemChange
from tests.records.compared_documents import document, point

MOVED = {"key": "fingerprints", "name": "Fingerprint Unit", "place": "Headquarters"}
ALIKE = [TextChange("equal", "Open.")]


# Points


def test_an_edition_has_no_differences_from_itself():
    same = document(point("a", 1, "Open."), body="Text.")
    comparison = compare_editions(same, deepcopy(same))
    assert [(change.op, change.is_renumbered, change.text) for change in comparison.points] == [
        ("unchanged", False, ALIKE)
    ]
    assert (comparison.body, comparison.facts) == ([TextChange("equal", "Text.")], [])
    assert not comparison.is_body_changed and not comparison.is_layout_changed


def test_points_are_matched_by_key_and_removed_ones_keep_their_place():
    old = document(*(point(key, number, key) for number, key in enumerate("zabxcy", 1)))
    new = document(*(point(key, number, key) for number, key in enumerate("nabmc", 1)))
    changes = [(c.op, c.key, c.old_number, c.new_number, c.is_renumbered) for c in compare_editions(old, new).points]
    assert changes == [
        ("removed", "z", 1, None, False),
        ("added", "n", None, 1, False),
        ("unchanged", "a", 2, 2, False),
        ("unchanged", "b", 3, 3, False),
        ("removed", "x", 4, None, False),
        ("added", "m", None, 4, False),
        ("unchanged", "c", 5, 5, False),
        ("removed", "y", 6, None, False),
    ]


def test_points_are_ordered_by_number():
    old = document(point("b", 2, "b"), point("a", 1, "a"))
    new = document(point("a", 10, "a"), point("b", 9, "b"))
    assert [(change.key, change.op, change.is_renumbered) for change in compare_editions(old, new).points] == [
        ("b", "unchanged", True),
        ("a", "unchanged", True),
    ]


def test_a_changed_point_is_compared_without_markup():
    old = point("a", 1, "By **appointment** from June 15, [HERE](lost:).", heading="Fingerprints")
    new = point("a", 2, "By *appointment* from June 22, [HERE](lost:).", heading="Fingerprints today")
    (change,) = compare_editions(document(old), document(new)).points
    assert (change.op, change.is_renumbered, change.old, change.new, change.facts) == ("changed", True, old, new, [])
    assert change.heading == [TextChange("equal", "Fingerprints"), TextChange("insert", " today")]
    assert change.text == [
        TextChange("equal", "By appointment from June "),
        TextChange("delete", "15"),
        TextChange("insert", "22"),
        TextChange("equal", ", HERE [link not preserved]."),
    ]


def test_added_and_removed_points_are_complete_insertions_or_deletions():
    both = compare_editions(
        document(point("a", 1, "Open.")), document(point("b", 1, "Closed.", availability="limited"))
    ).points
    assert [(change.op, change.text, change.facts) for change in both] == [
        ("removed", [TextChange("delete", "Open.")], []),
        ("added", [TextChange("insert", "Closed.")], []),
    ]


def test_a_point_with_the_same_text_and_another_fact_is_changed():
    old = point("a", 1, "Open.", service=None, availability="by_appointment", effective_from=None, review_on=None)
    new = point("a", 1, "Open.", service=MOVED, availability="limited", effective_from="2020-06-15", review_on="")
    (change,) = compare_editions(document(old), document(new)).points
    assert (change.op, change.text) == ("changed", ALIKE)
    assert change.facts == [
        FactChange("effective_from", "In effect from", None, "2020-06-15"),
        FactChange("availability", "Availability", "by appointment", "limited"),
        FactChange("service", "Service", None, "Fingerprint Unit, Headquarters"),
    ]


def test_a_changed_link_is_a_fact():
    old, new = point("a", 1, "Call [us](/a) or [HERE](lost:)."), point("a", 1, "Call [us](/a) or [HERE](/b).")
    (change,) = compare_editions(document(old), document(new)).points
    assert change.op == "changed"
    items = (ItemChange("added", None, "/b"),)
    assert change.facts == [FactChange("links", "Links", ["/a"], ["/a", "/b"], items)]


def test_a_point_with_only_a_changed_layout_is_marked():
    (change,) = compare_editions(document(point("a", 1, "Open.")), document(point("a", 1, "**Open.**"))).points
    assert (change.op, change.text, change.is_layout_only) == ("changed", ALIKE, True)
    (change,) = compare_editions(document(point("a", 1, "Open.")), document(point("a", 1, "Closed."))).points
    assert not change.is_layout_only


# Body


def test_the_body_is_compared_by_word():
    comparison = compare_editions(document(body="# One\n\ntwo"), document(body="# One\n\n*three*"))
    assert comparison.body == [
        TextChange("equal", "One\n\n"),
        TextChange("delete", "two"),
        TextChange("insert", "three"),
    ]
    assert comparison.is_body_changed and comparison.facts == []


def test_layout_and_links_of_the_body_are_compared():
    layout = compare_editions(document(body="one"), document(body="*one*"))
    assert layout.is_layout_changed and not layout.is_body_changed
    link = compare_editions(document(body="[one](/a)"), document(body="[one](/b)"))
    assert not link.is_layout_changed and not link.is_body_changed
    items = (ItemChange("added", None, "/b"), ItemChange("removed", "/a", None))
    assert link.facts == [FactChange("links", "Links", ["/a"], ["/b"], items)]


def test_comparing_does_not_change_the_documents():
    old = document(point("a", 1, "Open."), body="one", parts={"signers": [{"name": "A"}]})
    new = document(point("b", 1, "Open."), body="two", parts={"signers": [{"name": "B"}]})
    copies = deepcopy((old, new))
    compare_editions(old, new)
    assert (old, new) == copies


# In a sentence


def items(**numbered: str) -> list[dict]:
    return [point(key, number, text) for number, (key, text) in enumerate(numbered.items(), 1)]


SEVEN = dict.fromkeys("abcdefg", "Open.")
SIGNED = {"contacts": [{"name": "A"}]}


@pytest.mark.parametrize(
    "old, new, noun, sentence",
    [
        (
            document(*items(**SEVEN)),
            document(*items(h="1", i="2", **SEVEN)),
            "item",
            "2 items added; 7 items unchanged.",
        ),
        (
            document(*items(a="1", b="2", c="3", d="4", e="5")),
            document(*items(a="changed", c="3", d="4", e="5")),
            "recommendation",
            "1 recommendation changed, 1 removed; 3 unchanged.",
        ),
        (document(*items(a="1", b="2")), document(*items(a="1")), "item", "1 item removed; 1 item unchanged."),
        (document(), document(*items(a="1")), "question", "1 question added."),
        (
            document(*items(a="1")),
            document(*items(a="1"), title="Other", parts=SIGNED),
            "point",
            "No point was changed; the title and the contacts differ.",
        ),
        (
            document(*items(a="1"), title="Old"),
            document(*items(a="2"), subtitle="Sub", parts=SIGNED),
            "item",
            "1 item changed; the title, the subtitle and the contacts differ.",
        ),
        (
            document(*items(a="1", b="2")),
            document(*items(b="2", a="1")),
            "item",
            "No item was changed; 2 items renumbered.",
        ),
        (document(*items(a="1")), document(*items(a="1")), "item", "No item was changed."),
        (document(), document(parts=SIGNED), "item", "The contacts differ."),
        (document(), document(body="x"), "item", "The text differs."),
        (document(body="x"), document(body="*x*"), "item", "The text's layout differs."),
        (
            document(),
            document(place="x", is_reconstructed=True),
            "item",
            "The note on reconstruction and the place differ.",
        ),
        (document(), document(), "item", "Nothing differs."),
    ],
)
def test_the_summary_is_a_sentence(old, new, noun, sentence):
    assert summarize_comparison(compare_editions(old, new), noun) == sentence
