"""All pages of the desk: by axe in light, dark and narrow; nothing runs over the edge; the policy refuses nothing."""

import pytest
from django.test import Client
from playwright.sync_api import Page

from portal.accounts.models import User
from portal.records.models import Edition
from tests.browser.desk_addresses import desk_names, desk_pages
from tests.browser.keys import sign_in
from tests.browser.test_accessibility import findings
from tests.conftest import PASSWORD, account
from tests.desk.screens import screen

MEMO = "MEMORANDUM\n\nTO: Police Chiefs\nFROM: Department of Correction\nDATE: May 1, 2019\nRE: Transfers\n\n1. Call.\n"
UNFOLD = "document.querySelectorAll('#content details').forEach(one => one.open = true)"


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


def seen(page: Page) -> list[str]:
    """What is wrong with the page as it stands, in light, in dark and at 320 px."""
    page.wait_for_load_state("networkidle")
    page.evaluate(UNFOLD)
    page.wait_for_load_state("networkidle")
    found = findings(page)
    page.emulate_media(color_scheme="dark")
    found += findings(page)
    page.set_viewport_size({"width": 320, "height": 800})
    found += findings(page)
    if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
        found.append(f"{page.url}: runs {over} px over the edge at 320 px")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    return found


def test_no_page_of_the_desk_is_forgotten(keeper):
    assert desk_names() == set(desk_pages(keeper))


def test_axe_finds_nothing_on_any_page_of_the_desk(open_page, keeper, addresses):
    # axe tries styles of its own on the fields of a form, which the policy refuses.
    page, found = open_page(bypass_csp=True), []
    page.goto("/admin/login/")
    found += seen(page)
    sign_in(page, keeper.email, PASSWORD)
    for address in addresses:
        assert page.goto(address).status == 200, address
        found += seen(page)
    assert len(addresses) > 90 and found == []


def test_the_policy_refuses_nothing_on_any_page_of_the_desk(open_page, keeper, addresses):
    page = open_page()
    sign_in(page, keeper.email, PASSWORD)
    for address in addresses:
        assert page.goto(address).status == 200, address


def test_axe_finds_nothing_on_pages_that_come_after_another(open_page, keeper):
    page, found = open_page(bypass_csp=True), []
    sign_in(page, keeper.email, PASSWORD)
    page.goto("/admin/sources/sourcedocument/import/")
    page.locator("#id_text").fill(MEMO)
    page.get_by_role("button", name="Read the text").click()
    page.get_by_role("button", name="Make").first.wait_for()
    found += seen(page)
    page.goto("/admin/announcements/announcement/add/")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".errornote").wait_for()
    found += seen(page)
    page.goto("/admin/password_change/")
    page.get_by_label("Old password").fill(PASSWORD)
    for label in ("New password", "New password confirmation"):
        page.get_by_label(f"{label}:", exact=True).fill(f"{PASSWORD} again")
    page.keyboard.press("Enter")
    page.wait_for_url("**/password_change/done/")
    found += seen(page)
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/logout/")
    found += seen(page)
    assert found == []


def test_axe_finds_nothing_on_a_text_that_outlived_its_session(open_page, keeper):
    page = open_page(bypass_csp=True)
    sign_in(page, keeper.email, PASSWORD)
    draft = Edition.objects.filter(status="published").last().record.draft(by=None)
    page.goto(screen(draft))
    page.locator("#id_title").fill("Typed for an hour")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/login/**")
    found = seen(page)
    page.get_by_label("E-mail address").fill(keeper.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save it now").wait_for()
    found += seen(page)
    page.goto(screen(draft))
    Edition.objects.filter(pk=draft.pk).update(status="in_review")
    page.locator("#id_title").fill("Typed too late")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("no longer a draft").wait_for()
    assert found + seen(page) == []
