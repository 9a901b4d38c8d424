"""The officials' desk in Chromium: reading, acknowledging, the next version and a successor, without a script, by
keyboard, and with axe."""

import pytest
from playwright.sync_api import expect

from portal.accounts.models import Holding
from portal.records.models import Issuer, Record
from tests.browser.page_checks import STRANDED
from tests.browser.test_accessibility import LOOKS, findings
from tests.browser.test_keyboard import FOCUSED, NUMBER, tab_to
from tests.conftest import account
from tests.factories import day, make_holding, make_post, make_published, moment

MEMO = "memo-to-police-chiefs-on-immigration-matters"


@pytest.fixture
def memo(seeded_server) -> Record:
    return Record.objects.get(key=MEMO)


@pytest.fixture
def post(seeded_server):
    post = make_post()
    make_holding(post, account("chief"))
    return post


def revise(memo: Record) -> None:
    """Publishes a version that changes the first recommendation and adds one."""
    rows = memo.editions.get().points.all()
    first, *others = [{"key": row.key, "text": row.text, "audience": "police_chiefs"} for row in rows]
    points = [{**first, "text": f"{first['text']} Ask for the warrant."}, *others, {"key": "new", "text": "Tell it."}]
    facts = {"effective_from": day("2025-06-20"), "change_kind": "major"}
    make_published(memo, at=moment("2025-06-20"), points=points, **facts)


@pytest.fixture
def sign_in(password):
    def sign_in_(page, name: str):
        page.set_default_timeout(8000)
        page.goto("/official/")
        page.get_by_label("Email address").fill(f"{name}@example.org")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/official/")

    return sign_in_


def take_note(page, button: str) -> None:
    page.get_by_role("link", name="Memo to police chiefs").first.click()
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/receipts/*/")


def test_a_chief_acknowledges_then_only_changes_are_due_and_a_successor_continues(open_page, post, memo, sign_in):
    page = open_page(java_script_enabled=False)
    sign_in(page, "chief")
    take_note(page, "Acknowledge 3 recommendations")
    page.get_by_role("link", name="Your guidance").click()
    expect(page.get_by_text("Nothing to acknowledge.")).to_be_visible()
    revise(memo)
    page.reload()
    page.get_by_role("link", name="Memo to police chiefs").first.click()
    expect(page.get_by_text("recommendation 1 changed, recommendation 4 added")).to_be_visible()
    Holding.objects.update(held_until=day("2025-06-21"))
    make_holding(post, account("successor"), "2025-06-21")
    page.reload()
    expect(page.get_by_text("you do not hold it today")).to_be_visible()
    page = open_page(java_script_enabled=False)
    sign_in(page, "successor")
    take_note(page, "Acknowledge 2 recommendations")
    page.goto(f"/official/posts/{post.pk}/{MEMO}/points/new/")
    page.get_by_label("Decision").select_option("adopted")
    page.get_by_label("Designated contact").fill("Watch Commander")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Contact: Watch Commander")).to_be_visible()


def test_a_chief_acknowledges_a_part_and_decides_by_keyboard_only(open_page, post, memo, password):
    page = open_page()
    page.set_default_timeout(8000)
    page.goto("/official/")
    tab_to(page, "[name=login]")
    page.keyboard.type("chief@example.org")
    tab_to(page, "[name=password]")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your guidance").wait_for()
    tab_to(page, "main .list a")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="To acknowledge").wait_for()
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    tab_to(page, "input[type=checkbox]")
    page.keyboard.press("Space")
    tab_to(page, "details button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/*/")
    page.go_back()
    page.reload()
    expect(page.get_by_text("Not acknowledged yet: recommendation 2")).to_be_visible()
    tab_to(page, "main .list h3 a")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What your agency decides about").wait_for()
    tab_to(page, "select")
    page.keyboard.type("Decl")
    tab_to(page, "main .answer button")
    page.keyboard.press("Enter")
    page.get_by_text("Declined").first.wait_for()


def test_the_keyboard_reaches_every_control_of_the_desk_and_the_focus_is_visible(open_page, post, memo, sign_in):
    page = open_page()
    sign_in(page, "chief")
    memo_page = f"/official/posts/{post.pk}/{MEMO}/"
    answer = f"{memo_page}points/{memo.editions.get().points.first().key}/"
    for place in ("/official/", memo_page, answer, f"/official/history/{post.pk}/", "/official/receipts/"):
        page.goto(place)
        expected, reached, unseen = set(page.evaluate(NUMBER)), set(), []
        for _ in range(2 * len(expected)):
            page.keyboard.press("Tab")
            stop, visible, html = page.evaluate(FOCUSED)
            reached.add(stop)
            unseen += [html] if stop is not None and not visible else []
        assert (expected - reached, unseen) == (set(), []), place


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_the_desk(open_page, post, memo, sign_in, look):
    page, problems = open_page(**LOOKS[look]), []
    page.goto("/accounts/login/")
    problems += findings(page)
    sign_in(page, "chief")
    assert page.evaluate(STRANDED) == []
    take_note(page, "Acknowledge 3 recommendations")
    problems += findings(page)
    revise(memo)
    answer = f"/official/posts/{post.pk}/{MEMO}/points/new/"
    page.goto(answer)
    page.get_by_label("Decision").select_option("adopted")
    page.get_by_label("Link to the local policy").fill("wrong")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_role("alert").wait_for()
    problems += findings(page)
    page.get_by_label("Link to the local policy").fill("https://police.example.org/")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("Adopted").first.wait_for()
    desk = [
        answer,
        "/official/",
        "/official/?show=done",
        "/official/?show=coming",
        f"/official/posts/{post.pk}/{MEMO}/",
        f"/official/packs/{post.pk}/",
        f"/official/history/{post.pk}/",
    ]
    Issuer.objects.update(publishes_totals=True)
    for place in [*desk, "/official/receipts/", "/receipts/", f"/guidance/{MEMO}/acknowledged/"]:
        page.goto(place)
        problems += findings(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), place
        assert page.evaluate(STRANDED) == [], place
    assert problems == []
