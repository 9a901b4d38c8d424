"""The people of the journeys: a resident without a session, and everybody who signs in."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from portal.lib import dates
from tests.browser.public_reader import PublicReader
from tests.conftest import PASSWORD, account


@pytest.fixture(autouse=True)
def _letters(settings) -> None:
    """Collects the emails in `mail.outbox`."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def today() -> date:
    return dates.get_local_date(timezone.now())


@pytest.fixture
def resident(open_page) -> PublicReader:
    return PublicReader(open_page(refusals="404|410"))


@pytest.fixture
def sign_in(open_page):
    """Returns a function that signs a person in, each in a browser context of its own. A person without a role is an
    official, and begins on the page for officials."""

    def sign_in_(name: str, role: str = "") -> Page:
        page = open_page()
        page.set_default_timeout(10_000)
        first = "/admin/" if role else "/official/"
        page.goto(first)
        page.get_by_label("Email address").fill(account(name, role).email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(first)
        return page

    return sign_in_
