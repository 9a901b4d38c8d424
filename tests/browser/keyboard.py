"""Operates pages with real keys only, as a person without a mouse does. Fails if keys do not reach a control."""

from datetime import date

from playwright.sync_api import Locator, Page, expect

MOST_STOPS = 400
"""Number of times to press Tab before a control counts as out of reach."""
HAS_FOCUS = "element => element === document.activeElement"
IN_SIGHT = """element => {
  const box = element.getBoundingClientRect()
  return box.bottom > 0 && box.top < innerHeight && box.width > 0 && getComputedStyle(element).visibility === 'visible'
}"""


def tab_to(page: Page, control: Locator, *, key: str = "Tab") -> None:
    """Presses Tab, or another key, until the control has the focus. It must then be in sight."""
    expect(control).to_have_count(1)
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        if control.evaluate(HAS_FOCUS):
            assert control.evaluate(IN_SIGHT), f"{control} has the focus out of sight."
            return
    raise AssertionError(f"Pressing {key} {MOST_STOPS} times did not reach {control}.")


def press(page: Page, role: str, name: str, *, key: str = "Enter", exact: bool = False) -> None:
    """Tabs to a link or button and presses a key on it."""
    tab_to(page, page.get_by_role(role, name=name, exact=exact))
    page.keyboard.press(key)


def write(page: Page, control: Locator, text: str) -> None:
    """Tabs to a field and replaces its text."""
    tab_to(page, control)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def write_day(page: Page, control: Locator, on: date) -> None:
    """Tabs to a date field and types the day in the order that browsers with US English expect."""
    tab_to(page, control)
    page.keyboard.type(f"{on:%m%d%Y}")
    expect(control).to_have_value(on.isoformat())


def choose(page: Page, control: Locator, label: str) -> None:
    """Tabs to a list of choices and moves down to the choice with the label."""
    tab_to(page, control)
    for _ in range(control.locator("option").count()):
        if control.evaluate("element => element.selectedOptions[0].label") == label:
            return
        page.keyboard.press("ArrowDown")
    assert control.evaluate("element => element.selectedOptions[0].label") == label


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/admin/")
    write(page, page.get_by_label("Email address"), email)
    write(page, page.get_by_label("Password"), password)
    page.keyboard.press("Enter")
    page.wait_for_url("/admin/")
