"""The events in the security log, from pages, commands and code, and that it contains no secret."""

import json
import logging

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.invitations import send_invitation
from portal.accounts.models import Invitation, User
from portal.editorial.workflow_context import get_seen_digest
from portal.records.models import SharedChange
from portal.security_log.models import SecurityEvent
from tests.accounts.sign_in import code, sign_in, with_app
from tests.conftest import PASSWORD
from tests.editorial.edition_forms import screen
from tests.factories import make_draft, make_holding, make_issuer, make_post, make_published, make_record

pytestmark = pytest.mark.django_db
HOME = "203.0.113.7"
WORDS = {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "MQ"}
ASSERTION = json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": WORDS})
"""What a browser sends for a passkey. It matches no challenge."""


@pytest.fixture
def chief(db):
    user = User.objects.create_user("chief@example.org", PASSWORD)
    user.verify_email()
    make_holding(make_post(), user)
    return user


@pytest.fixture
def events(db):
    """Returns a function that lists what, who, whose account, from where and detail of the events of this test."""
    last = SecurityEvent.objects.order_by("pk").values_list("pk", flat=True).last() or 0

    def list_events(*kinds: str) -> list[tuple]:
        rows = SecurityEvent.objects.filter(pk__gt=last).order_by("pk")
        rows = rows.filter(kind__in=kinds) if kinds else rows
        return list(rows.values_list("kind", "person__email", "subject__email", "client_address", "detail"))

    return list_events


@pytest.fixture
def from_home(client):
    client.defaults["REMOTE_ADDR"] = HOME
    return client


class TestSignIn:
    def test_a_sign_in_is_logged_with_account_address_and_factors(self, from_home, chief, events):
        secret = with_app(chief)
        sign_in(from_home, chief)
        assert events() == []
        from_home.post(reverse("mfa_authenticate"), {"code": "000000"})
        from_home.post(reverse("mfa_authenticate"), {"code": code(secret)})
        from_home.post(reverse("account_logout"))
        mail = chief.email
        assert events() == [
            ("factor_failed", None, mail, HOME, "TOTP Authenticator"),
            ("factor_used", mail, mail, HOME, "TOTP Authenticator"),
            ("signed_in", mail, mail, HOME, "password, totp"),
            ("signed_out", mail, mail, HOME, ""),
        ]

    def test_each_failure_and_the_lock_are_logged_once(self, from_home, chief, events):
        for _ in range(8):
            sign_in(from_home, chief, "wrong")
        failed = ("sign_in_failed", None, chief.email, HOME, "wrong password, or a closed account")
        assert events() == [failed] * 5 + [("locked", None, chief.email, HOME, "from one address")]

    def test_what_a_stranger_types_is_not_logged(self, from_home, events):
        for word in ("correct-horse@battery.example", "x@y.example"):
            sign_in(from_home, User(email=word), "staple")
        assert events() == [
            ("sign_in_failed", None, None, HOME, "no such account; more within a minute are not listed")
        ]

    def test_an_address_behind_an_uncounted_proxy_is_not_logged(self, from_home, chief, events, settings):
        settings.CLIENT_IP_IS_KNOWN = False
        sign_in(from_home, chief, "wrong")
        assert [event[3] for event in events()] == [None]

    def test_a_new_password_is_logged(self, client, chief, events):
        client.force_login(chief)
        words = {"oldpassword": PASSWORD, "password1": "a much better sentence", "password2": "a much better sentence"}
        client.post(reverse("account_change_password"), words)
        assert events("password_changed") == [("password_changed", chief.email, chief.email, "127.0.0.1", "")]

    def test_a_new_hash_of_the_same_password_is_not_logged(self, chief, events):
        chief.password = make_password(PASSWORD)
        chief.save(update_fields=["password"])
        assert events() == []


class TestFactors:
    @pytest.mark.django_db(transaction=True)
    def test_factors_and_recovery_codes_are_logged(self, client, chief, events):
        client.force_login(chief)
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
        client.post(reverse("mfa_generate_recovery_codes"))
        [first, *_] = RecoveryCodes.activate(chief).get_unused_codes()
        client.post(reverse("account_logout"))
        sign_in(client, chief)
        client.post(reverse("mfa_authenticate"), {"code": first})
        kinds = [event[0] for event in events()]
        assert kinds.count("factor_added") == 1 and "codes_made" in kinds and "code_used" in kinds
        assert ("codes_made", chief.email, chief.email, "127.0.0.1", "replacing the earlier ones") in events()

    def test_a_removed_factor_is_logged_whoever_removes_it(self, client, chief, administrator, events):
        with_app(chief)
        client.force_login(administrator)
        data = {"action": "begin_anew", "_selected_action": [chief.pk]}
        client.post(reverse("admin:accounts_user_changelist"), data)
        with_app(administrator)
        call_command("make_staff", administrator.email, stdout=open("/dev/null", "w"))
        assert events("factor_removed") == [
            ("factor_removed", administrator.email, chief.email, "127.0.0.1", "TOTP Authenticator"),
            ("factor_removed", None, administrator.email, None, "TOTP Authenticator"),
        ]
        assert events("password_changed") == [("password_changed", None, administrator.email, None, "")]

    def test_a_failed_passkey_is_logged(self, client, chief, events):
        with_app(chief)
        sign_in(client, chief)
        for _ in range(3):
            client.post(reverse("mfa_authenticate"), {"credential": ASSERTION})
            Client().post(reverse("mfa_login_webauthn"), {"credential": ASSERTION})
        detail = "passkey; more within a minute are not listed"
        assert events() == [
            ("factor_failed", None, chief.email, "127.0.0.1", detail),
            ("factor_failed", None, None, "127.0.0.1", detail),
        ]

    def test_too_many_attempts_at_codes_are_logged_once(self, client, chief, events):
        with_app(chief)
        sign_in(client, chief)
        for _ in range(8):
            client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert [event[0] for event in events()] == ["factor_failed"] * 5 + ["locked"]


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


