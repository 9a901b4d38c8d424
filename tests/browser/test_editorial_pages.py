"""All pages of the desk: the list is complete, each page opens, and the content security policy refuses nothing."""

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
    """A superuser, who may also open pages that no role may open."""
    user = account("keeper", "administrator")
    user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def addresses(keeper) -> list[str]:
    """The addresses of all pages that somebody can open. Pages that nobody may open, such as the deletion of a record,
    answer 403."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(keeper)
    pages = desk_pages(keeper)
    answers = {address: client.get(address).status_code for group in pages.values() for address in group}
    answers["/admin/login/"] = 200
    assert {address: status for address, status in answers.items() if status not in (200, 403)} == {}
    return sorted(address for address, status in answers.items() if status == 200)


def test_no_page_of_the_desk_is_forgotten(keeper):
    assert desk_names() == set(desk_pages(keeper))


# Finds names of columns that are not above their cells, and a button that covers the choice of its action.
ASKEW = """() => {
  const rows = [document.querySelector('#result_list thead tr'), document.querySelector('#result_list tbody tr')];
  const [names, cells] = rows.map(row => [...row?.children ?? []].map(cell => cell.getBoundingClientRect()));
  const lefts = [names, cells].map(boxes => boxes.filter(box => box.width).map(box => Math.round(box.left)).join());
  const box = tag => document.querySelector(`.actions ${tag}`)?.getBoundingClientRect();
  const choice = box('select'), go = box('button');
  const overlaps = choice && go.left < choice.right && go.top < choice.bottom && choice.top < go.bottom;
  return [lefts[0] === lefts[1] ? '' : lefts.join(' / '), overlaps ? 'the button lies on the choice' : ''].join('');
}"""


def test_in_lists_columns_are_below_their_names_and_actions_beside_their_button(open_page, keeper, addresses):
    page, askew = open_page(), {}
    sign_in(page, keeper.email, PASSWORD)
    lists = [address for address in addresses if address.count("/") == 4 and address.startswith("/admin/")]
    for address in lists:
        page.goto(address)
        if page.locator("#result_list").count() and (problem := page.evaluate(ASKEW)):
            askew[address] = problem
    assert len(lists) > 15 and askew == {}


def test_on_a_phone_the_rows_of_reports_are_cards_with_a_label_at_each_number(open_page, keeper):
    make_post()
    page = open_page(width=360)
    sign_in(page, keeper.email, PASSWORD)
    for address in ("/admin/reports/", "/admin/reports/memo-to-police-chiefs-on-immigration-matters/"):
        page.goto(address)
        tables = "[...document.querySelectorAll('.scroll:has(table)')]"
        assert page.evaluate(f"{tables}.length") and page.evaluate(
            f"{tables}.every(table => table.scrollWidth <= table.clientWidth)"
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
