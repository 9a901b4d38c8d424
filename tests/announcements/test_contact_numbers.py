"""Telephone numbers of contacts: links on the page by RFC 3966, and what the desk refuses."""

import re

import pytest

from tests.editorial.edition_forms import opened, screen
from tests.factories import make_draft, make_record, moment

TOO_SHORT = "“555-0134” is not a complete telephone number. Write it with the area code"
NO_NUMBER = "“call me” is not a telephone number. Write it with the area code"


@pytest.mark.django_db
def test_numbers_are_links_and_other_words_are_not(client):
    record = make_record()
    draft = make_draft(record, is_reconstructed=True)
    draft.contacts.create(name="Ann Able", office_phone="203-555-0134 ext. 12", cell_phone="call me")
    draft.contacts.create(name="Desk", office_phone="203-555-0134 or 860-DOC-HELP", other_phone="TTY: 711")
    draft.perform("submit", by=None, at=moment("2025-06-01"))
    draft.perform("publish", by=None, at=moment("2025-06-01"))
    page = " ".join(client.get(record.get_absolute_url()).text.split())
    assert re.findall(r'<a href="(tel:[^"]+)"\s*>([^<]+)</a>', page) == [
        ("tel:+1-203-555-0134;ext=12", "203-555-0134 ext. 12"),
        ("tel:+1-203-555-0134", "203-555-0134"),
        ("tel:+1-860-362-4357", "860-DOC-HELP"),
        ("tel:711;phone-context=+1", "711"),
    ]
    assert "call me (cell)" in page and "</a> or <a" in page and "TTY: <a" in page


def test_the_desk_refuses_what_is_no_number_beside_its_field_and_saves_nothing(client, editor, db):
    draft = make_draft(make_record(), by=editor)
    client.force_login(editor)
    data = opened(client, draft) | {"contacts-0-office_phone": "call me", "contacts-0-fax": "555-0134"}
    response = client.post(screen(draft), data)
    assert response.status_code == 200 and NO_NUMBER in response.text and TOO_SHORT in response.text
    assert "call me" in response.text and draft.contacts.get().office_phone == ""
    data |= {"contacts-0-office_phone": "1-800-FLOWERS", "contacts-0-fax": "203-555-0134 x12"}
    assert client.post(screen(draft), data).status_code == 302
    assert draft.contacts.get().fax == "203-555-0134 x12"


@pytest.mark.django_db
def test_a_text_with_such_a_contact_is_not_published_however_it_came_in():
    draft = make_draft(make_record())
    draft.contacts.create(name="Ann Able", cell_phone="call me")
    [reason] = draft.obstacles("submit", by=None, at=moment("2025-06-01"))
    assert reason.startswith(f"Contact “Ann Able”: {NO_NUMBER}")
    draft.contacts.all().delete()
    draft.contacts.create(name="Ann Able", cell_phone="203-555-0134")
    assert draft.obstacles("submit", by=None, at=moment("2025-06-01")) == []


def test_every_number_of_the_demonstration_data_is_a_link(client, seeded, db):
    page = client.get("/announcements/guidance-to-law-enforcement-and-school-districts-regarding-immigration-matters/")
    assert page.text.count('href="tel:+1-') == 7
