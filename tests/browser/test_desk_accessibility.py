"""The editing pages of the desk, by axe: in light, dark and narrow, with errors, merges and corrections to carry."""

import pytest

from portal.desk.carrying import begin
from portal.records.models import Edition, Record
from tests.browser.test_accessibility import LOOKS, findings
from tests.conftest import account
from tests.desk.screens import screen
from tests.factories import publish

NOTICE = "state-police-headquarters-modified-services-hours"
NOTE = "Item 1 and item 2 say it better."


@pytest.fixture
def notice(seeded_server) -> Record:
    return Record.objects.get(key=NOTICE)


@pytest.fixture
def signed_in(open_page, password):
    def signed_in_(name: str = "editor", **look):
        user = account(name, "administrator")
        # axe tries styles of its own, which the policy refuses; the policy has tests of its own.
        page = open_page(bypass_csp=True, **look)
        page.set_default_timeout(8000)
        page.goto("/admin/login/")
        page.get_by_label("E-mail address").fill(user.email)
        page.get_by_label("Password").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url("/admin/")
        return page

    return signed_in_


def unfolded(page) -> list[str]:
    page.evaluate("document.querySelectorAll('#content details').forEach(one => one.open = true)")
    page.wait_for_load_state("networkidle")
    return findings(page)


def carried(notice: Record, now) -> Edition:
    """Today's text corrected while a draft waits that changed one of the same items."""
    today = notice.editions.get(number=3)
    waiting, correction = (
        begin(notice, by=None, source=today, change_kind="correction", change_note=NOTE) for _ in "ab"
    )
    first, second = today.points.order_by("number")[:2]
    waiting.points.filter(key=first.key).update(text="Waiting text.")
    for key in (first.key, second.key):
        point = correction.points.get(key=key)
        point.text = "Corrected text."
        point.save()
    return publish(correction, at=now)


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_the_pages_of_editing(signed_in, notice, now, look):
    page, found = signed_in(**LOOKS[look]), []
    draft = notice.draft(by=None)
    for address in (
        screen(draft), screen(notice.editions.get(number=3)), f"/admin/announcements/announcement/{notice.pk}/change/",
    ):  # fmt: skip
        page.goto(address)
        found += unfolded(page)
    page.goto(screen(draft))
    page.locator("#id_title").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".errornote").wait_for()
    found += unfolded(page)
    page.goto(screen(carried(notice, now), "carry"))
    found += unfolded(page)
    assert sorted({one.partition(": ")[2][:150] for one in found}) == []


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_a_merge(signed_in, notice, look):
    page = signed_in(**LOOKS[look])
    draft = notice.draft(by=None)
    page.goto(screen(draft))
    Edition.objects.filter(pk=draft.pk).update(title="Saved by another")
    page.locator("#id_title").fill("Typed here")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("while you had it open").wait_for()
    assert unfolded(page) == []
