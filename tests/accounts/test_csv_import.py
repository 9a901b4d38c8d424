"""Import of agencies and holdings: all or nothing, with every problem reported; an export imports unchanged."""

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import csv_format
from portal.accounts.csv_import import export_table, load_table
from portal.accounts.models import Agency, Holding, Post, User
from portal.lib.csv_response import is_formula
from tests.factories import day, make_holding, make_post

pytestmark = pytest.mark.django_db

HEADER = "agency,kind,town,post,email,name,from,until,deputy\n"
ASHFORD = "Ashford Police Department,police_department,Ashford"
GOOD = (
    f"{HEADER}{ASHFORD},,,,,,\n"
    f"{ASHFORD},police_chiefs,chief@example.org,Ana Chief,2020-01-01,2025-01-01,no\n"
    f"{ASHFORD},police_chiefs,next@example.org,,2025-01-01,,\n"
    f"{ASHFORD},police_chiefs,deputy@example.org,,2025-02-01,2025-03-01,yes\n"
    '"Bolton, Schools of",school_district,Bolton,school_superintendents,,,,,\n'
)
IMPORT = "admin:accounts_agency_import"


def count_rows() -> list[int]:
    return [model.objects.count() for model in (Agency, Post, Holding, User)]


def list_problems(report) -> list[tuple[int, str]]:
    return [(problem.line, problem.sentence) for problem in report.problems]


def test_a_table_creates_agencies_posts_accounts_and_holdings():
    report = load_table(GOOD.encode())
    assert list_problems(report) == [] and count_rows() == [2, 2, 3, 3]
    assert [change.line for change in report.done] == [2, 3, 3, 3, 4, 4, 5, 5, 6, 6]
    chief = User.objects.get(email="chief@example.org")
    assert chief.name == "Ana Chief" and not chief.has_usable_password() and not chief.is_staff
    held = Post.objects.held_by(chief, day("2024-12-31")).get()
    assert str(held) == "Police chief, Ashford Police Department"


def test_a_dry_run_reports_the_same_and_loads_nothing():
    dry = load_table(GOOD.encode(), is_dry_run=True)
    assert count_rows() == [0, 0, 0, 0]
    assert dry == load_table(GOOD.encode())


def test_loading_a_table_twice_changes_nothing():
    load_table(GOOD.encode())
    report = load_table(GOOD.encode())
    assert report.done == [] and report.unchanged == 5 and count_rows() == [2, 2, 3, 3]


def test_an_exported_table_loads_and_changes_nothing():
    load_table(GOOD.encode())
    report = load_table("".join(export_table()).encode())
    assert list_problems(report) == [] and report.done == [] and count_rows() == [2, 2, 3, 3]


def test_the_end_of_a_holding_and_its_successor_can_be_in_any_order():
    load_table(f"{HEADER}{ASHFORD},police_chiefs,chief@example.org,,2020-01-01,,\n".encode())
    table = (
        f"{HEADER}{ASHFORD},police_chiefs,next@example.org,,2025-01-01,,\n"
        f"{ASHFORD},police_chiefs,chief@example.org,,2020-01-01,2025-01-01,\n"
    )
    report = load_table(table.encode())
    assert list_problems(report) == []
    assert (3, "Holding of chief@example.org: until from nothing to 2025-01-01.") in [
        (change.line, change.sentence) for change in report.done
    ]


