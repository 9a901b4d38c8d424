"""An administrator: an agency and its chief, a new editor, the log, a text that is taken back, and a shared name."""

import re

from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.browser.public_reader import PublicReader

SERVICE = "Fingerprint Identification Unit"
RENAMED = "Heron Identification Unit"
COPY = "A blog’s copy of the press release"
OWN_PASSWORD = "a much better sentence"
"""Not the password of the other tests: the portal refuses that one, because attackers try it first."""


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()


def make_agency(administrator: Page) -> None:
    administrator.goto("/admin/accounts/agency/add/")
    administrator.get_by_label("Name:").fill("Ashford Police Department")
    administrator.get_by_label("Kind:").select_option("police_department")
    administrator.get_by_label("Town:").fill("Ashford")
    administrator.get_by_role("link", name="Add another Post").or_(
        administrator.get_by_role("button", name="Add another Post")
    ).click()
    administrator.locator("[name=posts-0-audience]").select_option("police_chiefs")
    save(administrator)
    administrator.get_by_role("link", name="Ashford Police Department").first.click()


def accept(page: Page, email: str, name: str) -> None:
    """Follows the link of the letter to the address, and chooses a password."""
    call_command("run_due")
    [letter] = [letter for letter in mail.outbox if letter.to == [email]]
    page.goto(re.search(r"/accounts/invitation/\S+", letter.body)[0])
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("Password, again").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Accept").click()
    page.wait_for_load_state()


def invite_chief_and_clerk(administrator: Page) -> None:
    make_agency(administrator)
    administrator.get_by_role("link", name="Invite a holder").click()
    administrator.get_by_label("Email address").fill("chief@example.org")
    save(administrator)
    administrator.goto("/admin/accounts/invitation/add/")
    administrator.get_by_label("Email address").fill("clerk@example.org")
    administrator.get_by_label("Role on the editorial desk").select_option("editor")
    save(administrator)


def withdraw_source(administrator: Page, resident: PublicReader) -> None:
    """Withdraws a source document, at first without a reason, which is refused."""
    administrator.goto("/admin/sources/sourcedocument/")
    administrator.get_by_role("link", name=COPY).click()
    administrator.goto(administrator.url.replace("change/", "step/withdraw/"))
    administrator.get_by_role("button", name="Withdraw").click()
    expect(administrator.get_by_role("alert").first).to_be_visible()
    assert COPY in resident.read("/sources/")
    administrator.get_by_label("Reason, for readers").fill("The author asked for it.")
    administrator.get_by_role("button", name="Withdraw").click()
    administrator.wait_for_url("**/drafts/")


def rename_service(clerk: Page) -> None:
    clerk.goto("/admin/announcements/service/")
    clerk.get_by_role("link", name=SERVICE).click()
    clerk.get_by_label("Name:").fill(RENAMED)
    save(clerk)
    expect(clerk.get_by_text("nothing has changed yet")).to_be_visible()


def confirm_rename(administrator: Page) -> None:
    administrator.goto("/admin/")
    expect(administrator.get_by_role("region", name="Changes of issuers and services")).to_contain_text(RENAMED)
    administrator.get_by_role("link", name="Decide about it").click()
    administrator.locator("[name=_selected_action]").check()
    administrator.get_by_label("Action:").select_option("confirm")
    administrator.get_by_role("button", name="Go").click()
    expect(administrator.get_by_text("Confirmed: ")).to_be_visible()


def test_an_administrator_gives_access_and_takes_a_text_back(sign_in, resident, open_page):
    administrator, chief, clerk = sign_in("administrator", "administrator"), open_page(), open_page(refusals="403")
    invite_chief_and_clerk(administrator)
    accept(chief, "chief@example.org", "Chief")
    chief.goto("/official/")
    expect(chief.get_by_text("You are Police chief, Ashford Police Department")).to_be_visible()
    accept(clerk, "clerk@example.org", "Clerk")
    for address in ("/admin/accounts/invitation/", "/admin/security_log/securityevent/"):
        assert clerk.goto(address).status == 403
    assert resident.find("Clerk") + resident.find("Ashford") == []

    withdraw_source(administrator, resident)
    assert COPY not in resident.read("/sources/")
    gone = resident.read("/sources/blog-copy/", status=410)
    assert "The author asked for it." in gone and "readers’ comments" not in gone

    rename_service(clerk)
    assert resident.find(RENAMED) == []
    confirm_rename(administrator)
    resident.read("/")
    expect(resident.page.get_by_role("rowheader", name=RENAMED)).to_be_visible()
    expect(resident.page.get_by_role("rowheader", name=SERVICE)).to_have_count(0)

    administrator.goto("/admin/security_log/securityevent/")
    log = administrator.locator("#result_list")
    expect(log).to_contain_text("clerk@example.org: Editor")
    expect(log).to_contain_text("GET admin/accounts/invitation/")
