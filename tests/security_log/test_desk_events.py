"""Downloads, exports and refusals in the security log."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Invitation
from portal.editorial.workflow_context import get_seen_digest
from portal.records.models import SharedChange
from tests.editorial.edition_forms import screen
from tests.factories import make_draft, make_issuer, make_published, make_record
from tests.security_log.conftest import HOME

pytestmark = pytest.mark.django_db


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
