"""The list of sessions, signing out elsewhere, and the reset for people who lost their second factor."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.sign_in import code, sign_in, with_app
from tests.conftest import PASSWORD, account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor", "without_recent_login")]
SESSIONS, USERS = reverse("usersessions_list"), reverse("admin:accounts_user_changelist")
BETTER = "a much better sentence"


def is_in(client) -> bool:
    return client.get(reverse("account-home")).status_code == 200


@pytest.fixture
def signed_in():
    def signed_in_(user, browser: str = "Firefox") -> Client:
        client = Client(HTTP_USER_AGENT=browser)
        sign_in(client, user)
        return client

    return signed_in_


def test_people_see_their_own_sessions_and_end_all_others(signed_in, editor, reviewer):
    here, elsewhere, other = signed_in(editor), signed_in(editor, "Old <b>phone</b>"), signed_in(reviewer, "Theirs")
    page = here.get(SESSIONS).text
    assert "Old &lt;b&gt;phone" in page and "Theirs" not in page and page.count("This session, since") == 1
    assert "not signed in anywhere else" in other.get(SESSIONS).text
    assert here.post(SESSIONS).status_code == 302
    assert (is_in(here), is_in(elsewhere), is_in(other)) == (True, False, True)
    assert Client().post(SESSIONS).url.startswith(reverse("account_login"))


def test_a_new_password_ends_all_other_sessions(signed_in, editor):
    here, elsewhere = signed_in(editor), signed_in(editor)
    words = {"oldpassword": "wrong", "password1": BETTER, "password2": BETTER}
    assert "password is not correct" in here.post(reverse("account_change_password"), words).text and is_in(elsewhere)
    here.post(reverse("account_change_password"), words | {"oldpassword": PASSWORD})
    assert is_in(here) and not is_in(elsewhere)


def test_administrators_can_reset_a_second_factor_but_not_a_password(
    client, signed_in, editor, administrator, settings
):
    settings.SECOND_FACTOR_REQUIRED = True
    secret, keeper = with_app(editor), account("keeper", "administrator")
    keeper.is_superuser = True
    keeper.save()
    with_app(keeper)
    lost = signed_in(editor)
    lost.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert lost.get("/admin/").status_code == 200
    settings.SECOND_FACTOR_REQUIRED = False
    rows = {"action": "begin_anew", "_selected_action": [editor.pk, keeper.pk]}
    client.force_login(account("colleague", "editor"))
    assert client.post(USERS, rows).status_code == 403 and is_in(lost)
    client.force_login(administrator)
    assert client.post(reverse("admin:auth_user_password_change", args=[editor.pk]), {}).status_code == 403
    client.post(USERS, rows)
    assert not is_in(lost) and not editor.authenticator_set.exists()
    assert keeper.authenticator_set.exists(), "Only superusers may change a superuser."
    settings.SECOND_FACTOR_REQUIRED = True
    assert signed_in(editor).get("/admin/").url == reverse("mfa_index")
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)
