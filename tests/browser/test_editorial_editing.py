"""The page of a version in the browser: moving and adding rows, leaving the editor with Tab, and seeing who else has
the draft open."""

import pytest
from django.utils import timezone

from portal.editorial.draft_state import Presence
from portal.records.models import Edition, Record
from tests.conftest import account
from tests.editorial.edition_forms import screen
from tests.factories import add_point

NOTICE = "state-police-headquarters-modified-services-hours"


@pytest.fixture
def draft(seeded_server) -> Edition:
    return Record.objects.get(key=NOTICE).draft(by=None)


@pytest.fixture
def sign_in(open_page, password):
    def sign_in_(name: str = "editor", **facts):
        user = account(name, "editor")
        page = open_page(**facts)
        page.set_default_timeout(6000)
        page.goto("/admin/login/")
        page.get_by_label("Email address").fill(user.email)
        page.get_by_label("Password").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url("/admin/")
        return page

    return sign_in_


def texts(draft: Edition) -> list[str]:
    return list(draft.points.order_by("number").values_list("key", flat=True))


def said(page) -> str:
    return page.locator("#said").inner_text()


def focused(page) -> str:
    return " ".join(page.evaluate("document.activeElement.textContent").split())


def test_a_row_is_moved_by_its_button_and_keeps_the_focus(sign_in, draft):
    page = sign_in()
    page.goto(screen(draft))
    keys = texts(draft)
    page.get_by_role("button", name="Move up item 3").focus()
    page.keyboard.press("Enter")
    assert said(page) == "Item 3 is now number 2."
    assert focused(page) == "Move up item 2"
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert said(page) == "Item 1 is already first."
    page.keyboard.press("Alt+ArrowDown")
    assert said(page) == "Item 1 is now number 2."
    page.get_by_role("button", name="Save", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("was changed successfully").wait_for()
    assert texts(draft) == [keys[0], keys[2], keys[1], *keys[3:]]


def test_a_row_is_dragged_by_its_handle_and_stays_where_it_was_after_escape(sign_in, draft):
    page = sign_in()
    page.goto(screen(draft))
    keys, handle = texts(draft), page.locator("#points-group .row-list .row-handle")

    def drag(index: int, onto: int) -> None:
        handle.nth(index).hover()
        page.mouse.down()
        box = handle.nth(onto).bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + 15, steps=20)

    drag(0, 2)
    page.mouse.up()
    assert said(page) == "Item 1 is now number 3."
    drag(1, 0)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert said(page) == "Item 1 is now number 3."
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.get_by_text("was changed successfully").wait_for()
    assert texts(draft) == [keys[1], keys[2], keys[0], *keys[3:]]


def test_rows_are_added_and_removed_by_keyboard_only(sign_in, draft):
    page = sign_in()
    page.goto(screen(draft))
    count = draft.points.count()
    page.get_by_role("button", name="Add an item").focus()
    page.keyboard.press("Enter")
    assert said(page) == f"Item {count + 1} added at the end."
    row = page.locator(f"#points-{count}")
    row.get_by_label("Service:").select_option(index=1)
    row.get_by_label("Availability:").select_option("information")
    row.get_by_label("Item:").fill("Parking is on the north side.")
    first = page.get_by_label("Remove item 1 when saving")
    first.focus()
    page.keyboard.press("Space")
    assert said(page) == "Item 1 will be removed when you save."
    gone = texts(draft)[0]
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.get_by_text("was changed successfully").wait_for()
    assert texts(draft)[-1] == "parking-is-on-the-north-side" and gone not in texts(draft)
    assert list(draft.points.order_by("number").values_list("number", flat=True)) == list(range(1, count + 1))


def test_tab_leaves_the_editor_in_both_directions(sign_in, draft):
    page = sign_in()
    page.goto(screen(draft))
    editor = page.locator("#id_body")
    editor.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "id_body"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "id_body"
    assert editor.input_value() == draft.body


def test_a_point_is_previewed_when_it_is_opened_and_not_before(sign_in, draft):
    for number in range(20, 60):
        add_point(draft, number, {"key": f"more-{number}", "text": "Do *this*."})
    page, requests = sign_in(), []
    page.on("request", lambda request: requests.append(request.url) if "/admin/preview/" in request.url else None)
    page.goto(screen(draft))
    page.wait_for_load_state("networkidle")
    assert len(requests) <= 2
    row = page.locator(".row", has_text="Do *this*.").first
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    row.locator(".point-preview em", has_text="this").wait_for()


def test_leaving_with_unsaved_changes_warns_and_without_does_not(sign_in, draft):
    page, warnings = sign_in(), []
    page.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    page.goto(screen(draft))
    page.goto("/admin/")
    assert warnings == []
    page.goto(screen(draft))
    page.locator("#id_title").press("End")
    page.keyboard.type(" today")
    page.goto("/admin/")
    assert warnings == ["beforeunload"]


def test_rows_are_moved_and_added_without_a_script(sign_in, draft):
    page = sign_in(java_script_enabled=False)
    page.goto(screen(draft))
    keys = texts(draft)
    page.get_by_role("button", name="Move down item 1").press("Enter")
    page.wait_for_url("**/change/#points-group")
    assert texts(draft) == [keys[1], keys[0], *keys[2:]]
    page.get_by_role("button", name="Add an item").press("Enter")
    page.wait_for_url("**/change/?add=points#points-new")
    row = page.locator("#points-new")
    row.get_by_label("Service:").select_option(index=1)
    row.get_by_label("Availability:").select_option("information")
    row.get_by_label("Item:").fill("Parking is on the north side.")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.get_by_text("was changed successfully").wait_for()
    assert texts(draft)[-1] == "parking-is-on-the-north-side"


def test_an_open_page_shows_every_half_minute_who_came_and_who_left(sign_in, draft, second_editor):
    page, requests = sign_in(), []
    page.clock.install()
    page.on("request", lambda request: requests.append(request.url) if request.url.endswith("/presence/") else None)
    page.goto(screen(draft))
    Presence.objects.all().delete()
    at = timezone.now()
    Presence.objects.create(edition=draft, user=second_editor, opened_at=at, seen_at=at)
    page.clock.run_for(29_000)
    assert requests == [] and page.locator("#presence").inner_text() == ""
    with page.expect_response("**/presence/"):
        page.clock.run_for(2_000)
    page.get_by_text("Second editor (second-editor@example.org) has had this draft open since").wait_for()
    # The request also records that this page is open.
    assert {presence.user.email for presence in Presence.objects.all()} == {"editor@example.org", second_editor.email}
    Presence.objects.filter(user=second_editor).delete()
    with page.expect_response("**/presence/"):
        page.clock.run_for(30_000)
    page.get_by_text("has had this draft open").wait_for(state="hidden")
    assert len(requests) == 2
