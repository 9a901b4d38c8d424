"""A new version of the State Police notice, from the first word to the day on which it applies, by keyboard only; and a
correction of today's text before that day. The test uses only real keys, and fails if the content security policy
refuses something."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.records.models import Edition, Record
from tests.browser.keyboard import choose, press, sign_in, tab_to, write, write_day
from tests.browser.public_pages import NOTICE
from tests.conftest import PASSWORD, account

CHANGED = "Fingerprints are taken on weekdays from 8 to 4, without an appointment."
ADDED = "Parking is on the north side."
CORRECTED = "Call the main number first; nobody answers the old one."


@pytest.fixture
def tomorrow(today) -> date:
    return today + timedelta(days=1)


@pytest.fixture
def notice(seeded_server) -> Record:
    return Record.objects.get(key=NOTICE.strip("/").rpartition("/")[2])


@pytest.fixture
def at_desk(open_page):
    """Returns a function that signs a user in, each in a separate browser context."""

    def at_desk_(role: str) -> Page:
        page = open_page()
        page.set_default_timeout(10_000)
        sign_in(page, account(role, role).email, PASSWORD)
        return page

    return at_desk_


def open_record(page: Page) -> None:
    page.goto("/admin/")
    tab_to(page, page.locator("#content .model-announcement th a"))
    page.keyboard.press("Enter")
    press(page, "link", "State Police Headquarters Modified Services/Hours", exact=True)
    page.wait_for_url("**/change/")


def begin(page: Page, number: int) -> None:
    open_record(page)
    press(page, "button", f"Draft a new version from version {number}")
    page.get_by_text("is a new draft. Nothing changes for readers").wait_for()


def rewrite(page: Page, row: int, text: str) -> None:
    """Unfolds an item and replaces its text."""
    tab_to(page, page.locator(f"#points-{row} summary"))
    page.keyboard.press("Enter")
    write(page, page.locator(f"#id_points-{row}-text"), text)


def add_item(page: Page, review_on: date) -> None:
    row = int(page.locator("#id_points-TOTAL_FORMS").input_value())
    press(page, "button", "Add an item", key="Space")
    field = f"#id_points-{row}"
    assert page.locator(f"#points-{row} :focus").count() == 1, "The focus does not follow into the new row."
    tab_to(page, page.locator(f"{field}-service"))
    page.keyboard.press("ArrowDown")
    choose(page, page.locator(f"{field}-availability"), "Information")
    write(page, page.locator(f"{field}-text"), ADDED)
    write_day(page, page.locator(f"{field}-review_on"), review_on)


def leave_the_editor(page: Page) -> None:
    editor = page.locator("#id_body")
    tab_to(page, editor)
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor).to_be_focused()


def save(page: Page) -> None:
    press(page, "button", "Save", exact=True)
    page.get_by_text("was changed successfully").wait_for()


def confirm_days(page: Page, item: int) -> None:
    """Confirms the days of a reworded item, for which the draft asks."""
    press(page, "button", f"The days of item {item} still hold")
    page.get_by_text("Confirmed: these days hold for the new words.").wait_for()


def submit(page: Page, kind: str) -> None:
    """Opens what the draft changes, saves the proposed note, and submits the draft."""
    press(page, "link", "Changes, with a proposed change note")
    page.wait_for_url("**/step/submit/#changes")
    choose(page, page.get_by_label("Kind of change"), kind)
    press(page, "button", "Save the note in the draft")
    page.get_by_text("The change note is saved in the draft.").wait_for()
    press(page, "button", "Submit for review")
    page.get_by_text("is now in review").wait_for()


def publish(page: Page, number: int) -> str:
    """Publishes a version that the overview lists, after a look at the comparison. Returns the text of the
    comparison."""
    page.goto("/admin/")
    waiting = page.locator("section", has=page.get_by_role("heading", name="In review, for you to publish"))
    tab_to(page, waiting.get_by_role("link", name=f"version {number}"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/step/publish/")
    press(page, "link", "Compare both versions in full")
    page.wait_for_url("**/compare/**")
    compared = page.locator("main").inner_text()
    # Alt+Left belongs to the browser's window, and a headless browser has none.
    page.go_back()
    page.wait_for_url("**/step/publish/")
    press(page, "button", "Publish", exact=True)
    page.get_by_text("is now published").wait_for()
    return compared


def read(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("body").inner_text()


@pytest.mark.slow
def test_a_version_for_tomorrow_and_a_correction_of_today_by_keyboard_only(open_page, at_desk, notice, tomorrow):
    resident, editor, reviewer = open_page(), at_desk("editor"), at_desk("reviewer")
    before = read(resident, NOTICE)

    begin(editor, 3)
    # The note on the origin of version 3 is false for another text.
    expect(editor.locator("#id_provenance")).to_have_value("")
    leave_the_editor(editor)
    write_day(editor, editor.locator("#id_effective_from"), tomorrow)
    rewrite(editor, 0, CHANGED)
    add_item(editor, tomorrow + timedelta(days=60))
    save(editor)
    confirm_days(editor, 1)
    assert CHANGED not in read(resident, f"/?on={tomorrow}") + read(resident, f"{NOTICE}on/{tomorrow}/")
    submit(editor, "Major change")
    compared = publish(reviewer, 4)
    assert "8 to 4" in compared and ADDED in compared

    today = read(resident, NOTICE)
    assert CHANGED not in today and ADDED not in today and "Version 3" in before and "Version 3" in today
    assert CHANGED not in read(resident, "/")
    for address in (f"/?on={tomorrow}", f"{NOTICE}on/{tomorrow}/"):
        assert CHANGED in read(resident, address) and ADDED in read(resident, address), address

    begin(editor, 3)
    write_day(editor, editor.locator("#id_effective_from"), notice.editions.get(number=3).effective_from)
    rewrite(editor, 1, CORRECTED)
    save(editor)
    confirm_days(editor, 2)
    submit(editor, "Correction")
    publish(reviewer, 5)
    assert CORRECTED in read(resident, NOTICE) and CORRECTED in read(resident, "/")
    assert CORRECTED not in read(resident, f"{NOTICE}on/{tomorrow}/")

    open_record(editor)
    press(editor, "link", "5: State Police Headquarters")
    press(editor, "link", "Carry what this version corrected into it")
    press(editor, "button", "Draft a replacement of version 4")
    editor.get_by_text("Changes carried into version 6: 1. Changes left to decide: 0.").wait_for()
    submit(editor, "Major change")
    publish(reviewer, 6)
    both = read(resident, f"{NOTICE}on/{tomorrow}/")
    assert all(text in both for text in (CHANGED, ADDED, CORRECTED))
    assert (
        CHANGED not in read(resident, NOTICE) and Edition.objects.filter(record=notice, status="published").count() == 6
    )
