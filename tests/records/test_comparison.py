"""Comparisons of two editions show readers every difference."""

from copy import deepcopy
from hashlib import sha256

import pytest

from portal.lib.text_diff import TextChange
from portal.records.comparison.editions import compare_editions, summarize_comparison
from portal.records.comparison.fields import FactChange, ItemChange

MOVED = {"key": "fingerprints", "name": "Fingerprint Unit", "place": "Headquarters"}


def point(key: str, number: int, text: str, **facts) -> dict:
    heading = facts.pop("heading", "")
    digest = sha256(f"{heading}\x1f{text}".encode()).hexdigest()
    return {"key": key, "number": number, "heading": heading, "text": text, "text_hash": digest, **facts}


def document(*points: dict, body: str = "", parts: dict | None = None, **facts) -> dict:
    edition = {"number": 1, "title": "Modified hours", "subtitle": "", "language": "en", "body": body}
    edition |= {"provenance": "", "is_reconstructed": False, "signed_on": None, "effective_from": "2020-06-05"}
    edition |= {"effective_until": None, "published_at": "2020-06-05T12:00:00Z", "change_kind": "", "change_note": ""}
    return {
        "schema": 1,
        "record": {"key": "hours", "kind": "service_notice"},
        "official": True,
        "issuer": {"key": "despp", "name": "DESPP"},
        "edition": edition | facts,
        "points": list(points),
        "contacts": [],
        "signers": [],
        "attachments": [],
        "relations": [],
        "citations": [],
        **(parts or {}),
    }


def facts_of(old: dict, new: dict) -> list[FactChange]:
    return compare_editions(old, new).facts


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


# Body and facts


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


def test_facts_have_the_order_of_the_page():
    old = document(subtitle="Sub", effective_until="2020-07-01")
    new = document(title="Hours", signed_on="2020-06-01", effective_from="2020-06-08", is_reconstructed=True)
    new |= {"issuer": None, "official": False}
    assert facts_of(old, new) == [
        FactChange("title", "Title", "Modified hours", "Hours"),
        FactChange("subtitle", "Subtitle", "Sub", None),
        FactChange("issuer", "Issued by", "DESPP", None),
        FactChange("official", "Official text", "yes", "no"),
        FactChange("signed_on", "Signed", None, "2020-06-01"),
        FactChange("effective_from", "In effect from", "2020-06-05", "2020-06-08"),
        FactChange("effective_until", "No longer in effect from", "2020-07-01", None),
        FactChange("is_reconstructed", "Reconstructed", "no", "yes"),
    ]


def test_bookkeeping_is_not_a_difference():
    new = document(number=2, published_at="2021-05-26T12:00:00Z", change_kind="major", change_note="Why", standing="x")
    new |= {"schema": 2, "citations": [{"start": 1}], "digest": "d", "recorded_at": "2021-05-26T12:00:01Z"}
    new["record"] = {"key": "hours", "kind": "other"}
    assert facts_of(document(), new) == []


def test_unknown_keys_are_compared():
    old = document(parts={"release": {"dateline": "HARTFORD", "release_line": "For Immediate Release"}})
    new = document(place="Hartford", parts={"addressees": [{"audience": "police_chiefs", "name": "Police chiefs"}]})
    items = (ItemChange("added", None, "Police chiefs"),)
    assert facts_of(old, new) == [
        FactChange("addressees", "Addressees", None, ["Police chiefs"], items),
        FactChange("place", "Place", None, "Hartford"),
        FactChange("release.dateline", "Dateline", "HARTFORD", None),
        FactChange("release.release_line", "Release line", "For Immediate Release", None),
    ]


def test_a_part_does_not_hide_a_fact_of_the_edition_of_the_same_name():
    old, new = (document(parts={"memo": {"title": title}}) for title in ("a", "b"))
    assert facts_of(old, new) == [FactChange("memo.title", "Title", "a", "b")]


def test_different_empty_values_are_no_difference():
    old = document(place=None, parts={"contacts": [], "release": None})
    new = document(place="", parts={"release": {"dateline": ""}})
    del new["contacts"]
    assert facts_of(old, new) == []


# Lists


def test_contacts_are_matched_by_name():
    scott = {"name": "Scott DeVico", "office": "Department of Public Protection", "email": "scott@example.com"}
    scott["phones"] = [{"number": "203-525-6959", "type": "cell"}, {"number": "860-555-0100", "type": ""}]
    kelly = {"name": "Kelly", "office": "", "email": "", "phones": []}
    chris = {"name": "Chris", "office": "Governor", "email": "", "phones": []}
    moved = {**scott, "phones": scott["phones"][:1]}
    line = "Scott DeVico, Department of Public Protection, scott@example.com, 203-525-6959 (cell)"
    (change,) = facts_of(document(parts={"contacts": [kelly, scott]}), document(parts={"contacts": [moved, chris]}))
    assert change == FactChange(
        "contacts",
        "Contacts",
        ["Kelly", f"{line}, 860-555-0100"],
        [line, "Chris, Governor"],
        (
            ItemChange("changed", f"{line}, 860-555-0100", line),
            ItemChange("added", None, "Chris, Governor"),
            ItemChange("removed", "Kelly", None),
        ),
    )


def test_attachments_with_the_same_title_are_distinguished_by_their_bytes():
    held = {"title": "Memo", "sha256": "ab" * 32, "size": 12345, "media_type": "application/pdf"}
    named = {"title": "Memo", "sha256": None, "size": None, "media_type": ""}
    line = f"Memo, application/pdf, 12,345 bytes, SHA-256 {'ab' * 32}"
    (change,) = facts_of(document(parts={"attachments": [named]}), document(parts={"attachments": [held]}))
    assert change.items == (ItemChange("changed", "Memo", line),)
    other = {**held, "sha256": "ab" * 31 + "ac"}
    (change,) = facts_of(document(parts={"attachments": [held]}), document(parts={"attachments": [other]}))
    assert (change.old, change.items[0].op) == ([line], "changed")


def test_relations_are_shown_in_words():
    old = [{"kind": "announces", "record": "memo-1"}, {"kind": "concerns", "record": "memo-2"}]
    new = [{"kind": "replaces", "record": "memo-1"}, {"kind": "concerns", "record": "memo-2"}]
    (change,) = facts_of(document(parts={"relations": old}), document(parts={"relations": new}))
    items = (ItemChange("changed", "announces memo-1", "replaces memo-1"),)
    lines = (["announces memo-1", "concerns memo-2"], ["replaces memo-1", "concerns memo-2"])
    assert change == FactChange("relations", "Related records", *lines, items)


def test_items_with_the_same_name_are_counted_separately():
    first, second, third = ({"name": "A", "office": office} for office in ("x", "y", "z"))
    (change,) = facts_of(
        document(parts={"signers": [first, second]}), document(parts={"signers": [second, third, second]})
    )
    assert change.items == (ItemChange("changed", "A, x", "A, y"), ItemChange("added", None, "A, z"))


def test_a_changed_order_is_a_difference_without_items():
    signers = [{"name": "A", "office": ""}, {"name": "B", "office": ""}]
    assert facts_of(document(parts={"signers": signers}), document(parts={"signers": signers[::-1]})) == [
        FactChange("signers", "Signed by", ["A", "B"], ["B", "A"])
    ]


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