@pytest.mark.parametrize(
    "line, sentence",
    [
        (f"{ASHFORD},police_chiefs", "The row has 4 cells instead of 9."),
        (f"{ASHFORD},mayor,,,,,", "“mayor” is not a post. Write one of: police_chiefs, school_superintendents."),
        ("Bolton PD,police,Bolton,,,,,,", "kind: Value 'police' is not a valid choice."),
        ("Bolton PD,police_department,,,,,,,", "town: This field cannot be blank."),
        (f"{ASHFORD},,who@example.org,,2025-01-01,,", "The row names a holder but no post."),
        (f"{ASHFORD},police_chiefs,,Who,,,", "The row names a holder without an email address."),
        (f"{ASHFORD},police_chiefs,who,,2025-01-01,,", "Enter a valid email address."),
        (f"{ASHFORD},police_chiefs,who@example.org,,,,", "A holder needs a first day."),
        (
            f"{ASHFORD},police_chiefs,who@example.org,,2025-02-30,,",
            "“2025-02-30” is not a day of the calendar. Write a day as 2020-06-05.",
        ),
        (
            f"{ASHFORD},police_chiefs,who@example.org,,2025-02-01,2025-01-01,",
            "The end must be later than the first day.",
        ),
        (f"{ASHFORD},police_chiefs,who@example.org,,2025-02-01,,yes", "A deputy needs an end."),
        (
            f"{ASHFORD},police_chiefs,who@example.org,,2025-02-01,2025-03-01,maybe",
            "“maybe” is not a value of “deputy”. Write yes or no.",
        ),
        (
            f"{ASHFORD},police_chiefs,who@example.org,,2024-01-01,,",
            "On some of these days somebody else holds the post. End that holding first, or enter a deputy.",
        ),
        (
            "Ashford Police Department,other,Ashford,,,,,,",
            "Line 2 gives another kind for Ashford Police Department.",
        ),
    ],
)
def test_one_wrong_line_is_reported_and_nothing_is_loaded(line, sentence):
    report = load_table(f"{GOOD}{line}\n".encode())
    assert (7, sentence) in list_problems(report)
    assert count_rows() == [0, 0, 0, 0]


def test_every_wrong_line_is_reported():
    report = load_table(f"{HEADER}x,y,z,,,,,,\n{ASHFORD},mayor,,,,,\n{ASHFORD}\n".encode())
    assert [line for line, _ in list_problems(report)] == [2, 3, 4]


@pytest.mark.parametrize(
    "data, sentence",
    [
        (b"", "The first row must name these columns"),
        (b"agency;kind\n", "The first row must name these columns"),
        (HEADER.encode() + "Café".encode("latin-1"), "not in UTF-8"),
        (HEADER.encode() + b"a\0b", "NUL"),
        (HEADER.encode() + b'"open', "Line 2 cannot be read"),
        (b"x" * (csv_format.SIZE_LIMIT + 1), "larger than 2 MB"),
    ],
)
def test_a_file_of_another_format_is_refused_with_a_sentence(data, sentence):
    [(_, problem)] = list_problems(load_table(data))
    assert sentence in problem


def test_columns_may_be_in_any_order_after_a_byte_order_mark():
    table = "\ufeffTown,kind,agency,post,email,name,from,until,deputy\nAshford,other,Ashford Board,,,,,,\n"
    assert list_problems(load_table(table.encode())) == []
    assert Agency.objects.get().town == "Ashford"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_no_cell_is_a_formula_and_every_cell_is_restored(text):
    text = text.strip()
    assert not is_formula(csv_format.escape_cell(text))
    assert csv_format.unescape_cell(csv_format.escape_cell(text)) == text


def test_a_name_that_looks_like_a_formula_is_written_as_text(outsider):
    outsider.name = "=HYPERLINK(1)"
    outsider.save()
    make_holding(make_post(), outsider)
    assert ",'=HYPERLINK(1)," in "".join(export_table())


def test_the_command_reports_and_loads(tmp_path, capsys):
    file = tmp_path / "agencies.csv"
    file.write_text(GOOD)
    call_command("import_agencies", str(file), "--dry-run")
    assert count_rows() == [0, 0, 0, 0] and "10 changes would be made" in capsys.readouterr().out
    call_command("import_agencies", str(file))
    out = StringIO()
    call_command("export_agencies", stdout=out)
    assert count_rows() == [2, 2, 3, 3] and out.getvalue() == "".join(export_table())


def test_the_command_reports_every_wrong_line(tmp_path, capsys):
    file = tmp_path / "agencies.csv"
    file.write_text(f"{HEADER}x,y,z,,,,,,\n")
    errors = StringIO()
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("import_agencies", str(file), stderr=errors)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_agencies", str(tmp_path / "none.csv"))
    assert "Line 2: kind" in errors.getvalue()


