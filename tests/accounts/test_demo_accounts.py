"""Accounts of the demonstration: easy to use in one, and worth nothing anywhere else."""

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
def made(capsys):
    """Runs the command; returns the password that it prints."""

    def make() -> str:
        call_command("make_demonstration", "--site", "http://localhost:8000")
        return re.search(r"Password\s+(\S+)", capsys.readouterr().out)[1]

    return make


def errors() -> list[str]:
    return [one.id for one in run_checks(tags=["demonstration"], include_deployment_checks=True, databases=["default"])]


def test_four_accounts_sign_in_with_the_password_alone_and_no_other_does(client, made):
    first = made()
    password = made()
    assert User.objects.filter(is_demonstration=True).count() == 4 and password != first
    for name, place in PLACES.items():
        user = User.objects.get(email=f"{name}@example.org")
        assert "do not belong together" in sign_in(client, user, first).text
        assert sign_in(client, user, password).status_code == 302
        answer = client.get(place)
        assert answer.status_code == 200 and (place == "/admin/" or "You are <strong>" in answer.text)
        client.logout()
    sign_in(client, account("own", "editor"))
    assert client.get("/admin/").url == "/accounts/2fa/"
    assert errors() == []


def test_somebodys_own_account_is_left_alone(made, capsys):
    own = account("editor", "administrator")
    password = made()
    own.refresh_from_db()
    assert not own.check_password(password) and not own.is_demonstration
    assert User.objects.filter(is_demonstration=True).count() == 3


def test_outside_a_demonstration_nothing_runs_with_them(client, made, settings, capsys):
    password = made()
    editor = User.objects.get(email="editor@example.org")
    sign_in(client, editor, password)
    assert client.get("/admin/").status_code == 200
    settings.DEMO_MODE = False
    assert client.get("/admin/").status_code == 302, "The session is over."
    client.logout()
    assert "closed" in client.get(sign_in(client, editor, password).url).text
    assert "_auth_user_id" not in client.session
    assert errors() == ["accounts.E001"]
    with pytest.raises(CommandError, match="no demonstration"):
        call_command("make_demonstration")
    call_command("make_staff", editor.email)
    assert errors() == ["accounts.E001"]
    call_command("make_demonstration", "--close")
    editor.refresh_from_db()
    assert errors() == [] and editor.is_active and not editor.is_demonstration
