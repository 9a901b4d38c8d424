"""Change notes: proposals from comparisons, vague notes, and changed points that a note does not mention."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.records.change_notes import (
    find_unmentioned_points,
    format_number_range,
    get_point_label,
    is_vague_note,
    propose_change_note,
)
from portal.records.comparison.editions import compare_editions
from portal.records.edition_columns import COLUMNS

NAMES = {1: "Fingerprint Unit", 2: "Pistol permits", 3: "Guard cards", 4: "", 5: "Lobby"}
TEXTS = {
    1: "Closed until further notice.",
    2: "By mail only.",
    3: "No cards are issued.",
    4: "Visitors wait outside the revolving door.",
    5: "Masks are worn.",
}


def point(number: int, *, key: str = "", **facts) -> dict:
    text = facts.pop("text", TEXTS.get(number, f"Text {number}."))
    heading = facts.pop("heading", NAMES.get(number, ""))
    own = {"key": key or f"p{number}", "number": number, "heading": heading, "text": text}
    return own | {"text_hash": f"{heading} {text}", "availability": "no_service"} | facts


def document(points: list[dict], **edition) -> dict:
    return {"edition": {"body": "", "title": "Hours", "effective_from": "2020-06-15"} | edition, "points": points}


def comparison(changes: dict[int, dict | None], added: list[dict] = (), **edition):
    """Compares five points with changes (new columns of a point, or None for its removal) and added points."""
    old = [point(number) for number in NAMES]
    new = [
        point(**{"number": number, "key": f"p{number}", "text": TEXTS[number], "heading": NAMES[number], **facts})
        for number in NAMES
        if (facts := changes.get(number, {})) is not None
    ]
    return compare_editions(document(old), document([*new, *added], **edition))


REWORDED = {"text": "Quite other words stand here."}
VAGUE = ["updated", "Updated.", "changes", "Various edits", "Minor changes to the text.", "Fixed typos", "…", "Edits 2"]
CLEAR = ["Guard cards are issued again.", "The hours of Friday.", "Says it better.", "Item moved to the lobby", "Why"]


@pytest.mark.parametrize("note", VAGUE)
def test_a_note_that_explains_nothing_is_vague(note):
    assert is_vague_note(note)


@pytest.mark.parametrize("note", CLEAR)
def test_a_note_with_a_specific_word_is_not_vague(note):
    assert not is_vague_note(note)


# Points 1, 3 and 4 are changed, and point 6 is new. Each note does not mention the listed numbers.
MENTIONS = {
    "Nothing is said here.": {1, 3, 4, 6},
    "Items 1, 3, 4 and 6 are reworded.": set(),
    "Items 1–4 and 6.": set(),
    "Items 1-6": set(),
    "items 1 to 6": set(),
    "Recommendations 1 through 4, item 6": set(),
    "Item 1; item 3; item 4; new item 6.": set(),
    "Item one and the third item; points four & six": set(),
    "Question no. 4": {1, 3, 6},
    "Item 3 on June 4, 2020": {1, 4, 6},
    "1, 3, 4, 6": {1, 3, 4, 6},
    "On June 3 at 4:30": {1, 3, 4, 6},
    "Item 30 and item 41": {1, 3, 4, 6},
    "All items are reworded.": set(),
    "Every one of the items": set(),
    "A plainer wording throughout": set(),
    "The whole notice is put in order": set(),
    "All visitors": {1, 3, 4, 6},
    "Both items": {1, 3, 4, 6},
    "The Fingerprint Unit is open, guard cards are issued, visitors wait by the door, parking.": set(),
    "FINGERPRINT UNIT’s hours": {3, 4, 6},
    "A guard card": {1, 4, 6},
    "Fingerprints": {3, 4, 6},
    "The unit": {1, 3, 4, 6},
    "Visitors": {1, 3, 4, 6},
    "Visitors and the revolving door": {1, 3, 6},
    "Masks and the lobby": {1, 3, 4, 6},
    "Parking": {1, 3, 4},
}


@pytest.mark.parametrize("note, missing", MENTIONS.items(), ids=MENTIONS)
def test_changed_points_that_a_note_does_not_mention_are_found(note, missing):
    changes = {1: {"availability": "by_appointment"}, 3: REWORDED, 4: {"text": "Visitors stand at the revolving door."}}
    unmentioned = find_unmentioned_points(
        note, comparison(changes, added=[point(6, heading="Parking", text="On the north side.")])
    )
    assert {change.new_number for change in unmentioned} == missing


def test_both_mentions_exactly_two_points():
    assert find_unmentioned_points("Both items", comparison({1: REWORDED, 3: REWORDED})) == []


def test_a_removed_point_is_mentioned_by_its_old_number():
    removal = comparison({3: None})
    assert [get_point_label(change, "item") for change in find_unmentioned_points("Item 4", removal)] == [
        "item 3 (Guard cards)"
    ]
    assert find_unmentioned_points("Item 3 removed", removal) == []


def test_unchanged_points_need_not_be_mentioned():
    assert find_unmentioned_points("The title.", comparison({}, title="Times")) == []


def test_a_name_that_two_points_share_mentions_both():
    old = [point(1), point(2, heading="Fingerprint Unit")]
    new = [row | {"text": "New.", "text_hash": "new"} for row in old]
    assert find_unmentioned_points("Fingerprint Unit", compare_editions(document(old), document(new))) == []


# Proposals

NOTES = [
    (
        comparison(
            {1: {"availability": "by_appointment"}, 3: None},
            added=[point(10, heading="Parking")],
            effective_from="2020-07-06",
        ),
        "Fingerprint Unit: by appointment instead of no service; item 3 (Guard cards) removed; new item 10 on Parking;"
        " in effect from July 6, 2020.",
    ),
    (comparison({4: REWORDED}), "Item 4: reworded."),
    (comparison({4: {"text": "*Visitors* wait outside the revolving door."}}), "Item 4: new layout."),
    (
        comparison({1: {"availability": "limited", "effective_until": "2020-08-01"} | REWORDED}),
        "Fingerprint Unit: no longer in effect from August 1, 2020, limited instead of no service, reworded.",
    ),
    (comparison({}, title="Times"), "Title now “Times”."),
    (comparison({}, body="Be kind."), "The text reworded."),
    (comparison({}, effective_until="2020-08-01"), "No longer in effect from August 1, 2020."),
    (comparison({}), ""),
    (comparison({3: {"number": 5}, 5: {"number": 3}}), "Other items renumbered."),
]


@pytest.mark.parametrize("differing, note", NOTES, ids=[note for _, note in NOTES])
def test_a_proposal_describes_each_change_for_readers(differing, note):
    assert propose_change_note(differing, "item") == note


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_a_proposal_does_not_miss_a_value_that_new_versions_begin_without(column):
    old, new = (document([point(1)], **{column.name: value}) for value in ("2020-06-15", None))
    note = propose_change_note(compare_editions(old, new), "item")
    if not column.is_copied:
        assert note == ""
    elif column.is_day:
        assert note == f"“{column.label}” no longer stated."


def test_a_proposal_can_be_limited_to_unmentioned_points():
    differing = comparison({1: REWORDED, 3: REWORDED}, effective_from="2020-07-06")
    missing = find_unmentioned_points("The Fingerprint Unit is open.", differing)
    assert propose_change_note(differing, "item", missing) == "Guard cards: reworded."


def test_many_changes_are_listed_by_their_numbers():
    old = [point(number) for number in range(1, 21)]
    new = [row | {"text_hash": "other"} for row in old[:-2]]
    differing = compare_editions(document(old), document([*new, point(30, key="new")]))
    assert propose_change_note(differing, "item") == "Items 1–18 changed; new: item 30; items 19–20 removed."


def test_consecutive_numbers_are_listed_as_ranges():
    assert format_number_range([3], "item") == "item 3"
    assert format_number_range([9, 1, 2, 3, 7], "item") == "items 1–3, 7 and 9"


@given(st.lists(st.sampled_from(["same", "changed", "removed", "added"]), min_size=1, max_size=40), st.booleans())
def test_every_proposal_names_every_changed_point(fates, is_named):
    def build_point(number, **facts):
        return point(number, heading=f"Name {number}" if is_named else "", **facts)

    old = [build_point(number) for number, fate in enumerate(fates, 1) if fate != "added"]
    new = [
        build_point(number, text="Same." if fate == "same" else "Other.")
        for number, fate in enumerate(fates, 1)
        if fate != "removed"
    ]
    old = [row | ({"text": "Same.", "text_hash": "s"}) for row in old]
    new = [row | {"text_hash": "s" if row["text"] == "Same." else "o"} for row in new]
    differing = compare_editions(document(old), document(new))
    assert find_unmentioned_points(propose_change_note(differing, "item"), differing) == []
