"""Accounts: signing in by email, creating staff at the command line, and who may edit whom."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.roles import build_roles

pytestmark = pytest.mark.django_db


def make_staff(capsys, *words: str) -> str:
    """Runs make_staff and returns the password that it prints."""
    call_command("make_staff", *words)
    return capsys.readouterr().out.strip().rsplit(" ", 1)[1]


def test_make_staff_creates_an_account_that_can_sign_in(capsys):
    password = make_staff(capsys, "editor@example.org")
    user = authenticate(username="Editor@Example.org", password=password)
    assert user.is_staff and not user.is_superuser
    assert [group.name for group in user.groups.all()] == ["editor"]


def test_make_staff_a_second_time_sets_a_new_password_and_role(capsys):
    first = make_staff(capsys, "staff@example.org")
    second = make_staff(capsys, "STAFF@example.org", "--role", "reviewer")
    assert User.objects.count() == 1 and first != second
    assert authenticate(username="staff@example.org", password=first) is None
    assert User.objects.get().groups.get().name == "reviewer"
    make_staff(capsys, "staff@example.org")
    assert User.objects.get().groups.get().name == "reviewer"


LONG = ".".join(["b" * 60] * 4)


@pytest.mark.parametrize("words", [["nobody"], [f"{'a' * 60}@{LONG}.org"], ["a@example.org", "--role", "king"]])
def test_make_staff_refuses_invalid_input_with_a_sentence(words):
    with pytest.raises(CommandError):
        call_command("make_staff", *words)
    assert not User.objects.exists()


def test_two_accounts_cannot_differ_only_by_capitals():
    User.objects.create_user("chief@example.org", "x")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("Chief@example.org", "x")


def test_the_roles_have_their_permissions():
    for name, permissions in build_roles().items():
        assert Group.objects.get(name=name).permissions.count() == len(set(permissions))
    editor = set(Group.objects.get(name="editor").permissions.values_list("codename", flat=True))
    assert "submit_edition" in editor
    assert not editor & {"publish_edition", "force_publish_edition", "review_edition", "change_registerentry"}


def test_an_administrator_cannot_change_a_superuser(client, administrator, admin_user, editor):
    client.force_login(administrator)
    page = reverse("admin:accounts_user_change", args=[editor.pk])
    assert client.get(page).status_code == 200
    assert "is_superuser" not in client.get(page).content.decode()
    assert client.get(reverse("admin:accounts_user_change", args=[admin_user.pk])).status_code == 302
    password = reverse("admin:auth_user_password_change", args=[admin_user.pk])
    client.post(password, {"password1": "a new long word", "password2": "a new long word", "usable_password": "true"})
    admin_user.refresh_from_db()
    assert not admin_user.check_password("a new long word")


def test_an_editor_cannot_see_or_add_accounts(client, editor):
    client.force_login(editor)
    assert client.get(reverse("admin:accounts_user_add")).status_code == 403
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403
