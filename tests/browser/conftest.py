"""Chromium, once for all tests, and pages that complain when something is wrong with them."""

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
    assert path, "There is no Chromium here; CHROMIUM names one."
    # Playwright runs an event loop in this thread, in which Django would refuse to use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, seeded_server):
    """Makes a page in a fresh browser; open_page(width=320) and so on say how readers look at it.
    What a page asks of another host, and what it says in the console, fails the test."""
    contexts, complaints = [], []

    def open_(*, width: int = 1280, refusals: str = "404", **facts):
        context = chromium.new_context(
            base_url=seeded_server.url, viewport={"width": width, "height": 800}, locale="en-US", **facts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: complaints.append(request.url) if is_foreign(request.url) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(told(message)) if is_wrong(message, refusals) else None)
        return page

    def told(message) -> str:
        return f"{message.text} {message.location['url']}"

    def is_foreign(url: str) -> bool:
        return urlsplit(url).netloc not in ("", urlsplit(seeded_server.url).netloc)

    def is_wrong(message, refusals: str) -> bool:
        # That a page asked for on purpose does not exist is no fault of the page that says so.
        return message.type in ("error", "warning") and not re.search(f"status of ({refusals})", message.text)

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(autouse=True)
def _sign_in_with_password_only(without_second_factor, without_recent_login, without_response_cache) -> None:
    """The pages are the subject here; what is not, the module on signing in turns on again."""
