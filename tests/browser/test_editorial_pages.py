"""All pages of the desk: none is forgotten, each opens, and the strict policy refuses nothing on any."""

import pytest
from django.test import Client

from portal.accounts.models import User
from tests.browser.editorial_pages import desk_names, desk_pages
from tests.browser.keyboard import sign_in
from tests.browser.page_checks import SIDEWAYS
from tests.conftest import PASSWORD, account
from tests.factories import make_post


@pytest.fixture
def keeper(seeded_server) -> User:
    """May open everything, also what no role opens."""
    user = account("keeper", "administrator")
    user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def addresses(keeper) -> list[str]:
    """Of every page that anybody can open. What nobody may open, such as the deletion of a record, answers 403."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(keeper)
    answers = {one: client.get(one).status_code for page in desk_pages(keeper).values() for one in page}
    answers["/admin/login/"] = 200
    assert {one: status for one, status in answers.items() if status not in (200, 403)} == {}
    return sorted(one for one, status in answers.items() if status == 200)


def test_no_page_of_the_desk_is_forgotten(keeper):
    assert desk_names() == set(desk_pages(keeper))


# Names of columns that do not are above their cells, and a button that lies on what chooses its action.
ASKEW = """() => {
  const rows = [document.querySelector('#result_list thead tr'), document.querySelector('#result_list tbody tr')];
  const [names, cells] = rows.map(row => [...row?.children ?? []].map(cell => cell.getBoundingClientRect()));
  const lefts = [names, cells].map(boxes => boxes.filter(box => box.width).map(box => Math.round(box.left)).join());
  const box = one => document.querySelector(`.actions ${one}`)?.getBoundingClientRect();
  const choice = box('select'), go = box('button');
  const overlaps = choice && go.left < choice.right && go.top < choice.bottom && choice.top < go.bottom;
  return [lefts[0] === lefts[1] ? '' : lefts.join(' / '), overlaps ? 'the button lies on the choice' : ''].join('');
}"""


def test_in_a_list_each_column_stands_below_its_name_and_the_action_beside_its_button(open_page, keeper, addresses):
    page, askew = open_page(), {}
    sign_in(page, keeper.email, PASSWORD)
    lists = [one for one in addresses if one.count("/") == 4 and one.startswith("/admin/")]
    for address in lists:
        page.goto(address)
        if page.locator("#result_list").count() and (found := page.evaluate(ASKEW)):
            askew[address] = found
    assert len(lists) > 15 and askew == {}


def test_on_a_phone_the_rows_of_reports_are_cards_that_say_what_each_number_is(open_page, keeper):
    make_post()
    page = open_page(width=360)
    sign_in(page, keeper.email, PASSWORD)
    for address in ("/admin/reports/", "/admin/reports/memo-to-police-chiefs-on-immigration-matters/"):
        page.goto(address)
        tables = "[...document.querySelectorAll('.scroll:has(table)')]"
        assert page.evaluate(f"{tables}.length") and page.evaluate(
            f"{tables}.every(one => one.scrollWidth <= one.clientWidth)"
        )
        assert page.locator("tbody .label", has_text="Not acknowledged").first.is_visible()
        page.set_viewport_size({"width": 1280, "height": 800})
        assert not page.locator("tbody .label").first.is_visible()
        page.set_viewport_size({"width": 360, "height": 800})


def test_a_long_address_stays_in_its_card_on_a_phone(open_page, keeper):
    account("superintendentofschools")
    page = open_page(width=320)
    sign_in(page, keeper.email, PASSWORD)
    page.goto("/admin/accounts/user/")
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.slow
def test_the_policy_refuses_nothing_on_any_page_of_the_desk(open_page, keeper, addresses):
    page = open_page()
    sign_in(page, keeper.email, PASSWORD)
    for address in addresses:
        assert page.goto(address).status == 200, address