class TestData:
    @pytest.mark.parametrize(
        "address",
        [
            "/admin/accounts/agency/export/",
            "/admin/csv/records/issuer/",
            "/admin/csv/security_log/securityevent/",
            "/admin/reports/csv/",
            "/admin/overview/to-publish/csv/",
        ],
    )
    def test_a_download_from_the_desk_is_logged(self, address, client, administrator, events):
        client.force_login(administrator)
        assert client.get(address).status_code == 200
        [(_, person, _, _, detail)] = events("exported")
        assert person == administrator.email and ".csv: GET admin/" in detail

    def test_public_downloads_are_not_logged(self, client, administrator, events, now):
        edition = make_published(make_record("memo"), at=now)
        for _ in range(2):
            assert client.get(f"{edition.record.get_absolute_url()}editions/1.json").status_code == 200
            client.force_login(administrator)
        assert events("exported", "refused") == []

    def test_exports_at_the_command_line_are_logged(self, tmp_path, events, capsys):
        call_command("export_records", tmp_path / "out", "--private")
        call_command("export_agencies")
        assert [event[4] for event in events("exported")] == [
            "export_records, private, 0 register entries",
            "export_agencies",
        ]


class TestRefusals:
    def test_a_refused_page_is_logged(self, from_home, editor, events):
        from_home.force_login(editor)
        assert from_home.get(reverse("admin:accounts_user_change", args=[editor.pk])).status_code == 403
        detail = f"GET admin/accounts/user/<path:object_id>/change/ (object_id {editor.pk})"
        assert events("refused") == [("refused", editor.email, None, HOME, detail)]

    def test_refusals_of_visitors_and_the_api_are_not_logged(self, client, editor, events):
        client.get("/admin/accounts/user/")
        client.force_login(editor)
        client.get("/api/v1/records?nonsense=1")
        assert events("refused") == []

    def test_a_secret_link_is_not_logged(self, client, editor, administrator, events):
        invitation = Invitation(email="new@example.org", role="editor")
        token = invitation.begin(by=administrator, at=timezone.now())
        client.force_login(editor)
        assert client.get(reverse("account-invitation", args=[token])).status_code == 403
        assert events("refused") == [
            ("refused", editor.email, None, "127.0.0.1", "GET accounts/invitation/<str:token>/")
        ]

    def test_a_step_refused_to_the_same_person_is_logged(self, client, reviewer, events, now):
        edition = make_draft(make_record("memo", key="memo"), by=reviewer)
        edition.perform("submit", by=reviewer, at=now)
        client.force_login(reviewer)
        page = screen(edition).replace("change", "step/publish")
        client.post(page, {"seen": get_seen_digest(edition)})
        [(_, person, _, _, detail)] = events("step_refused")
        assert person == reviewer.email
        assert detail.startswith("Publish, memo version 1: ") and "somebody else has to take this step" in detail

    def test_a_change_confirmed_by_its_proposer_is_refused_and_logged(self, client, reviewer, events, now):
        make_published(make_record("memo"), at=now)
        issuer = make_issuer()
        issuer.name = "Another office"
        change = issuer.propose_change(by=reviewer, at=now)
        client.force_login(reviewer)
        data = {"action": "confirm", "_selected_action": [change.pk]}
        client.post(reverse("admin:records_sharedchange_changelist"), data)
        assert SharedChange.objects.get().outcome == "" and len(events("step_refused")) == 1


def test_neither_log_contains_a_secret(client, chief, administrator, events, caplog):
    caplog.set_level(logging.INFO, "portal.security")
    secret = with_app(chief)
    [recovery, *_] = RecoveryCodes.activate(chief).generate_codes()
    totp = code(secret)
    token = Invitation(email="new@example.org", role="editor").begin(by=administrator, at=timezone.now())
    for person, password, answer in ((chief, "a wrong password", totp), (chief, PASSWORD, totp)):
        client = Client()
        sign_in(client, person, password)
        client.post(reverse("mfa_authenticate"), {"code": answer})
        client.get(reverse("account-invitation", args=[token]))
        client.get(reverse("mfa_download_recovery_codes"))
        key = client.session.session_key
    lines = [record.getMessage() for record in caplog.records if record.name == "portal.security"]
    logs = repr(events()) + repr(lines)
    assert "signed_in" in logs and "exported" in logs and "refused" in logs
    for word in (secret, recovery, totp, token, "a wrong password", PASSWORD, key):
        assert word not in logs
