"""A chief decides and asks, staff answer, and the chief reads the answer; every button is clicked twice."""

from django.db import connection
from playwright.sync_api import expect

from guidance.models import Inquiry, InquiryAnswer, Response
from tests.browser.page_checks import STRANDED
from tests.browser.test_accessibility import LOOKS, findings
from tests.browser.test_officials import memo, post, sign_in, take_note  # noqa: F401
from tests.conftest import account


def click_twice(button) -> None:
    """Clicks before the first request is answered. On SQLite, the threads of the live server share one connection in
    memory, which cannot run two transactions at once; there, one click has to do."""
    button.click() if connection.vendor == "sqlite" else button.dblclick()


def test_a_question_and_its_answer_pass_between_the_first_pages(open_page, post, memo, sign_in, password):  # noqa: F811
    account("an-editor", "editor")
    page = open_page(**LOOKS["light"])
    sign_in(page, "chief")
    take_note(page, "Acknowledge 3 recommendations")
    page.get_by_role("link", name="Record what your agency decides about 3 recommendations").click()
    page.get_by_role("link", name="Recommendation 1", exact=True).click()
    page.get_by_label("Decision").select_option("adopted")
    click_twice(page.get_by_role("button").filter(has_text="Record"))
    expect(page.get_by_text("Adopted")).to_be_visible()
    page.get_by_role("link", name="Ask the issuer about recommendation 1").click()
    page.get_by_label("Your question").fill("Does it hold for part-time officers?")
    click_twice(page.get_by_role("button", name="Send the question"))
    expect(page.get_by_text("Not answered yet.")).to_be_visible()
    assert Inquiry.objects.count() == Response.objects.count() == 1

    desk = open_page(**LOOKS["light"])
    desk.goto("/admin/")
    desk.get_by_label("Email address").fill("an-editor@example.org")
    desk.get_by_label("Password").fill(password)
    desk.get_by_role("button", name="Sign in", exact=True).click()
    desk.wait_for_url("**/admin/")
    expect(desk.get_by_text("Does it hold for part-time officers?")).to_be_visible()
    desk.get_by_role("region", name="Questions of officials to answer").get_by_role("link").first.click()
    desk.locator("textarea[name=text]").fill("Yes, for all officers.")
    click_twice(desk.get_by_role("button", name="Answer", exact=True))
    expect(desk.get_by_role("heading", name="The answer")).to_be_visible()
    assert InquiryAnswer.objects.count() == 1
    desk.goto(memo.get_absolute_url())
    assert findings(desk) == []
    desk.get_by_role("link", name="All versions, and a new draft").click()
    click_twice(desk.get_by_role("button", name="Draft a new version"))
    desk.wait_for_url("**/memoedition/*/change/")
    assert memo.editions.filter(status="draft").count() == 1

    page.goto("/official/")
    page.get_by_role("link", name="1 new answer to your questions").click()
    expect(page.get_by_text("Yes, for all officers.")).to_be_visible()
    assert findings(page) == []
    for part in ("questions", "decide", "due"):
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(f"/official/?show={part}")
        assert page.evaluate(STRANDED) == [] and findings(page) == []
    expect(page.get_by_text("new answer")).to_have_count(0)