def build_upload(text: str) -> dict:
    return {"file": SimpleUploadedFile("agencies.csv", text.encode())}


def test_an_administrator_checks_a_file_and_then_loads_it(client, administrator):
    client.force_login(administrator)
    page = client.post(reverse(IMPORT), build_upload(GOOD))
    assert "Agency Ashford Police Department: new." in page.text and not Agency.objects.exists()
    client.post(reverse(IMPORT), {"packed": page.context["packed"]})
    assert Agency.objects.count() == 2
    export = client.get(reverse("admin:accounts_agency_export"))
    assert export.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert b"".join(export.streaming_content).decode() == "".join(export_table())


def test_a_file_with_a_wrong_line_cannot_be_loaded_on_the_desk(client, administrator):
    client.force_login(administrator)
    page = client.post(reverse(IMPORT), build_upload(f"{GOOD}x,y,z,,,,,,\n"))
    assert "Nothing was loaded" in page.text and 'name="packed"' not in page.text
    client.post(reverse(IMPORT), {"packed": "made up"})
    assert not Agency.objects.exists()


@pytest.mark.parametrize("who", ["editor", "reviewer", "outsider"])
def test_only_administrators_load_export_or_see_agencies(client, request, who):
    make_post()
    client.force_login(request.getfixturevalue(who))
    pages = [
        IMPORT,
        "admin:accounts_agency_export",
        "admin:accounts_agency_changelist",
        "admin:accounts_post_changelist",
    ]
    for page in [*pages, "admin:accounts_holding_changelist", "admin:accounts_holding_add"]:
        assert client.get(reverse(page)).status_code == (302 if who == "outsider" else 403), page
    client.post(reverse(IMPORT), build_upload(GOOD))
    assert Agency.objects.count() == 1


def test_an_administrator_enters_a_holder_and_deletes_nothing(client, administrator, outsider):
    post = make_post()
    client.force_login(administrator)
    facts = {"post": post.pk, "person": outsider.pk, "held_from": "2025-01-01", "held_until": ""}
    client.post(reverse("admin:accounts_holding_add"), facts)
    holding = Holding.objects.get()
    second = client.post(reverse("admin:accounts_holding_add"), {**facts, "person": administrator.pk})
    assert "somebody else holds the post" in second.text and Holding.objects.count() == 1
    for kind, row in (("holding", holding), ("post", post), ("agency", post.agency)):
        assert client.get(reverse(f"admin:accounts_{kind}_change", args=[row.pk])).status_code == 200
        client.post(reverse(f"admin:accounts_{kind}_delete", args=[row.pk]), {"post": "yes"})
    assert count_rows()[:3] == [1, 1, 1]


def test_the_days_of_a_post_stay_when_a_table_lacks_their_columns():
    load_table(GOOD.encode())
    dated = HEADER.replace("\n", ",post until,post from\n")
    line = f"{ASHFORD},police_chiefs,,,,,,"
    report = load_table(f"{dated}{line}2030-01-01,2010-01-01\n".encode())
    assert [change.sentence for change in report.done] == [
        "Post Police chief, Ashford Police Department: post from from nothing to 2010-01-01, "
        "post until from nothing to 2030-01-01."
    ]
    assert load_table(GOOD.encode()).done == [] and load_table("".join(export_table()).encode()).done == []
    post = Post.objects.get(audience="police_chiefs")
    assert (post.open_from, post.open_until) == (day("2010-01-01"), day("2030-01-01"))
    for wrong, words in {
        f"{line}2010-01-01,2030-01-01\n": "The end must be later than the first day.",
        f"{line}soon,\n": "“soon” is not a day of the calendar. Write a day as 2020-06-05.",
        f"{line},\n{line}2031-01-01,\n": "Line 2 gives another post until for Ashford Police Department.",
        f"{ASHFORD},,,,,,,2030-01-01,\n": "The row gives the days of a post but names no post.",
    }.items():
        assert [problem.sentence for problem in load_table((dated + wrong).encode()).problems] == [words]
