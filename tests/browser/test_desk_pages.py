"""All pages of the desk: none is forgotten, each opens, and the strict policy refuses nothing on any."""

import pytest
from django.test import Client

from portal.accounts.models import User
from tests.browser.desk_addresses import desk_names, desk_pages
from tests.browser.keys import sign_in
from tests.conftest import PASSWORD, account


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


def test_the_policy_refuses_nothing_on_any_page_of_the_desk(open_page, keeper, addresses):
    page = open_page()
    sign_in(page, keeper.email, PASSWORD)
    for address in addresses:
        assert page.goto(address).status == 200, address
