"""An editor and two reviewers: a memo from the pasted text, through refusals, to its second version."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.public_reader import PublicReader

TEXT = (
    "MEMORANDUM\n\nTO: Police Chiefs\nFROM: Department of Correction\nDATE: May 1, 2019\nRE: Transfers of herons\n\n"
    "1. Officers should not take action on a heron.\n2. Call the warden first.\n"
)
MEMO = "/guidance/transfers-of-herons/"
STRICT = "should not take action on a heron"
LOOSE = "may take action on a heron"


@pytest.fixture
def weekday(today) -> date:
    """A day of next week on which a publication is nothing unusual."""
    return today + timedelta(days=7 + (2 - today.weekday()) % 7)


def make_draft_of_text(editor: Page) -> str:
    """Imports the text. Returns the address of the draft, without what follows its number."""
    editor.goto("/admin/sources/sourcedocument/import/")
    editor.get_by_label("Paste the text").fill(TEXT)
    editor.get_by_role("button", name="Read the text").click()
    expect(editor.get_by_text("Nothing is stored yet.")).to_be_visible()
    editor.get_by_role("button", name="Make drafts").click()
    expect(editor.get_by_text("Only staff. Readers can read it as soon as")).to_be_visible()
    editor.get_by_role("link", name="Transfers of herons, version 1").click()
    editor.wait_for_url("**/change/")
    return editor.url.removesuffix("change/")


def save(editor: Page) -> None:
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_text("was changed successfully")).to_be_visible()


def rewrite(editor: Page, row: int, text: str) -> None:
    editor.locator(f"#points-{row} summary").click()
    editor.locator(f"#id_points-{row}-text").fill(text)
    save(editor)


def take_step(page: Page, draft: str, name: str, button: str, **fields: str) -> None:
    """Opens the page of a step, fills in its fields, and takes the step."""
    page.goto(f"{draft}step/{name}/")
    for field, value in fields.items():
        page.locator("#step").locator(f"[name={field}]").fill(value)
    page.locator("#step").get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**/change/")


def assert_only_staff_can_read(resident: PublicReader) -> None:
    assert resident.find("heron", MEMO) == [] and "heron" not in resident.search("warden")
    resident.read(MEMO, status=404)
    resident.read("/sources/transfers-of-herons/", status=404)


def submit_without_first_day(editor: Page, draft: str, today: date) -> None:
    """Is refused with a summary that has the focus, and then submits the draft with a remark."""
    editor.get_by_role("link", name="Submit for review").click()
    editor.get_by_role("button", name="Submit for review").click()
    summary = editor.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("State the first day on which it applies.")
    editor.goto(f"{draft}change/")
    editor.locator("#id_effective_from").fill(today.isoformat())
    save(editor)
    take_step(editor, draft, "submit", "Submit for review", note="From the paper of 2019.")


def send_back(reviewer: Page) -> None:
    reviewer.goto("/admin/")
    reviewer.get_by_role("region", name="In review").get_by_role("link", name="Transfers of herons").click()
    expect(reviewer.locator("#review")).to_contain_text("From the paper of 2019.")
    reviewer.locator("#send_back").get_by_label("Remark").fill("Whom do they call at night?")
    reviewer.locator("#send_back").get_by_role("button", name="Send back").click()
    reviewer.wait_for_url("**/change/")


def answer_reviewer(editor: Page, draft: str) -> None:
    """Changes what the reviewer asked for. Submits the draft, recalls it, and submits it again."""
    editor.goto("/admin/")
    back = editor.get_by_role("region", name="Sent back to you")
    expect(back).to_contain_text("Whom do they call at night?")
    back.get_by_role("link", name="Transfers of herons").click()
    rewrite(editor, 1, "Call the warden first, and the desk at night.")
    for step, button in (("submit", "Submit for review"), ("recall", "Recall"), ("submit", "Submit for review")):
        take_step(editor, draft, step, button)


def loosen(editor: Page, today: date) -> str:
    """Begins version 2 on the public page, and turns the first recommendation into its opposite. Returns the address of
    the draft."""
    editor.goto(MEMO)
    editor.get_by_role("link", name="All versions, and a new draft").click()
    editor.get_by_role("button", name="Draft a new version from version 1").click()
    editor.wait_for_url("**/memoedition/*/change/")
    expect(editor.locator("#id_effective_from")).to_have_value("")
    editor.locator("#id_effective_from").fill(today.isoformat())
    rewrite(editor, 0, f"Officers {LOOSE}.")
    return editor.url.partition("change/")[0]


def choose_kind_and_submit(editor: Page, draft: str) -> None:
    """Is refused without a kind of change, because none is chosen at first."""
    editor.goto(f"{draft}step/submit/")
    expect(editor.get_by_role("heading", name="Kind of change: not chosen yet")).to_be_visible()
    editor.locator("#step").get_by_role("button", name="Submit for review").click()
    expect(editor.get_by_role("alert").first).to_contain_text("the kind of change and a change note are required")
    editor.get_by_label("Kind of change").select_option("major")
    editor.get_by_role("button", name="Save the note in the draft").click()
    expect(editor.get_by_text("The change note is saved in the draft.")).to_be_visible()
    take_step(editor, draft, "submit", "Submit for review")


def test_a_memo_is_public_when_it_is_published_and_says_what_changed(sign_in, resident, today, weekday):
    editor, reviewer, second = (
        sign_in("editor", "editor"),
        sign_in("reviewer", "reviewer"),
        sign_in("second", "reviewer"),
    )
    draft = make_draft_of_text(editor)
    assert_only_staff_can_read(resident)
    submit_without_first_day(editor, draft, today)
    send_back(reviewer)
    answer_reviewer(editor, draft)
    reviewer.goto(f"{draft}step/publish/")
    expect(reviewer.locator("#review")).to_contain_text("Changes since Reviewer sent it back")
    expect(reviewer.locator("#review")).to_contain_text(", and the desk at night")

    take_step(reviewer, draft, "publish", "Publish", on=weekday.isoformat(), time="09:00")
    assert_only_staff_can_read(resident)
    take_step(second, draft, "reschedule", "Move the publication", on=weekday.isoformat(), time="15:00")
    take_step(second, draft, "cancel", "Cancel the publication", note="It is needed today.")
    assert_only_staff_can_read(resident)
    take_step(editor, draft, "submit", "Submit for review")
    take_step(reviewer, draft, "publish", "Publish")
    page = resident.read(MEMO)
    assert STRICT in page and "This is the current version 1" in page and "as it was found" not in page
    assert {"/", "/sources/", "/feeds/all.atom", "/register/"} <= set(resident.find("herons", MEMO))

    later = loosen(editor, today)
    assert resident.find(LOOSE, MEMO) == []
    choose_kind_and_submit(editor, later)
    assert resident.find(LOOSE, MEMO) == []
    reviewer.goto(f"{later}step/publish/")
    expect(reviewer.get_by_role("heading", name="Kind of change: Major change")).to_be_visible()
    take_step(reviewer, later, "publish", "Publish")
    page = resident.read(MEMO)
    assert LOOSE in page and STRICT not in page and "This is the current version 2" in page
    assert "Recommendation 1: reworded." in page and "Made from the source document" not in page
    assert STRICT in resident.read(f"{MEMO}editions/1/")
    assert "1 recommendation changed; 1 recommendation unchanged" in resident.read(f"{MEMO}compare/1..2/")
