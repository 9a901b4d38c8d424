"""From every page of a record, staff come to the desk in one click. Nobody else sees the links, from no cache."""

import pytest
from django.urls import reverse

from portal.records.admin_urls import get_edition_admin_url, get_record_admin_url
from tests.factories import make_draft, make_published, make_record, moment

pytestmark = pytest.mark.django_db
PAGES = ("", "editions/1/", "on/2025-06-03/", "history/", "compare/1..2/", "points/point-1/")


@pytest.fixture
def memo():
    record = make_record("memo", key="memo")
    make_published(record, at=moment("2025-06-02"))
    make_published(record, at=moment("2025-06-03"))
    return record


def test_staff_come_from_each_page_of_a_record_to_its_screens(client, memo, editor, outsider, settings):
    settings.RESPONSE_CACHE_MB = 8
    first, second = memo.editions.order_by("number")
    expected = dict.fromkeys(PAGES, second) | {"editions/1/": first}
    anonymous, readers = type(client)(), type(client)()
    readers.force_login(outsider)
    client.force_login(editor)
    for page, edition in expected.items():
        address = f"{memo.get_absolute_url()}{page}"
        before = anonymous.get(address)
        text = client.get(address).text
        for link in (get_edition_admin_url(edition), get_record_admin_url(memo)):
            assert f'href="{link}"' in text and client.get(link).status_code == 200, page
        after = anonymous.get(address)
        assert before.content == after.content and "/admin/guidance" not in after.text, page
        assert before.headers["Cache-Control"] == "no-cache"
        assert client.get(address).headers["Cache-Control"] == "private, no-cache"
        assert "Only staff see this line" not in readers.get(address).text, page
    assert "Vary" not in anonymous.get(memo.get_absolute_url()).headers, "nobody is asked who reads"
    draft = make_draft(memo, by=editor)
    assert f'href="{get_edition_admin_url(draft)}"' in client.get(draft.url()).text


def test_a_session_without_its_second_factor_and_a_preview_show_no_links(client, memo, editor):
    client.force_login(editor)
    client.post(reverse("site-preview"), {"on": "2099-01-01", "reader": "resident"})
    preview = client.get(memo.get_absolute_url()).text
    assert "Preview:" in preview and "Only staff see this line" not in preview
    client.post(reverse("leave-site-preview"))
    session = client.session
    session.pop("second-factor-of")
    session.save()
    assert "Only staff see this line" not in client.get(memo.get_absolute_url()).text
