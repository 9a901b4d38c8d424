"""Lists of the desk cost the same however much there is: nothing counts all rows, and no page lies far behind."""

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
"""As many as the state has towns, offices, people in them and roles. All other lists grow with the years."""
MEMOS = reverse("admin:guidance_memoedition_changelist")


def own_screens() -> dict[str, admin.ModelAdmin]:
    own = ("portal.", "guidance.", "announcements.")
    return {
        model._meta.label: screen
        for model, screen in admin.site._registry.items()
        if type(screen).__module__.startswith(own)
    }


def test_every_list_that_grows_is_a_long_one():
    screens = own_screens()
    assert {model._meta.label for model in (Agency, Post, User, Issuer)} <= SHORT <= set(screens)
    assert [label for label, screen in screens.items() if isinstance(screen, LongListMixin) == (label in SHORT)] == []


@pytest.fixture
def memos(client, editor, monkeypatch):
    """Five drafts, of which the lists count three and show two on a page."""
    monkeypatch.setattr(CappedPaginator, "MOST", 3)
    monkeypatch.setattr(EditionAdmin, "list_per_page", 2)
    monkeypatch.setattr(EditionAdmin, "list_max_show_all", 2)
    client.force_login(editor)
    return [make_draft(make_record("memo"), by=editor, title=f"Memo {number}") for number in range(5)]


def titles(response) -> list[str]:
    return [row.title for row in response.context["cl"].result_list]


def test_a_list_pages_through_its_first_rows_and_says_that_there_are_more(client, memos):
    first, second = client.get(MEMOS), client.get(f"{MEMOS}?p=2")
    assert (titles(first), titles(second)) == (["Memo 4", "Memo 3"], ["Memo 2"])
    assert "There are more than 3" in first.text and "There are more than 3" in second.text
    assert client.get(f"{MEMOS}?p=3").status_code == 302


def test_what_lies_behind_is_found_by_another_order_by_the_search_and_in_the_csv(client, memos):
    assert titles(client.get(f"{MEMOS}?o=0")) == ["Memo 0", "Memo 1"]
    found = client.get(f"{MEMOS}?q=%22Memo+0%22")
    assert titles(found) == ["Memo 0"] and "There are more" not in found.text
    assert client.get(reverse("list-csv", args=["guidance", "memoedition"])).getvalue().count(b"Memo") == 5


def test_a_list_that_is_whole_does_not_say_so(client, memos):
    memos[0].delete(), memos[1].delete()
    assert "There are more" not in client.get(MEMOS).text


@pytest.mark.parametrize("address", ["", "?standing=unpublished", "?q=memo"])
def test_no_question_of_a_list_reads_every_row(client, memos, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(MEMOS + address).status_code == 200
    about_rows = [one["sql"] for one in asked if '"records_edition"' in one["sql"]]
    assert about_rows and [sql for sql in about_rows if "LIMIT" not in sql] == []


def test_the_filter_of_authors_offers_the_staff(client, memos, second_editor):
    official = account("official")
    text = client.get(MEMOS).text
    assert f"?author__id__exact={second_editor.pk}" in text
    assert f"?author__id__exact={official.pk}" not in text
