"""The pages of the workflow's steps in Chromium: at any width, light and dark, by keyboard and without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.lib import dates
from portal.records.models import Edition, Record
from portal.records.point_days import confirm_days
from tests.browser.keyboard import press, tab_to, write_day
from tests.browser.public_pages import NOTICE
from tests.browser.test_accessibility import LOOKS, findings
from tests.conftest import PASSWORD, account
from tests.factories import make_draft, make_published, moment

STEPS = {
    "submit": "draft",
    "force_publish": "draft",
    "publish": "in_review",
    "send_back": "in_review",
    "review": "published",
    "confirm": "published",
    "withdraw": "published",
}


@pytest.fixture
def steps(seeded_server) -> dict[str, str]:
    """Returns the address of the page of each step. An administrator can open them."""
    account("administrator", "administrator")
    notice = Record.objects.get(key=NOTICE.strip("/").rpartition("/")[2])
    linked = Record.objects.create(key="linked", kind="memo", issuer=notice.issuer)
    make_published(linked, at=moment("2025-06-01"), title="Linked", body=f"[the notice]({NOTICE})")
    editions = {}
    for status in ("draft", "in_review", "published"):
        edition = make_draft(notice, change_note="Masks: all items say it better.", title=f"Hours ({status})")
        Edition.objects.filter(pk=edition.pk).update(effective_until=None)
        item = edition.points.order_by("number").first().noticeitem
        item.availability, item.text = "no_service", "[Closed](/nothing/)." if status == "draft" else "Closed."
        item.save()
        confirm_days(edition, item.key)
        edition.points.order_by("number").last().noticeitem.delete()
        if status == "in_review":
            edition.perform("submit", by=None, at=moment("2025-06-02"))
        if status == "published":
            edition.perform("force_publish", by=None, at=moment("2025-06-02"), note="It is urgent.")
        editions[status] = edition
    own = "/admin/announcements/noticeedition"
    return {name: f"{own}/{editions[status].pk}/step/{name}/" for name, status in STEPS.items()}


def sign_in(page) -> None:
    page.goto("/admin/login/?next=/admin/forced/")
    page.fill("#id_login", "administrator@example.org")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Published without review").wait_for()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_step(open_page, steps, look):
    # axe tries its own styles on the fields of a form, and the content security policy refuses them.
    page = open_page(bypass_csp=True, **LOOKS[look])
    sign_in(page)
    problems = findings(page)
    for address in steps.values():
        assert page.goto(address).status == 200
        problems += findings(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    assert problems == []


def test_the_policy_refuses_nothing_on_any_step(open_page, steps):
    page = open_page()
    sign_in(page)
    for address in steps.values():
        assert page.goto(address).status == 200
        page.wait_for_load_state("networkidle")


def test_a_step_is_taken_by_keyboard_without_a_script(open_page, steps):
    page = open_page(java_script_enabled=False)
    sign_in(page)
    page.goto(steps["withdraw"])
    page.locator("#id_note").focus()
    page.keyboard.type("The office has moved.")
    page.locator("#step button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/change/")
    assert "is now withdrawn" in page.locator(".messagelist").inner_text()


@pytest.mark.parametrize("width", [360, 1280])
def test_some_items_are_confirmed_by_keyboard_without_a_script(open_page, steps, width):
    page = open_page(width=width, java_script_enabled=False)
    sign_in(page)
    page.goto(steps["confirm"])
    assert page.locator("#step :checked").count() == 0, "nothing is selected for the person"
    tab_to(page, page.locator("#id_scope_0"))
    page.keyboard.press("ArrowDown")
    assert page.locator("#id_scope_1").is_checked()
    in_spring = dates.get_local_date(timezone.now()) + timedelta(days=90)
    write_day(page, page.locator("#id_next_review_on"), in_spring)
    press(page, "button", "Confirm as still current")
    tab_to(page, page.get_by_role("link", name="Items: Select the items that are still current."))
    page.keyboard.press("Enter")
    assert page.locator("#id_points_0:focus").count() == 1
    page.keyboard.press("Space")
    tab_to(page, page.locator("#id_points_2"))
    page.keyboard.press("Space")
    press(page, "button", "Confirm as still current")
    page.wait_for_url("**/change/")
    assert "version 6, items 1 and 3." in page.locator(".messagelist").inner_text()
    page.goto(NOTICE)
    assert "Items 1 and 3 were confirmed as still current on" in page.locator(".banner").inner_text()


def test_the_proposed_note_is_saved_without_a_script(open_page, steps):
    page = open_page(java_script_enabled=False)
    sign_in(page)
    page.goto(steps["submit"])
    assert "removed" in page.locator(".proposal").inner_text()
    page.locator("#note button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/step/submit/")
    assert "saved in the draft" in page.locator(".messagelist").inner_text()
    assert "links to /nothing/" in page.locator(".obstacles").inner_text()
