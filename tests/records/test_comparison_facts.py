"""A comparison of two editions shows every difference in facts, such as days, and in lists, such as contacts."""

from portal.records.comparison.editions import compare_editions
from portal.records.comparison.fields import FactChange, ItemChange
from tests.records.compared_documents import document


def facts_of(old: dict, new: dict) -> list[FactChange]:
    return compare_editions(old, new).facts


def test_facts_have_the_order_of_the_page():
    old = document(subtitle="Sub", effective_until="2020-07-01")
    new = document(title="Hours", signed_on="2020-06-01", effective_from="2020-06-08", is_reconstructed=True)
    new |= {"issuer": None, "official": False}
    assert facts_of(old, new) == [
        FactChange("title", "Title", "Modified hours", "Hours", (), "en", "en"),
        FactChange("subtitle", "Subtitle", "Sub", None, (), "en", "en"),
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
