"""Long lists of the desk have a constant cost: no query counts all rows, and the number of pages is limited."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import Agency, Post, User
from portal.editorial.edition_admin import EditionAdmin
from portal.lib.admin_mixins import CappedPaginator, LongListMixin
from portal.records.models import Issuer
from tests.conftest import account
from tests.factories import make_draft, make_record

SHORT = {"accounts.Agency", "accounts.Post", "accounts.User", "auth.Group", "records.Issuer", "announcements.Service"}
"""Models whose rows are limited by the towns, offices, people and roles of the state. All other lists grow forever."""
MEMOS = reverse("admin:guidance_memoedition_changelist")


def list_screens() -> dict[str, admin.ModelAdmin]:
    packages = ("portal.", "guidance.", "announcements.")
    return {
        model._meta.label: screen
        for model, screen in admin.site._registry.items()
        if type(screen).__module__.startswith(packages)
    }


def test_every_growing_list_is_a_long_list():
    screens = list_screens()
    assert {model._meta.label for model in (Agency, Post, User, Issuer)} <= SHORT <= set(screens)
    assert [label for label, screen in screens.items() if isinstance(screen, LongListMixin) == (label in SHORT)] == []


@pytest.fixture
def memos(client, editor, monkeypatch):
    """Creates five drafts. The lists count three of them and show two on a page."""
    monkeypatch.setattr(CappedPaginator, "MOST", 3)
    monkeypatch.setattr(EditionAdmin, "list_per_page", 2)
    monkeypatch.setattr(EditionAdmin, "list_max_show_all", 2)
    client.force_login(editor)
    return [make_draft(make_record("memo"), by=editor, title=f"Memo {number}") for number in range(5)]


def list_titles(response) -> list[str]:
    return [row.title for row in response.context["cl"].result_list]


def test_a_list_has_pages_for_its_first_rows_and_shows_that_there_are_more(client, memos):
    first, second = client.get(MEMOS), client.get(f"{MEMOS}?p=2")
    assert (list_titles(first), list_titles(second)) == (["Memo 4", "Memo 3"], ["Memo 2"])
    assert "There are more than 3" in first.text and "There are more than 3" in second.text
    assert client.get(f"{MEMOS}?p=3").status_code == 302


def test_further_rows_are_found_by_order_search_and_csv(client, memos):
    assert list_titles(client.get(f"{MEMOS}?o=0")) == ["Memo 0", "Memo 1"]
    results = client.get(f"{MEMOS}?q=%22Memo+0%22")
    assert list_titles(results) == ["Memo 0"] and "There are more" not in results.text
    assert client.get(reverse("list-csv", args=["guidance", "memoedition"])).getvalue().count(b"Memo") == 5


def test_a_complete_list_does_not_mention_more_rows(client, memos):
    memos[0].delete(), memos[1].delete()
    assert "There are more" not in client.get(MEMOS).text


@pytest.mark.parametrize("address", ["", "?standing=unpublished", "?q=memo"])
def test_no_query_of_a_list_reads_every_row(client, memos, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(MEMOS + address).status_code == 200
    statements = [query["sql"] for query in queries if '"records_edition"' in query["sql"]]
    assert statements and [sql for sql in statements if "LIMIT" not in sql] == []


def test_the_filter_of_authors_offers_only_staff(client, memos, second_editor):
    official = account("official")
    text = client.get(MEMOS).text
    assert f"?author__id__exact={second_editor.pk}" in text
    assert f"?author__id__exact={official.pk}" not in text
