"""Starts Chromium once for all tests, and opens pages that fail the test if they make an error."""

import os
import re
import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

FOUND = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, FOUND)), None)
    assert path, "Chromium was not found. Install it, or set CHROMIUM to its path."
    # Playwright runs an event loop in this thread, and Django refuses to use the database in such a thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, seeded_server):
    """Returns a function that opens a page in a new browser context, such as open_page(width=320). A request to another
    host, and an error or warning in the console, fails the test."""
    contexts, complaints = [], []

    def open_(*, width: int = 1280, refusals: str = "404", **facts):
        context = chromium.new_context(
            base_url=seeded_server.url, viewport={"width": width, "height": 800}, locale="en-US", **facts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: complaints.append(request.url) if is_foreign(request.url) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda message: complaints.append(describe(message)) if is_wrong(message, refusals) else None
        )
        return page

    def describe(message) -> str:
        return f"{message.text} {message.location['url']}"

    def is_foreign(url: str) -> bool:
        return urlsplit(url).netloc not in ("", urlsplit(seeded_server.url).netloc)

    def is_wrong(message, refusals: str) -> bool:
        # Chromium logs the status of a missing page, even if the test opens it on purpose.
        return message.type in ("error", "warning") and not re.search(f"status of ({refusals})", message.text)

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(autouse=True)
def _sign_in_with_password_only(without_second_factor, without_recent_login, without_response_cache) -> None:
    """Turns off the second factor, the repeated login and the response cache, which are not the subject of these tests.
    The tests of the sign-in pages turn the first two on again."""
