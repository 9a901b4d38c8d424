"""Publishing and withdrawing require the password again if the sign-in is not recent."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts.sign_in import sign_in
from tests.conftest import PASSWORD
from tests.editorial.workflow_pages import address
from tests.factories import make_draft, make_published, make_record, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
AGAIN = reverse("account_reauthenticate")


@pytest.fixture
def browser(administrator) -> Client:
    """Checks the CSRF token as in a browser. Its sign-in is an hour old."""
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)', client.get(reverse("account_login")).text)[1]
    client.post(
        reverse("account_login"), {"login": administrator.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    )
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    return client


@pytest.mark.usefixtures("without_recent_login")
def test_a_publication_waits_for_the_password_and_then_happens(browser, editor, settings):
    draft = make_draft(make_record(), by=editor)
    draft.perform("submit", by=editor, at=timezone.now())
    page = browser.get(address(draft, "publish"))
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)', page.text)[1]
    words = {"seen": page.context["form"].initial["seen"], "note": "As agreed.", "csrfmiddlewaretoken": token}
    settings.REQUIRE_RECENT_LOGIN = True
    response = browser.post(address(draft, "publish"), words)
    assert response.url.startswith(AGAIN)
    draft.refresh_from_db()
    assert draft.status == "in_review" and "Confirm your identity" in browser.get(response.url).text
    again = {"next": address(draft, "publish"), "csrfmiddlewaretoken": token}
    assert "password is not correct" in browser.post(AGAIN, again | {"password": "wrong"}).text
    assert browser.post(AGAIN, again | {"password": PASSWORD}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "published" and draft.transitions.get(action="publish").note == "As agreed."
    assert browser.get(address(draft, "withdraw")).status_code == 200, "The password is not required again at once."


def test_only_steps_that_readers_see_require_the_password(browser, editor, settings):
    settings.REQUIRE_RECENT_LOGIN = True
    published = make_published(make_record(), at=moment("2025-06-02"))
    draft = make_draft(published.record, by=editor)
    steps = [(draft, "submit"), (draft, "publish"), (draft, "force_publish"), (published, "withdraw")]
    for edition, step in steps:
        is_protected = step != "submit"
        for answer in (browser.get(address(edition, step)), Client().get(address(edition, step))):
            is_asked = answer.status_code == 302 and answer.url.startswith(AGAIN)
            assert is_asked is (is_protected and answer.wsgi_request.user.is_authenticated), step


def test_a_recent_sign_in_is_enough(client, administrator, editor, settings):
    settings.REQUIRE_RECENT_LOGIN = True
    sign_in(client, administrator)
    assert client.get(address(make_published(make_record(), at=moment("2025-06-02")), "withdraw")).status_code == 200
