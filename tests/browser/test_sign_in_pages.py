"""Signing in with Chromium and the virtual authenticator of its developer tools: passkeys, an authenticator app without
a script, and axe."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portal.accounts.models import Holding, Invitation
from portal.records.models import Record
from tests.accounts.sign_in import code
from tests.browser.test_accessibility import LOOKS, findings
from tests.browser.test_officials import MEMO, revise, take_note
from tests.conftest import PASSWORD, account
from tests.factories import day, make_holding, make_post

PAGES = [
    "password/change/",
    "2fa/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "2fa/recovery-codes/generate/",
    "2fa/totp/activate/",
    "sessions/",
    "",
    "logout/",
    "reauthenticate/",
]
VISITORS = [
    "login/",
    "signup/",
    "inactive/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/1-x/",
    "password/reset/key/done/",
    "confirm-email/",
    "confirm-email/x/",
]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

OWN_PASSWORD = "a much better sentence"
"""Not the password of the other tests: the portal refuses that one, because attackers try it first."""


@pytest.fixture(autouse=True)
def strict(settings):
    settings.SECOND_FACTOR_REQUIRED = settings.REQUIRE_RECENT_LOGIN = True


@pytest.fixture
def chief(seeded_server):
    user = account("chief")
    make_holding(make_post(), user)
    return user


def enter(page, email: str = "chief@example.org", password: str = PASSWORD) -> None:
    page.set_default_timeout(8000)
    page.goto("/official/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page, address: str = "/accounts/logout/") -> None:
    page.goto(address)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("/")


def with_device(page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def add_passkey(page) -> None:
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()


def invited(page, email: str, post, held_from: str):
    """Accepts an invitation to the post, with a password and a passkey. Returns the page."""
    token = Invitation(email=email, post=post, held_from=day(held_from)).begin(by=None, at=timezone.now())
    page.set_default_timeout(8000)
    with_device(page)
    page.goto(f"/accounts/invitation/{token}/")
    page.get_by_label("Name").fill("Somebody")
    page.get_by_label("Password", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("Password, again").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Set up a second factor first").wait_for()
    add_passkey(page)
    return page


def test_an_invited_chief_signs_in_with_a_passkey_with_or_without_the_password(open_page, seeded_server):
    page = invited(open_page(), "chief@example.org", make_post(), "2020-01-01")
    page.get_by_role("link", name="I have saved them").click()
    page.get_by_text("You are Police chief").wait_for()
    sign_out(page, "/accounts/")
    page.goto("/official/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("You are Police chief").wait_for()
    sign_out(page)
    enter(page, password=OWN_PASSWORD)
    page.get_by_role("button", name="Use your passkey").click()
    page.get_by_text("You are Police chief").wait_for()


def test_an_invited_chief_acknowledges_and_decides_and_a_successor_continues(open_page, seeded_server):
    memo, post = Record.objects.get(key=MEMO), make_post()
    page = invited(open_page(), "chief@example.org", post, "2020-01-01")
    page.goto("/official/")
    take_note(page, "Acknowledge 3 recommendations")
    first = memo.editions.get().points.order_by("number").first().key
    page.goto(f"/official/posts/{post.pk}/{MEMO}/points/{first}/")
    page.get_by_label("Decision").select_option("adopted")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("Adopted").first.wait_for()
    revise(memo)
    page.goto(f"/official/posts/{post.pk}/{MEMO}/")
    expect(page.get_by_text("recommendation 1 changed, recommendation 4 added")).to_be_visible()
    Holding.objects.update(held_until=day("2025-06-21"))
    page.reload()
    expect(page.get_by_text("you do not hold it today")).to_be_visible()
    page = invited(open_page(), "successor@example.org", post, "2025-06-21")
    page.goto("/official/")
    take_note(page, "Acknowledge 2 recommendations")


def test_a_missing_passkey_is_reported_in_a_sentence(open_page, chief):
    page = open_page()
    with_device(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey was not used.").wait_for()


def test_an_authenticator_app_works_without_a_script(open_page, chief):
    page = open_page(java_script_enabled=False)
    enter(page)
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Set up the app").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.goto("/official/")
    expect(page.get_by_text("You are Police chief")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_the_pages_of_an_account(open_page, chief, look):
    # axe tries its own styles, which the content security policy refuses.
    page, problems = open_page(bypass_csp=True, **LOOKS[look]), []

    def looked_at(address: str = "") -> None:
        if address:
            page.goto(f"/accounts/{address}")
        problems.extend(findings(page))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address or page.url

    with_device(page)
    token = Invitation(email="new@example.org", role="editor").begin(by=None, at=timezone.now())
    looked_at(f"invitation/{token}/")
    looked_at("invitation/made-up/")
    for address in [path.removeprefix("/") for path in VISITORS]:
        looked_at(address)
    enter(page)
    page.get_by_text("Set up a second factor first").wait_for()
    looked_at()
    add_passkey(page)
    looked_at()
    key = chief.authenticator_set.get(type="webauthn").pk
    for address in [*PAGES, f"2fa/webauthn/keys/{key}/edit/", f"2fa/webauthn/keys/{key}/remove/"]:
        looked_at(address)
    looked_at("2fa/reauthenticate/")
    looked_at("2fa/webauthn/reauthenticate/")
    sign_out(page)
    enter(page)
    page.get_by_role("heading", name="Your second factor").wait_for()
    looked_at()
    assert problems == []
