"""The screen of a version: its facts, its rows with and without a script, and the fields of its kind."""

import re

import pytest

from portal.records.admin_urls import get_record_admin_url
from tests.editorial.edition_forms import errors, opened, prefix_of, screen
from tests.factories import day, make_draft, make_published, make_record, moment
from tests.kinds import Kind


@pytest.fixture
def record(db):
    return make_record(Kind.SERVICE_NOTICE)


@pytest.fixture
def draft(client, record, editor):
    client.force_login(editor)
    return make_draft(record, by=editor, points=["First.", "Second.", "Third."])


def texts(edition) -> list[tuple[int, str, str]]:
    return list(edition.points.order_by("number").values_list("number", "key", "text"))


def save(client, draft, **changes):
    """Posts the form with changes. "row2-text" is the field `text` of the row with index 2."""
    data = opened(client, draft)
    rows = prefix_of(data)
    return client.post(screen(draft), data | {name.replace("row", f"{rows}-"): new for name, new in changes.items()})


def test_a_version_that_waits_for_its_moment_is_not_called_published(client, record, editor, now):
    edition = make_published(record, at=now.replace(year=2999))
    client.force_login(editor)
    for address in (screen(edition), get_record_admin_url(record)):
        words = re.sub(r"<[^>]+>", " ", client.get(address).text)
        assert "Scheduled" in words and not re.search(r"\bPublished\b(?! at)", words)


def test_the_screen_shows_the_record_and_its_other_versions(client, record, editor, now):
    make_published(record, at=moment("2025-06-01"), effective_from=day("2025-06-01"))
    make_published(record, at=moment("2025-06-02"), effective_from=day("2035-06-01"))
    draft = make_draft(record, by=editor)
    client.force_login(editor)
    page = client.get(screen(draft))
    words = " ".join(page.content.decode().split())
    assert "Service notice" in words and "Office of the Governor" in words and record.get_absolute_url() in words
    assert [version.standing_then for version in page.context["versions"]] == ["in_effect", "upcoming", "unpublished"]


def test_rows_are_ordered_by_the_typed_numbers(client, draft):
    response = save(client, draft, **{"row2-number": 1})
    assert response.status_code == 302, errors(response)
    assert texts(draft) == [(1, "point-3", "Third."), (2, "point-1", "First."), (3, "point-2", "Second.")]
    save(client, draft, **{"row0-number": 3})
    assert [key for _, key, _ in texts(draft)] == ["point-1", "point-2", "point-3"]


def test_a_button_moves_a_row_and_saves_the_typed_text(client, draft):
    rows = prefix_of(opened(client, draft))
    response = save(client, draft, **{"_move": f"up:{rows}:2", "row0-text": "First, said better."})
    assert response.url.endswith(f"#{rows}-group")
    assert texts(draft) == [(1, "point-1", "First, said better."), (2, "point-3", "Third."), (3, "point-2", "Second.")]


@pytest.mark.parametrize("word", ["up:{}:0", "down:{}:2", "up:{}:77", "sideways", "up:nothing:1", "up::"])
def test_an_impossible_move_changes_nothing(client, draft, word):
    before = texts(draft)
    save(client, draft, _move=word.format(prefix_of(opened(client, draft))))
    assert texts(draft) == before


def test_the_button_to_add_a_row_shows_an_empty_row(client, draft):
    rows = prefix_of(opened(client, draft))
    response = save(client, draft, _add=rows)
    data = opened(client, draft)
    assert f"{rows}-3-text" not in data or not data[f"{rows}-3-text"]
    page = client.get(response.url.partition("#")[0]).content.decode()
    assert f'name="{rows}-3-text"' in page and f'id="{rows}-new"' in page
    assert len(texts(draft)) == 3


def test_removed_rows_are_deleted_and_the_others_get_new_numbers(client, draft):
    save(client, draft, **{"row0-DELETE": "on"})
    assert texts(draft) == [(1, "point-2", "Second."), (2, "point-3", "Third.")]


def test_two_new_rows_with_the_same_text_get_different_keys(client, draft):
    service = draft.points.first().noticeitem.service_id
    row = {"text": "Bring a photo.", "service": service, "availability": "information"}
    facts = {f"row{index}-{name}": value for index in (3, 4) for name, value in row.items()}
    response = save(client, draft, **facts, rowTOTAL_FORMS=5)
    assert response.status_code == 302, errors(response)
    assert [key for _, key, _ in texts(draft)][3:] == ["bring-a-photo", "bring-a-photo-2"]


def test_no_typed_text_is_lost_when_the_form_is_refused(client, draft):
    """The form shows added rows, removed rows, the new order and every text with the error."""
    service = draft.points.first().noticeitem.service_id
    added = {"row3-text": "Added.", "row3-service": service, "row3-availability": "information"}
    wrong = {"row1-effective_from": "2025-07-02", "row1-effective_until": "2025-07-01"}
    response = save(
        client, draft, title="", rowTOTAL_FORMS=4, **added, **wrong, **{"row0-DELETE": "on", "row2-number": 1}
    )
    assert response.status_code == 200 and errors(response)
    formset = response.context["inline_admin_formsets"][0].formset
    assert [form["text"].value() for form in formset.forms] == ["First.", "Second.", "Third.", "Added."]
    assert formset.forms[0]["DELETE"].value() and formset.forms[2]["number"].value() == "1"
    assert [key for _, key, _ in texts(draft)] == ["point-1", "point-2", "point-3"]


def test_line_ends_of_a_browser_do_not_change_the_text(client, draft):
    draft.points.filter(number=1).update(text="One.\n\nTwo.")
    save(client, draft, **{"row0-text": "One.\r\n\r\nTwo.", "title": "Another"})
    assert texts(draft)[0][2] == "One.\n\nTwo."


@pytest.mark.parametrize(
    "kind, shown, left_out",
    [
        (Kind.SERVICE_NOTICE, ["Text around the items", "Add an item", "Contacts"], ["subtitle", "signed_on"]),
        (Kind.PRESS_RELEASE, ["Headline", "Add a recommendation", "Contacts", "Dated"], []),
        (Kind.MEMO, ["Subject", "Signers", "Addressees", "Who is to act on it"], []),
        (Kind.QUESTIONS, ["Introduction", "Add a question", "Answer"], ["signed_on", "effective_from"]),
    ],
)
def test_every_kind_has_its_own_labels(client, editor, kind, shown, left_out):
    client.force_login(editor)
    draft = make_draft(make_record(kind, is_official=kind != Kind.QUESTIONS), by=editor)
    page = client.get(screen(draft)).content.decode()
    assert [word for word in shown if word not in page] == []
    assert [name for name in (*left_out, "change_note") if f'id="id_{name}"' in page] == []


def test_an_unused_field_of_a_kind_is_shown_if_it_has_a_value(client, record, editor):
    client.force_login(editor)
    draft = make_draft(record, by=editor, subtitle="Modified hours")
    assert 'id="id_subtitle"' in client.get(screen(draft)).content.decode()
