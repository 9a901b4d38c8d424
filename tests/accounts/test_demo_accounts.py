"""Accounts of the demonstration: they work without a second factor there, and nowhere else."""

import re

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from portal.accounts.models import User
from tests.accounts.sign_in import sign_in
from tests.conftest import account

pytestmark = pytest.mark.django_db
PLACES = {"editor": "/admin/", "reviewer": "/admin/", "chief": "/official/", "superintendent": "/official/"}


@pytest.fixture(autouse=True)
def strict(settings):
    settings.SECOND_FACTOR_REQUIRED = settings.REQUIRE_RECENT_LOGIN = settings.DEMO_MODE = True


@pytest.fixture
def make_accounts(capsys):
    """Returns a function that runs the command and returns the password that it prints."""

    def make() -> str:
        call_command("make_demonstration", "--site", "http://localhost:8000")
        return re.search(r"Password\s+(\S+)", capsys.readouterr().out)[1]

    return make


def list_errors() -> list[str]:
    return [
        error.id for error in run_checks(tags=["demonstration"], include_deployment_checks=True, databases=["default"])
    ]


def test_only_four_accounts_sign_in_without_a_second_factor(client, make_accounts):
    first = make_accounts()
    password = make_accounts()
    assert User.objects.filter(is_demonstration=True).count() == 4 and password != first
    for name, place in PLACES.items():
        user = User.objects.get(email=f"{name}@example.org")
        assert "do not match" in sign_in(client, user, first).text
        assert sign_in(client, user, password).status_code == 302
        answer = client.get(place)
        assert answer.status_code == 200 and (place == "/admin/" or "You are <strong>" in answer.text)
        client.logout()
    sign_in(client, account("own", "editor"))
    assert client.get("/admin/").url == "/accounts/2fa/"
    assert list_errors() == []


def test_an_account_of_a_real_person_is_not_changed(make_accounts, capsys):
    own = account("editor", "administrator")
    password = make_accounts()
    own.refresh_from_db()
    assert not own.check_password(password) and not own.is_demonstration
    assert User.objects.filter(is_demonstration=True).count() == 3


def test_the_accounts_do_not_work_outside_the_demonstration(client, make_accounts, settings, capsys):
    password = make_accounts()
    editor = User.objects.get(email="editor@example.org")
    sign_in(client, editor, password)
    assert client.get("/admin/").status_code == 200
    settings.DEMO_MODE = False
    assert client.get("/admin/").status_code == 302, "The session has ended."
    client.logout()
    assert "closed" in client.get(sign_in(client, editor, password).url).text
    assert "_auth_user_id" not in client.session
    assert list_errors() == ["accounts.E001"]
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("make_demonstration")
    call_command("make_staff", editor.email)
    assert list_errors() == ["accounts.E001"]
    call_command("make_demonstration", "--close")
    editor.refresh_from_db()
    assert list_errors() == [] and editor.is_active and not editor.is_demonstration
