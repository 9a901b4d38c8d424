"""Publishing and withdrawing ask again who it is, when the sign-in was a while ago."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts.sign_in import sign_in
from tests.conftest import PASSWORD
from tests.editorial.test_workflow_views import address
from tests.factories import make_draft, make_published, make_record, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
AGAIN = reverse("account_reauthenticate")


@pytest.fixture
def browser(administrator) -> Client:
    """Checks forms as a browser's would be, and was signed in with long ago."""
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
def test_a_publication_waits_for_the_password_and_then_takes_place(browser, editor, settings):
    draft = make_draft(make_record(), by=editor)
    draft.perform("submit", by=editor, at=timezone.now())
    page = browser.get(address(draft, "publish"))
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)', page.text)[1]
    words = {"seen": page.context["form"].initial["seen"], "note": "As agreed.", "csrfmiddlewaretoken": token}
    settings.REQUIRE_RECENT_LOGIN = True
    asked = browser.post(address(draft, "publish"), words)
    assert asked.url.startswith(AGAIN)
    draft.refresh_from_db()
    assert draft.status == "in_review" and "Confirm your identity" in browser.get(asked.url).text
    again = {"next": address(draft, "publish"), "csrfmiddlewaretoken": token}
    assert "password is not correct" in browser.post(AGAIN, again | {"password": "wrong"}).text
    assert browser.post(AGAIN, again | {"password": PASSWORD}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "published" and draft.transitions.get(action="publish").note == "As agreed."
    assert browser.get(address(draft, "withdraw")).status_code == 200, "It is not asked again at once."


def test_every_step_that_readers_see_asks_and_no_other(browser, editor, settings):
    settings.REQUIRE_RECENT_LOGIN = True
    published = make_published(make_record(), at=moment("2025-06-02"))
    draft = make_draft(published.record, by=editor)
    steps = [(draft, "submit"), (draft, "publish"), (draft, "force_publish"), (published, "withdraw")]
    for edition, step in steps:
        asks = step != "submit"
        for answer in (browser.get(address(edition, step)), Client().get(address(edition, step))):
            asked = answer.status_code == 302 and answer.url.startswith(AGAIN)
            assert asked is (asks and answer.wsgi_request.user.is_authenticated), step


def test_a_fresh_sign_in_counts(client, administrator, editor, settings):
    settings.REQUIRE_RECENT_LOGIN = True
    sign_in(client, administrator)
    assert client.get(address(make_published(make_record(), at=moment("2025-06-02")), "withdraw")).status_code == 200
