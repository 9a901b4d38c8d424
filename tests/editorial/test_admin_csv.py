"""Lists as CSV: formulas are escaped, and the filters and the permission of the list apply."""

import csv
import io
import tracemalloc

import pytest
from django.contrib import admin
from django.utils import timezone

from portal.lib.csv_response import format_cell, format_lines
from portal.records.models import Edition, Issuer
from tests.factories import make_draft, make_published, make_record, moment

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\u00a0=1", "=cmd|' /C calc'!A0"]


def rows_of(response) -> list[list[str]]:
    assert response.status_code == 200 and response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_escaped(text):
    assert format_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "value, text",
    [
        (None, ""),
        (True, "yes"),
        (-1, "-1"),
        ("a = b", "a = b"),
        ("don't", "don't"),
        (moment("2025-07-02 10:00"), "2025-07-02T10:00:00-04:00"),
        (moment("2025-07-02").date(), "2025-07-02"),
    ],
)
def test_other_values_are_formatted(value, text):
    assert format_cell(value) == text


def test_separators_inside_a_cell_start_no_new_cell():
    [header, line] = format_lines(["a"], [['x",=1,"\r\n=2;=3']])
    assert header == '\ufeff"a"\r\n' and line == '"x"",=1,""\r\n=2;=3"\r\n'


def test_the_file_is_streamed():
    """The memory in use does not grow with the list."""

    def measure_peak(count: int) -> int:
        tracemalloc.start()
        for _ in format_lines(["a"], (["words " * 20] for _ in range(count))):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    measure_peak(10)
    assert measure_peak(20_000) < 2 * measure_peak(200)


@pytest.mark.django_db
class TestListsOfTheAdmin:
    def test_each_list_is_exported_only_to_people_who_may_see_it(self, client, administrator, outsider):
        make_published(make_record("memo"), at=timezone.now())
        client.force_login(administrator)
        exported = 0
        for model, screen in admin.site._registry.items():
            address = f"/admin/csv/{model._meta.app_label}/{model._meta.model_name}/"
            request = client.get("/admin/").wsgi_request
            status = client.get(address).status_code
            assert status == (200 if screen.has_view_permission(request) else 403), address
            exported += status == 200
        assert exported >= 9
        client.force_login(outsider)
        assert client.get(address).status_code == 302

    def test_only_administrators_can_export_accounts(self, client, administrator, editor, reviewer):
        for user, status in ((editor, 403), (reviewer, 403), (administrator, 200)):
            client.force_login(user)
            assert client.get("/admin/csv/accounts/user/").status_code == status
        emails = [row[0] for row in rows_of(client.get("/admin/csv/accounts/user/"))]
        assert emails[1:] == ["administrator@example.org", "editor@example.org", "reviewer@example.org"]

    def test_passwords_are_not_exported(self, client, administrator):
        client.force_login(administrator)
        assert administrator.password not in client.get("/admin/csv/accounts/user/").getvalue().decode()

    def test_filters_search_and_order_apply_but_pages_do_not(self, client, editor):
        record = make_record("memo", key="memo")
        for number in range(3):
            make_draft(record, title=f"Draft {number}")
        make_published(record, at=timezone.now(), title="Public")
        client.force_login(editor)
        address = "/admin/csv/guidance/memoedition/"
        titles = {
            "": ["Public", "Draft 2", "Draft 1", "Draft 0"],
            "?status=draft": ["Draft 2", "Draft 1", "Draft 0"],
            "?status=draft&o=0": ["Draft 0", "Draft 1", "Draft 2"],
            "?standing=in_effect": ["Public"],
            "?q=Draft+1": ["Draft 1"],
            "?p=99": ["Public", "Draft 2", "Draft 1", "Draft 0"],
            f"?record__issuer__id__exact={record.issuer_id + 1}": [],
        }
        for query, expected in titles.items():
            assert [row[0] for row in rows_of(client.get(address + query))[1:]] == expected, query

    def test_the_page_of_a_list_links_to_the_file_with_the_same_filters(self, client, editor):
        client.force_login(editor)
        page = client.get("/admin/guidance/memoedition/?status=draft&p=1").text
        assert 'href="/admin/csv/guidance/memoedition/?status=draft"' in page

    def test_unknown_lists_and_filters_are_refused(self, client, editor):
        client.force_login(editor)
        assert client.get("/admin/csv/records/transition/").status_code == 404
        assert client.get("/admin/csv/guidance/memoedition/?effective_from__gte=x").status_code in (400, 404)
        assert client.post("/admin/csv/guidance/memoedition/").status_code == 405

    def test_formulas_that_staff_typed_are_escaped(self, client, editor):
        make_draft(make_record("memo"), title='=HYPERLINK("http://evil.example")')
        Issuer.objects.create(key="evil", name="@SUM(1)")
        client.force_login(editor)
        assert rows_of(client.get("/admin/csv/guidance/memoedition/"))[1][0] == '\'=HYPERLINK("http://evil.example")'
        assert "'@SUM(1)" in [row[0] for row in rows_of(client.get("/admin/csv/records/issuer/"))]
        assert rows_of(client.get("/admin/overview/all/csv/"))[1][0].startswith("'=")

    def test_the_number_of_queries_does_not_grow_with_the_list(self, client, editor, django_assert_max_num_queries):
        client.force_login(editor)
        for _ in range(12):
            make_draft(make_record("memo"), by=editor)
        with django_assert_max_num_queries(9):
            assert len(rows_of(client.get("/admin/csv/guidance/memoedition/"))) == 13
        with django_assert_max_num_queries(8):
            assert len(rows_of(client.get("/admin/overview/all/csv/"))) == 13
        assert Edition.objects.count() == 12
