"""The screen of a draft names days and citations of words that changed, and a button confirms the days."""

import pytest

from tests.editorial.edition_forms import errors, form_data, prefix_of, screen
from tests.factories import day, make_draft, make_record, make_source, publish
from tests.kinds import Kind

pytestmark = pytest.mark.django_db
SENTENCE = "but still has its days: posted on June 5, 2020. Give the days again, or confirm that they still hold."
CONFIRM = 'name="_confirm_days" value="point-1"'
LOST = "The link is gone, because their words changed: item 1."


def test_a_reworded_item_keeps_neither_its_day_nor_its_source_unasked(client, editor, now):
    record = make_record(Kind.SERVICE_NOTICE)
    first = make_draft(record, points=[{"text": "Open.", "posted_on": day("2020-06-05")}, "Call first."])
    source = make_source("found", "Open. Call first.", is_public=False)
    for key, start, end in (("point-1", 0, 5), ("point-2", 6, 17)):
        first.citations.create(field="text", point_key=key, source=source, start=start, end=end)
    publish(first, at=now)
    draft = make_draft(record, by=editor)
    client.force_login(editor)
    page = client.get(screen(draft))
    assert CONFIRM not in page.text and LOST not in page.text
    data = form_data(page)
    row = f"{prefix_of(data)}-0-text"
    page = client.post(screen(draft), data | {row: "CLOSED on November 27, 2026."}, follow=True)
    assert not errors(page) and SENTENCE in page.text and CONFIRM in page.text and LOST in page.text
    # The Enter key presses the first button of the form, which only saves.
    assert page.text.index('name="_continue"') < page.text.index(CONFIRM)
    assert draft.citations.get().point_key == "point-2"
    data = form_data(page) | {"_confirm_days": "point-1", row: "CLOSED on November 28, 2026."}
    page = client.post(screen(draft), data, follow=True)
    assert "Confirmed: these days hold for the new words." in page.text and CONFIRM not in page.text
    assert draft.points.get(key="point-1").text == "CLOSED on November 28, 2026."
    page = client.post(screen(draft), form_data(page) | {row: "Open."}, follow=True)
    assert CONFIRM not in page.text and LOST not in page.text and draft.citations.count() == 2
