"""A text that is posted after the session ended is stored for its author, and for nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.editorial import session_recovery
from tests.editorial.edition_forms import opened, screen
from tests.factories import make_draft, make_record
from tests.kinds import Kind


@pytest.fixture
def draft(client, editor):
    client.force_login(editor)
    return make_draft(make_record(Kind.PRESS_RELEASE), by=editor)


@pytest.fixture
def typed(client, draft) -> dict:
    data = opened(client, draft) | {"title": "Typed for an hour", "_continue": ""}
    client.cookies.pop("sessionid")
    return data


def sign_in(client, user, password):
    return client.post(reverse("account_login"), {"login": user.email, "password": password, "next": reverse("unsent")})


def title(draft) -> str:
    draft.refresh_from_db()
    return draft.title


def post(client, path: str, fields: list) -> object:
    data = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return client.post(path, data)


@pytest.mark.usefixtures("without_second_factor")
def test_after_a_new_sign_in_the_text_is_shown_and_can_be_saved(client, draft, typed, editor, password):
    response = client.post(screen(draft), typed)
    assert response.status_code == 302 and response.url.startswith(reverse("account_login"))
    assert title(draft) == "On the matter"
    assert "see the text that you wrote" in client.get(response.url).content.decode()
    assert sign_in(client, editor, password).url == reverse("unsent")
    page = client.get(reverse("unsent"))
    assert "Typed for an hour" in page.content.decode()
    assert post(client, page.context["path"], page.context["fields"]).status_code == 302
    assert title(draft) == "Typed for an hour"
    assert client.get(reverse("unsent")).status_code == 302, "The text is recovered only once."


def test_another_person_in_the_same_browser_does_not_see_the_text(client, draft, typed, second_editor, password):
    client.post(screen(draft), typed)
    sign_in(client, second_editor, password)
    response = client.get(reverse("unsent"), follow=True)
    assert "Typed for an hour" not in response.content.decode()
    assert title(draft) == "On the matter"


def test_the_text_is_not_in_another_browser(client, draft, typed, editor):
    client.post(screen(draft), typed)
    other = Client()
    other.force_login(editor)
    assert other.get(reverse("unsent")).status_code == 302


@pytest.mark.parametrize("word", [None, "", "made up", "1:abc:def"])
def test_data_that_no_form_of_the_desk_sent_is_not_stored(client, draft, typed, word):
    typed.pop("written_by")
    response = client.post(screen(draft), typed | ({} if word is None else {"written_by": word}))
    assert response.status_code == 302 and session_recovery.KEPT not in client.session


def test_the_text_is_stored_for_half_a_day(client, draft, typed, editor, password, monkeypatch):
    client.post(screen(draft), typed)
    sign_in(client, editor, password)
    session = client.session
    form = session[session_recovery.KEPT]
    later = timedelta(seconds=session_recovery.HOURS + 1)
    session[session_recovery.KEPT] = form | {"at": str(session_recovery.datetime.fromisoformat(form["at"]) - later)}
    session.save()
    assert client.get(reverse("unsent")).status_code == 302


def test_a_form_with_an_old_token_is_shown_again_with_its_text(draft, editor, client):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    data = opened(browser, draft) | {"title": "Typed for an hour", "csrfmiddlewaretoken": "x" * 64}
    page = browser.post(screen(draft), data)
    assert page.status_code == 403 and "Typed for an hour" in page.content.decode()
    assert title(draft) == "On the matter"
    fresh = browser.cookies["csrftoken"].value
    post(browser, page.context["path"], [*page.context["fields"], ("csrfmiddlewaretoken", fresh)])
    assert title(draft) == "Typed for an hour"


def test_a_form_of_another_person_or_site_is_refused(draft, editor, second_editor):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(second_editor)
    for author in ({"written_by": session_recovery.sign_author(editor)}, {}):
        page = browser.post(screen(draft), {"title": "Slipped in", **author})
        assert page.status_code == 403 and "Slipped in" not in page.content.decode()
    assert title(draft) == "On the matter"
