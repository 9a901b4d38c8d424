"""Changes of accounts, roles and holdings, and invitations, in the security log."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse

from portal.accounts.invitations import send_invitation
from portal.accounts.models import Invitation, User
from tests.conftest import PASSWORD
from tests.factories import make_holding, make_post

pytestmark = pytest.mark.django_db


class TestRoles:
    def test_a_change_in_the_form_of_an_account_is_logged(self, client, editor, administrator, events):
        client.force_login(administrator)
        reviewers = Group.objects.get(name="reviewer")
        data = {"email": editor.email, "name": "", "is_staff": "on", "groups": [reviewers.pk]}
        client.post(reverse("admin:accounts_user_change", args=[editor.pk]), data)
        facts = (administrator.email, editor.email, "127.0.0.1")
        assert events("account_changed") == [("account_changed", *facts, "is_active: True → False")]
        assert sorted(events("role_changed")) == [
            ("role_changed", *facts, "editor removed"),
            ("role_changed", *facts, "reviewer added"),
        ]

    @pytest.mark.parametrize("name", ["is_staff", "is_superuser", "is_active"])
    def test_a_change_of_a_column_that_gives_access_is_logged(self, name, editor, events):
        before = getattr(editor, name)
        setattr(editor, name, not before)
        editor.save()
        editor.save()
        assert events() == [("account_changed", None, editor.email, None, f"{name}: {before} → {not before}")]

    def test_groups_and_permissions_are_logged_from_either_side(self, outsider, events):
        group, permission = Group.objects.get(name="editor"), Permission.objects.order_by("pk").first()
        group.user_set.add(outsider)
        outsider.user_permissions.add(permission)
        outsider.groups.clear()
        permission.group_set.add(group)
        group.permissions.remove(permission)
        assert [(event[2], event[4]) for event in events("role_changed")] == [
            (outsider.email, "editor added"),
            (outsider.email, f"{permission} added"),
            (outsider.email, "all removed"),
            (None, f"editor: {permission} added"),
            (None, f"editor: {permission} removed"),
        ]

    def test_a_holding_is_logged(self, outsider, events):
        make_holding(make_post(), outsider, "2025-01-01", "2025-06-01")
        [(kind, _, subject, _, detail)] = events()
        assert (kind, subject) == ("role_changed", outsider.email)
        assert detail.endswith(": holder from 2025-01-01 until 2025-06-01")

    def test_setting_the_same_roles_again_is_not_logged(self, editor, events):
        editor.groups.set(editor.groups.all())
        call_command("migrate", verbosity=0)
        assert events() == []


class TestInvitations:
    def test_invitations_are_logged_when_created_accepted_and_canceled(self, client, administrator, events, now):
        invitation = Invitation(email="new@example.org", role="editor")
        send_invitation(invitation, by=administrator, at=now)
        send_invitation(invitation.again(), by=administrator, at=now)
        assert [(event[0], event[1], event[4]) for event in events()] == [
            ("invited", administrator.email, "new@example.org: Editor"),
            ("invitation_ended", administrator.email, "new@example.org: Editor"),
            ("invited", administrator.email, "new@example.org: Editor"),
        ]
        person = User(email="new@example.org")
        person.set_password(PASSWORD)
        Invitation.objects.latest("pk").accept(person, at=now)
        assert ("accepted", person.email, person.email, None, "new@example.org: Editor") in events()
        assert ("role_changed", None, person.email, None, "editor added") in events()
