"""A police chief: a letter, the memo, its acknowledgement, a decision, a question and its answer, and a new version."""

from datetime import date

from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.accounts.models import User
from portal.records.models import Edition, Record
from tests.browser.public_pages import MEMO
from tests.browser.public_reader import PublicReader
from tests.factories import make_draft, make_holding, make_post

TITLE = "Memo to police chiefs on immigration matters"
QUESTION = "Does it hold for the heron patrol?"
ANSWER = "Yes, for the heron patrol too."
CHANGED = "Ask for the warrant first, quokka."


def receive_letter(count: int) -> str:
    """Delivers what is due. Returns the subject and the text of the newest letter, after counting all of them."""
    call_command("run_due")
    assert len(mail.outbox) == count
    return f"{mail.outbox[-1].subject}\n{mail.outbox[-1].body}"


def read_desk(chief: Page) -> str:
    """Returns the words of the first page, after checking that it says the same number everywhere."""
    chief.goto("/official/")
    text = " ".join(chief.locator("main").inner_text().split())
    listed = chief.locator("main ul.list > li").count()
    assert f"To acknowledge ({listed})" in text
    assert (f"{listed} memo to acknowledge" if listed else "Nothing to acknowledge.") in text
    return text


def acknowledge(chief: Page, button: str) -> str:
    """Acknowledges the memo. Returns the words of the receipt."""
    chief.goto("/official/")
    chief.get_by_role("link", name=TITLE).click()
    chief.get_by_role("button", name=button, exact=True).click()
    chief.wait_for_url("**/receipts/*/")
    return " ".join(chief.locator("main").inner_text().split())


def decide_and_ask(chief: Page) -> None:
    chief.get_by_role("link", name="Record what your agency decides about 3 recommendations").click()
    chief.get_by_role("link", name="Recommendation 1", exact=True).click()
    chief.get_by_label("Decision").select_option("adopted")
    chief.get_by_role("button", name="Record the decision").click()
    chief.get_by_role("link", name="Ask the issuer about recommendation 1").click()
    chief.get_by_label("Your question").fill(QUESTION)
    chief.get_by_role("button", name="Send the question").click()
    expect(chief.get_by_text("Not answered yet.")).to_be_visible()


def answer(editor: Page) -> None:
    decided = editor.get_by_role("region", name="Decided by local agencies")
    expect(decided).to_contain_text("Adopted")
    asked = editor.get_by_role("region", name="Questions of officials to answer")
    expect(asked).to_contain_text(QUESTION)
    asked.get_by_role("link").first.click()
    editor.locator("textarea[name=text]").fill(ANSWER)
    editor.get_by_role("button", name="Answer", exact=True).click()
    expect(editor.get_by_role("heading", name="The answer")).to_be_visible()


def submit_change(memo: Record, today: date) -> Edition:
    """Submits version 2, which changes the first recommendation."""
    rows = memo.editions.get().points.order_by("number")
    points = [{"key": row.key, "text": row.text, "audience": "police_chiefs"} for row in rows]
    points[0]["text"] = CHANGED
    facts = {"effective_from": today, "change_kind": "major", "change_note": "Recommendation 1 changed."}
    draft = make_draft(memo, points=points, **facts)
    draft.perform("submit", by=None, at=timezone.now())
    return draft


def assert_nothing_of_the_chief_is_public(resident: PublicReader) -> None:
    for words in ("Ashford", QUESTION, ANSWER):
        assert resident.find(words, MEMO) == []
    resident.read("/official/")
    assert "Sign in" in resident.page.title()


def test_a_chief_acknowledges_decides_asks_and_is_asked_again(sign_in, resident, today):
    chief, memo = sign_in("chief"), Record.objects.get(key=MEMO.strip("/").rpartition("/")[2])
    make_holding(make_post(), User.objects.get(email="chief@example.org"))
    letter = receive_letter(1)
    assert "New, to acknowledge" in letter and letter.count(TITLE) == 2
    assert "3 recommendations to acknowledge" in letter
    assert f"{TITLE}, version 1" in read_desk(chief)
    receipt = acknowledge(chief, "Acknowledge 3 recommendations")
    assert "Next: Record what your agency decides about 3 recommendations" in receipt
    public = resident.read(chief.url)
    assert "Police chief, Ashford Police Department" in public and "Next:" not in public
    assert "does not state what the agency decided" in public

    decide_and_ask(chief)
    desk = read_desk(chief)
    assert "To decide (1)" in desk and "new answer" not in desk
    answer(sign_in("editor", "editor"))
    assert ANSWER not in receive_letter(2) and "has answered your question" in mail.outbox[-1].subject
    assert "Questions (1 new)" in read_desk(chief)
    chief.get_by_role("link", name="1 new answer to your questions").click()
    expect(chief.get_by_text(ANSWER)).to_be_visible()
    assert "new answer" not in read_desk(chief)
    assert_nothing_of_the_chief_is_public(resident)

    draft = submit_change(memo, today)
    assert "Nothing to acknowledge." in read_desk(chief) and resident.find(CHANGED, MEMO) == []
    receive_letter(2)
    draft.perform("publish", by=None, at=timezone.now())
    letter = receive_letter(3)
    assert "Changed, to acknowledge" in letter and "1 recommendation to acknowledge" in letter
    assert "1 memo to acknowledge; 1 changed since it was acknowledged." in read_desk(chief)
    chief.get_by_role("link", name=TITLE).click()
    expect(chief.get_by_text("Since you acknowledged version 1: recommendation 1 changed.")).to_be_visible()
    expect(chief.get_by_text("decided about earlier words")).to_be_visible()
    assert "version 2" in acknowledge(chief, "Acknowledge 1 recommendation")
    assert "Acknowledged (1)" in read_desk(chief)
    assert CHANGED in resident.read(MEMO) and CHANGED not in resident.read(f"{MEMO}editions/1/")
    assert_nothing_of_the_chief_is_public(resident)
